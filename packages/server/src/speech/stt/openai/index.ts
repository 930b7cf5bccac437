import { z } from 'zod';
import { wavBytes } from '../../../voices/wav.js';
import { ProviderError } from '../../provider-error.js';
import { VendorClient, type VendorTimeouts } from '../../vendor/client.js';
import { loudSeconds, SHORTEST_SPEECH_S, withoutInventions } from '../heard-speech.js';
import {
  RECOGNITION_RATE_HZ,
  type Recognition,
  type RecognitionRequest,
  type SpeechRecognizer,
  type Utterance,
} from '../port.js';
import { Recording } from '../recording.js';
import { shortLanguage } from '../short-language.js';
import { multipart } from './form.js';

export interface OpenAiRecognizerOptions {
  /** Up to and with `/v1`, without a slash at the end. */
  baseUrl: string;
  apiKey?: string;
  model: string;
  timeouts?: Partial<VendorTimeouts>;
}

const PROVIDER = 'speech recognition of OpenAI’s kind';

/** A stretch of speech in which the model itself hears none, by the measures that Whisper's authors use. */
const NO_SPEECH = 0.6;
const UNSURE = -1;

const transcript = z.object({
  text: z.string(),
  language: z.string().nullish(),
  segments: z
    .array(
      z.object({ text: z.string(), no_speech_prob: z.number().nullish(), avg_logprob: z.number().nullish() }),
    )
    .nullish(),
});

/** Speech to text over OpenAI's `/audio/transcriptions`: an utterance is sent when it is over. */
export class OpenAiRecognizer implements SpeechRecognizer {
  readonly name = 'openai';
  private readonly client: VendorClient;

  constructor(private readonly options: OpenAiRecognizerOptions) {
    const { baseUrl, apiKey, timeouts } = options;
    this.client = new VendorClient({
      provider: PROVIDER,
      baseUrl,
      headers: apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` },
      secret: apiKey,
      timeouts,
    });
  }

  listen(request: RecognitionRequest): Utterance {
    const recording = new Recording();
    const cancelled = new AbortController();
    // The connection opens while the person is still talking.
    this.warmUp();
    return {
      push: (pcm) => recording.push(pcm),
      finish: async () => {
        try {
          return await this.recognise(recording.sound, request, cancelled.signal);
        } catch (error) {
          if (cancelled.signal.aborted) return { text: '' };
          throw error;
        } finally {
          recording.clear();
        }
      },
      cancel: () => {
        cancelled.abort();
        recording.clear();
      },
    };
  }

  warmUp(): void {
    this.client.warmUp('/models');
  }

  close(): Promise<void> {
    return this.client.close();
  }

  private async recognise(
    pcm: Int16Array<ArrayBuffer>,
    { language }: RecognitionRequest,
    signal: AbortSignal,
  ): Promise<Recognition> {
    const loudS = loudSeconds(pcm);
    if (loudS < SHORTEST_SPEECH_S) return { text: '' };
    const { model } = this.options;
    const code = shortLanguage(language);
    const form = multipart(
      {
        model,
        // Whisper tells how sure it is; OpenAI's other models answer with the text alone.
        response_format: /whisper/i.test(model) ? 'verbose_json' : 'json',
        temperature: '0',
        ...(code === undefined ? {} : { language: code }),
      },
      { field: 'file', name: 'speech.wav', type: 'audio/wav', bytes: wavBytes([pcm], RECOGNITION_RATE_HZ) },
    );
    const answer = await this.client.send({
      method: 'POST',
      path: '/audio/transcriptions',
      headers: { 'content-type': form.contentType },
      body: form.body,
      signal,
    });
    const { text, segments, language: told } = this.parse(await answer.text());
    const sure = segments?.filter(
      ({ no_speech_prob, avg_logprob }) =>
        !((no_speech_prob ?? 0) > NO_SPEECH && (avg_logprob ?? 0) < UNSURE),
    );
    const said = withoutInventions(sure ? sure.map((segment) => segment.text).join(' ') : text, loudS);
    const heard = language ?? (told && /^[a-z]{2,3}$/.test(told) ? told : undefined);
    return heard === undefined ? { text: said } : { text: said, language: heard };
  }

  private parse(body: string): z.infer<typeof transcript> {
    try {
      return transcript.parse(JSON.parse(body));
    } catch {
      throw new ProviderError(PROVIDER, 'broken', 'the answer is no transcript');
    }
  }
}
