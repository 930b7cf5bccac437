import { ProviderError } from '../../provider-error.js';
import { VendorClient, type VendorTimeouts } from '../../vendor/client.js';
import type { SpeechChunk, Voice } from '../port.js';
import type { Passage } from '../streamed/passages.js';
import { PcmLine } from '../streamed/pcm-line.js';
import { type Manner, StreamedSynthesizer } from '../streamed/streamed-synthesizer.js';
import { wordsOf } from '../streamed/word-pieces.js';
import { openAiVoice, voiceNamesOf } from './voices.js';
import { WavHead } from './wav-head.js';

export interface OpenAiSpeechOptions {
  /** Up to and with `/v1`, without a slash at the end. */
  baseUrl: string;
  apiKey?: string;
  model: string;
  /** Names of voices; without them the server is asked, and else they are OpenAI's own. */
  voices?: readonly string[];
  timeouts?: Partial<VendorTimeouts>;
}

const PROVIDER = 'speech of OpenAI’s kind';
/** Of sound that says nothing about itself. */
const SAMPLE_RATE_HZ = 24_000;
/** The first piece is short, so that it is heard soon; later ones wait for less trouble. */
const FIRST_S = 0.25;
const PIECE_S = 0.6;
/** Sound that waits for the next piece, so that the last piece is never empty. */
const HELD_S = 0.1;
/** Until the voice has been heard. */
const SECONDS_PER_LETTER = 0.07;

/** Text to speech over OpenAI's `/audio/speech`, streamed as raw sound. No times: lips go by the sound. */
export class OpenAiSpeech extends StreamedSynthesizer {
  readonly name = 'openai';
  private secondsPerLetter = SECONDS_PER_LETTER;

  private constructor(
    private readonly client: VendorClient,
    private readonly model: string,
    private readonly offered: readonly Voice[],
  ) {
    super();
  }

  /** Asks the server for its voices where none are given; a server that does not tell is no error. */
  static async open(options: OpenAiSpeechOptions): Promise<OpenAiSpeech> {
    const { baseUrl, apiKey, model, timeouts } = options;
    const client = new VendorClient({
      provider: PROVIDER,
      baseUrl,
      headers: apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` },
      secret: apiKey,
      timeouts,
    });
    const isOpenAi = new URL(baseUrl).hostname.endsWith('api.openai.com');
    const told = options.voices ?? (isOpenAi ? null : await voicesTold(client));
    return new OpenAiSpeech(client, model, (told ?? voiceNamesOf(model)).map(openAiVoice));
  }

  voices(): readonly Voice[] {
    return this.offered;
  }

  close(): Promise<void> {
    return this.client.close();
  }

  protected async *say(passage: Passage, manner: Manner, signal: AbortSignal): AsyncIterable<SpeechChunk> {
    const { speed } = manner;
    const voice = this.offered.find(({ voiceId }) => voiceId === manner.voiceId)?.model;
    const answer = await this.client.send({
      method: 'POST',
      path: '/audio/speech',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        model: this.model,
        voice,
        input: passage.spoken,
        response_format: 'pcm',
        ...(speed === 1 ? {} : { speed }),
      }),
      signal,
    });
    if (/json|html|mpeg|ogg|opus/.test(answer.contentType)) {
      throw new ProviderError(
        PROVIDER,
        'broken',
        `it sent ${answer.contentType} where raw sound was asked for`,
      );
    }
    const words = timed(passage.text, this.secondsPerLetter / speed);
    const head = new WavHead(SAMPLE_RATE_HZ);
    const line = new PcmLine();
    let spokenS = 0;
    const piece = (samples: number, last: boolean): SpeechChunk => {
      const sampleRateHz = head.sampleRateHz;
      const pcm = line.take(samples);
      spokenS += pcm.length / sampleRateHz;
      return { text: takeWords(words, last ? Number.POSITIVE_INFINITY : spokenS), sampleRateHz, pcm };
    };
    for await (const bytes of answer.body) {
      line.push(head.strip(bytes));
      const rate = head.sampleRateHz;
      if (line.length > ((spokenS === 0 ? FIRST_S : PIECE_S) + HELD_S) * rate) {
        yield piece(line.length - HELD_S * rate, false);
      }
    }
    if (spokenS === 0 && line.length === 0) throw new ProviderError(PROVIDER, 'broken', 'it sent no sound');
    yield piece(line.length, true);
    const letters = passage.text.replace(/\s/g, '').length;
    this.secondsPerLetter += 0.5 * ((spokenS * speed) / Math.max(1, letters) - this.secondsPerLetter);
  }
}

/** Each word with the time by which it has been said, at a pace in seconds a letter. */
function timed(text: string, pace: number): { word: string; endS: number }[] {
  let letters = 0;
  return wordsOf(text).map((word) => {
    letters += word.trim().length;
    return { word, endS: pace * letters };
  });
}

/** Takes the words off `words` that have been said by `untilS`. */
function takeWords(words: { word: string; endS: number }[], untilS: number): string {
  const next = words.findIndex(({ endS }) => endS > untilS);
  const taken = words.splice(0, next < 0 ? words.length : next);
  return taken.map(({ word }) => word).join('');
}

/** The names that servers of the same protocol list at `/audio/voices`, in the shapes that are about; null for none. */
async function voicesTold(client: VendorClient): Promise<string[] | null> {
  try {
    const signal = AbortSignal.timeout(3000);
    const answer = await client.send({ method: 'GET', path: '/audio/voices', signal });
    const told = JSON.parse(await answer.text()) as { voices?: unknown };
    const list: unknown[] = Array.isArray(told.voices) ? told.voices : [];
    const names = list.map((one) =>
      typeof one === 'string'
        ? one
        : ((one as { id?: unknown; name?: unknown }).id ?? (one as { name?: unknown }).name),
    );
    const voices = names.filter((name): name is string => typeof name === 'string' && name !== '');
    return voices.length > 0 ? voices : null;
  } catch {
    return null;
  }
}
