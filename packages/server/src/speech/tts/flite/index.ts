import type { SpeechChunk, SpeechRequest, SpeechSynthesizer, Voice } from '../port.js';
import { type Clause, splitClauses } from '../text/clauses.js';
import { createReader, type Reader } from '../text/spoken-form.js';
import type { FliteSound } from './engine.js';
import { VoiceThread } from './voice-thread.js';
import { FLITE_VOICES, type FliteVoice } from './voices.js';

const SAMPLE_RATE_HZ = 16_000;
/** Silence kept before a clause: enough for a soft onset, too short to be waited for. */
const LEAD_S = 0.03;
/** Silence after a clause by the strength of the break there, at speed 1. */
const PAUSE_S = [0.01, 0.03, 0.17, 0.36] as const;
/** Silence at the very end. */
const END_S = 0.15;

/**
 * Starts the bundled voices: CMU Flite in a worker thread, offline, some thirty times faster than speech.
 * Resolves when the voices are warm.
 */
export async function createFliteSynthesizer(): Promise<SpeechSynthesizer> {
  const thread = new VoiceThread();
  await thread.start();
  return new FliteSynthesizer(thread);
}

class FliteSynthesizer implements SpeechSynthesizer {
  readonly name = 'flite';
  private readonly readAsIs: Reader = createReader();

  constructor(private readonly thread: VoiceThread) {}

  voices(): readonly Voice[] {
    return FLITE_VOICES;
  }

  canSpeak(text: string, voiceId: string): boolean {
    if (!findVoice(voiceId)) return false;
    const [first] = splitClauses(text, this.readAsIs);
    return first !== undefined && first.spoken !== '';
  }

  /**
   * Throws RangeError for an unknown voice or a speed out of range, and Error when the voice thread fails.
   */
  async *synthesize(request: SpeechRequest): AsyncIterable<SpeechChunk> {
    const { text, speed, signal } = request;
    const voice = findVoice(request.voiceId);
    if (!voice) throw new RangeError(`voice_id: no voice is called "${request.voiceId}"`);
    if (!(speed >= 0.8 && speed <= 1.2)) {
      throw new RangeError(`speed must be between 0.8 and 1.2, not ${speed}`);
    }
    const clauses = splitClauses(text, createReader(request.pronunciations));
    let clause = clauses.next().value;
    let following = clauses.next().value;
    let sound = clause && this.start(clause, { voice, speed, first: true, last: !following }, signal);
    while (clause && !signal?.aborted) {
      const made = await sound;
      if (!made || signal?.aborted) return;
      const { text: said } = clause;
      clause = following;
      following = clauses.next().value;
      // The next clause is made while this one is heard.
      sound = clause && this.start(clause, { voice, speed, first: false, last: !following }, signal);
      sound?.catch(() => undefined);
      yield { text: said, ...made };
    }
  }

  close(): Promise<void> {
    return this.thread.close();
  }

  private start(clause: Clause, manner: Manner, signal?: AbortSignal): Promise<FliteSound | undefined> {
    if (clause.spoken === '') {
      return Promise.resolve({ sampleRateHz: SAMPLE_RATE_HZ, pcm: new Int16Array(0), phones: [] });
    }
    const { voice, speed, first, last } = manner;
    const pace = voice.pace * speed;
    const utterance = {
      text: clause.spoken,
      voice: voice.model,
      stretch: voice.formantScale / pace,
      pitchHz: voice.pitchHz === undefined ? undefined : voice.pitchHz / voice.formantScale,
    };
    const shape = {
      formantScale: voice.formantScale,
      gain: voice.gain,
      leadS: LEAD_S,
      pauseS: last ? END_S : PAUSE_S[clause.strength] / pace,
    };
    return this.thread.say({ utterance, shape }, first, signal);
  }
}

/** How one clause is to be said. */
interface Manner {
  voice: FliteVoice;
  speed: number;
  first: boolean;
  last: boolean;
}

function findVoice(voiceId: string): FliteVoice | undefined {
  return FLITE_VOICES.find((voice) => voice.voiceId === voiceId);
}
