import { createHash } from 'node:crypto';
import type { SpeechSynthesizer, Voice } from '../speech/tts/port.js';
import { languagesOf, type SpokenLanguage } from './languages.js';
import { wavBytes } from './wav.js';

export interface FoundVoice {
  voice: Voice;
  synthesizer: SpeechSynthesizer;
}

/** The voices of a caller's own account, for as long as a session needs them. */
export interface OwnVoices {
  /** Undefined for what cannot be one of them. */
  find(voiceId: string): FoundVoice | undefined;
  close(): Promise<void>;
}

/** A voice's sample: a complete WAV file. */
export interface VoicePreview {
  bytes: Uint8Array<ArrayBuffer>;
  durationMs: number;
}

/** The voices of the built-in presenters, unless a session chooses another: the first one that is installed. */
const PRESENTER_VOICES: Record<string, readonly string[]> = {
  ava: ['en-US-heart', 'en-US-ava'],
  leo: ['en-US-michael', 'en-US-leo'],
  maya: ['en-US-bella', 'en-US-maya'],
};

/** `_id` of a voice in the API: 24 hexadecimal characters, the same for ever for one voice id. */
export function voiceObjectId(voiceId: string): string {
  return createHash('sha256').update(`voice:${voiceId}`).digest('hex').slice(0, 24);
}

/** Who speaks. Read anew each time: synthesizers and their voices may come and go while the server runs. */
export interface VoiceSource {
  readonly synthesizers: readonly SpeechSynthesizer[];
  /** Whose voices presenters speak with, whatever else is installed. */
  readonly preferred?: SpeechSynthesizer | null;
}

/** All voices that are installed, of all synthesizers; the first one that lists a voice id speaks it. */
export class VoiceCatalog {
  private voices = new Map<string, FoundVoice>();
  private byObjectId = new Map<string, FoundVoice>();
  /** What the maps were made of. */
  private listed: readonly { synthesizer: SpeechSynthesizer; voices: readonly Voice[] }[] = [];
  private readonly previews = new Map<string, Promise<VoicePreview>>();

  /** @throws Error when no synthesizer has a voice */
  constructor(private readonly source: VoiceSource) {
    if (this.all().size === 0) throw new Error('No voice is installed');
  }

  list(): Voice[] {
    return [...this.all().values()].map(({ voice }) => voice);
  }

  /** By voice id, or by the `_id` under which the API lists it. */
  find(voiceId: string): FoundVoice | undefined {
    return this.all().get(voiceId) ?? this.byObjectId.get(voiceId);
  }

  /** A presenter's own voice; the first installed voice where that one is missing or the presenter unknown. */
  defaultFor(presenterId: string): Voice {
    const voices = this.all();
    const own = PRESENTER_VOICES[presenterId]?.map((id) => voices.get(id)).find((voice) => voice)?.voice;
    const found = this.preferredFor(presenterId, own) ?? own ?? [...voices.values()][0]?.voice;
    if (!found) throw new Error('No voice is installed');
    return found;
  }

  /** Of the preferred voices one like the presenter's own, and another one for each presenter. */
  private preferredFor(presenterId: string, own: Voice | undefined): Voice | undefined {
    const voices = this.source.preferred?.voices() ?? [];
    if (own && voices.includes(own)) return own;
    const alike = voices.filter(
      ({ gender, locale }) => !own || (gender === own.gender && new Intl.Locale(locale).language === 'en'),
    );
    const offered = alike.length > 0 ? alike : voices;
    const place = Math.max(0, Object.keys(PRESENTER_VOICES).indexOf(presenterId));
    return offered[place % Math.max(1, offered.length)];
  }

  private all(): Map<string, FoundVoice> {
    const listed = this.source.synthesizers.map((synthesizer) => ({
      synthesizer,
      voices: synthesizer.voices(),
    }));
    const known = listed.every(
      ({ synthesizer, voices }, at) =>
        this.listed[at]?.synthesizer === synthesizer && this.listed[at].voices === voices,
    );
    if (!known || listed.length !== this.listed.length) {
      const found = listed.flatMap(({ synthesizer, voices }) =>
        voices.map((voice) => ({ voice, synthesizer })),
      );
      // The first one to list an id comes last here, and stays.
      this.voices = new Map(found.map((one) => [one.voice.voiceId, one]));
      for (const one of found.toReversed()) this.voices.set(one.voice.voiceId, one);
      this.byObjectId = new Map([...this.voices].map(([id, one]) => [voiceObjectId(id), one]));
      this.listed = listed;
    }
    return this.voices;
  }

  /** What installed voices can speak, each language once alone and once for each country. */
  languages(): SpokenLanguage[] {
    return languagesOf(this.list());
  }

  /**
   * The voice saying its preview text. Made when first asked for, then kept. Throws RangeError for an unknown
   * voice, and what the synthesizer throws.
   */
  previewWav(voiceId: string): Promise<VoicePreview> {
    const found = this.find(voiceId);
    if (!found) return Promise.reject(new RangeError(`voice_id: no voice is called "${voiceId}"`));
    const { voiceId: key } = found.voice;
    const kept = this.previews.get(key);
    if (kept) return kept;
    const made = makePreview(found);
    this.previews.set(key, made);
    made.catch(() => this.previews.delete(key));
    return made;
  }

  /** How long the voice's sample is; 0 where it is not known and would be paid for. */
  async previewMs({ voiceId, metered, sampleUrl }: Voice): Promise<number> {
    if ((metered || sampleUrl !== undefined) && !this.previews.has(voiceId)) return 0;
    return (await this.previewWav(voiceId)).durationMs;
  }
}

async function makePreview({ voice, synthesizer }: FoundVoice): Promise<VoicePreview> {
  const pieces: Int16Array[] = [];
  let sampleRateHz = 0;
  const request = { text: voice.previewText, voiceId: voice.voiceId, speed: 1, pronunciations: {} };
  for await (const chunk of synthesizer.synthesize(request)) {
    pieces.push(chunk.pcm);
    sampleRateHz = chunk.sampleRateHz;
  }
  const samples = pieces.reduce((sum, piece) => sum + piece.length, 0);
  if (samples === 0) throw new Error(`Voice "${voice.voiceId}" made no sound of its preview text`);
  return { bytes: wavBytes(pieces, sampleRateHz), durationMs: Math.round((samples / sampleRateHz) * 1000) };
}
