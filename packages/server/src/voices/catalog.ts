import { createHash } from 'node:crypto';
import type { SpeechSynthesizer, Voice } from '../speech/tts/port.js';
import { languagesOf, type SpokenLanguage } from './languages.js';
import { wavBytes } from './wav.js';

export interface FoundVoice {
  voice: Voice;
  synthesizer: SpeechSynthesizer;
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

/** All voices that are installed, of all synthesizers; the first one that lists a voice id speaks it. */
export class VoiceCatalog {
  private readonly voices = new Map<string, FoundVoice>();
  private readonly byObjectId = new Map<string, FoundVoice>();
  private readonly previews = new Map<string, Promise<VoicePreview>>();

  /** Throws when no synthesizer has a voice. */
  constructor(synthesizers: readonly SpeechSynthesizer[]) {
    for (const synthesizer of synthesizers) {
      for (const voice of synthesizer.voices()) {
        if (this.voices.has(voice.voiceId)) continue;
        const found = { voice, synthesizer };
        this.voices.set(voice.voiceId, found);
        this.byObjectId.set(voiceObjectId(voice.voiceId), found);
      }
    }
    if (this.voices.size === 0) throw new Error('No voice is installed');
  }

  list(): Voice[] {
    return [...this.voices.values()].map(({ voice }) => voice);
  }

  /** By voice id, or by the `_id` under which the API lists it. */
  find(voiceId: string): FoundVoice | undefined {
    return this.voices.get(voiceId) ?? this.byObjectId.get(voiceId);
  }

  /** A presenter's own voice; the first installed voice where that one is missing or the presenter unknown. */
  defaultFor(presenterId: string): Voice {
    const own = PRESENTER_VOICES[presenterId]?.map((id) => this.voices.get(id)).find((voice) => voice);
    const [first] = this.voices.values();
    const found = own ?? first;
    if (!found) throw new Error('No voice is installed');
    return found.voice;
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
