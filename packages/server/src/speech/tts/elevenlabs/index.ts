import { z } from 'zod';
import { ProviderError } from '../../provider-error.js';
import { VendorClient, type VendorTimeouts } from '../../vendor/client.js';
import { linesOf } from '../../vendor/lines.js';
import { quoted, wordsOf as saidIn } from '../../vendor/refusal.js';
import type { SpeechChunk, Voice } from '../port.js';
import type { Passage } from '../streamed/passages.js';
import { type Manner, StreamedSynthesizer } from '../streamed/streamed-synthesizer.js';
import { TimedSound } from './timed-sound.js';
import { listVoices, namedVoice } from './voices.js';

/** How a voice is to sound; names as the vendor and the API have them. */
export interface ElevenLabsManner {
  model_id?: string;
  stability?: number;
  similarity_boost?: number;
  style?: number;
  use_speaker_boost?: boolean;
}

export interface ElevenLabsOptions extends ElevenLabsManner {
  apiKey: string;
  baseUrl?: string;
  /** True to speak with any voice id that looks like the vendor's, listed or not. */
  anyVoice?: boolean;
  timeouts?: Partial<VendorTimeouts>;
}

const ELEVENLABS_URL = 'https://api.elevenlabs.io';
const PROVIDER = 'ElevenLabs';
const DEFAULT_MODEL = 'eleven_flash_v2_5';
const SAMPLE_RATE_HZ = 24_000;
const VOICE_ID = /^[A-Za-z0-9]{20}$/;
/** Of the text around a passage, as much as helps its melody. */
const CONTEXT_LETTERS = 300;

const alignment = z.object({
  characters: z.array(z.string()),
  character_start_times_seconds: z.array(z.number()),
  character_end_times_seconds: z.array(z.number()),
});
const streamLine = z.object({
  audio_base64: z.string().nullish(),
  alignment: alignment.nullish(),
  detail: z.unknown().optional(),
  error: z.unknown().optional(),
});

/** Whether a voice id looks like the vendor's: 20 letters and figures. */
export function mayBeElevenLabs(voiceId: string): boolean {
  return VOICE_ID.test(voiceId);
}

/** ElevenLabs' voices, streamed over HTTP with the time of every character, from which lips are made. */
export class ElevenLabs extends StreamedSynthesizer {
  readonly name = 'elevenlabs';
  private readonly client: VendorClient;
  private listed: readonly Voice[] = [];

  constructor(private readonly options: ElevenLabsOptions) {
    super();
    const { apiKey, baseUrl = ELEVENLABS_URL, timeouts } = options;
    this.client = new VendorClient({
      provider: PROVIDER,
      baseUrl,
      headers: { 'xi-api-key': apiKey },
      secret: apiKey,
      timeouts,
    });
  }

  voices(): readonly Voice[] {
    return this.listed;
  }

  /** Asks for the voices of the account. Throws ProviderError; what was known before stays. */
  async refreshVoices(signal?: AbortSignal): Promise<void> {
    this.listed = await listVoices(this.client, signal);
  }

  /** A voice that is not listed, where any is taken; undefined for what cannot be one. */
  named(voiceId: string): Voice | undefined {
    const listed = this.listed.find((voice) => voice.voiceId === voiceId);
    const may = this.options.anyVoice && mayBeElevenLabs(voiceId);
    return listed ?? (may ? namedVoice(voiceId, this.model) : undefined);
  }

  close(): Promise<void> {
    return this.client.close();
  }

  protected override knows(voiceId: string): boolean {
    return this.named(voiceId) !== undefined;
  }

  protected async *say(passage: Passage, manner: Manner, signal: AbortSignal): AsyncIterable<SpeechChunk> {
    const answer = await this.client.send({
      method: 'POST',
      path: `/v1/text-to-speech/${encodeURIComponent(manner.voiceId)}/stream/with-timestamps?output_format=pcm_${SAMPLE_RATE_HZ}`,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(this.request(passage, manner)),
      signal,
    });
    const sound = new TimedSound(passage, SAMPLE_RATE_HZ);
    for await (const line of linesOf(answer.body)) {
      if (line.trim() === '') continue;
      const { audio_base64: audio, alignment: times = null } = this.parse(line);
      sound.push(Buffer.from(audio ?? '', 'base64'), times);
      for (let chunk = sound.take(); chunk; chunk = sound.take()) yield chunk;
    }
    if (sound.isEmpty) throw new ProviderError(PROVIDER, 'broken', 'it sent no sound');
    yield sound.rest();
  }

  private get model(): string {
    return this.options.model_id ?? DEFAULT_MODEL;
  }

  private request(passage: Passage, { speed, before, after }: Manner): object {
    const { stability, similarity_boost, style, use_speaker_boost } = this.options;
    // The third generation takes no context.
    const context = /^eleven_v3/.test(this.model)
      ? {}
      : {
          previous_text: before === '' ? undefined : before.slice(-CONTEXT_LETTERS),
          next_text: after === '' ? undefined : after.slice(0, CONTEXT_LETTERS),
        };
    const settings = { stability, similarity_boost, style, use_speaker_boost };
    return {
      text: passage.spoken,
      model_id: this.model,
      voice_settings: { ...settings, speed: speed === 1 ? undefined : speed },
      ...context,
    };
  }

  private parse(line: string): z.infer<typeof streamLine> {
    let value: unknown = null;
    try {
      value = JSON.parse(line);
    } catch {
      // One that breaks off; said below.
    }
    const read = streamLine.safeParse(value);
    const wrong = read.success ? (read.data.error ?? read.data.detail) : 'the answer broke off';
    if (!read.success || wrong) {
      throw new ProviderError(PROVIDER, 'broken', quoted(saidIn(wrong), this.options.apiKey) || 'it failed');
    }
    return read.data;
  }
}
