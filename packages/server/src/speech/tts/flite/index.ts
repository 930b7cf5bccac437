import type { SpeechChunk, SpeechRequest, SpeechSynthesizer, Voice } from '../port.js';
import { type Clause, splitClauses } from '../text/clauses.js';
import { createReader, type Reader } from '../text/spoken-form.js';
import type { FliteSound } from './engine.js';
import { VoiceThread } from './voice-thread.js';
import { FLITE_VOICES, type FliteVoice } from './voices.js';

const SAMPLE_RATE_HZ = 16_000;
const SLOWEST = 0.8;
const FASTEST = 1.2;
/** Silence kept before a clause: enough for a soft onset, too short to be waited for. */
const LEAD_S = 0.03;
/** Silence after a clause by the strength of the break there, at speed 1. */
const PAUSE_S = [0.01, 0.03, 0.17, 0.36] as const;
/** Silence at the very end: what is said next follows as another sentence. */
const END_S = 0.25;

/**
 * Starts the bundled voices: CMU Flite in a worker thread, offline, some thirty times faster than speech.
 * Resolves when the voices are warm.
 */
export async function createFliteSynthesizer(): Promise<SpeechSynthesizer> {
  const thread = new VoiceThread();
  // The rules of reading are compiled as they are first used.
  createReader()('Warm up, at 10:30.');
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
    if (!(speed >= SLOWEST && speed <= FASTEST)) {
      throw new RangeError(`speed must be between ${SLOWEST} and ${FASTEST}, not ${speed}`);
    }
    const stop = new AbortController();
    const onAbort = () => stop.abort();
    signal?.addEventListener('abort', onAbort, { once: true });
    if (signal?.aborted) stop.abort();
    try {
      yield* this.speak(text, request.pronunciations, { voice, speed }, stop.signal);
    } finally {
      signal?.removeEventListener('abort', onAbort);
      stop.abort();
    }
  }

  close(): Promise<void> {
    return this.thread.close();
  }

  private async *speak(
    text: string,
    pronunciations: Record<string, string>,
    manner: Manner,
    signal: AbortSignal,
  ): AsyncIterable<SpeechChunk> {
    const clauses = splitClauses(text, createReader(pronunciations));
    let clause = clauses.next().value;
    let following = clauses.next().value;
    let sound = clause && this.start(clause, { ...manner, first: true, last: !following }, signal);
    while (clause) {
      const made = await sound;
      if (!made || signal.aborted) return;
      const { text: said } = clause;
      clause = following;
      following = clauses.next().value;
      // The next clause is made while this one is heard.
      sound = clause && this.start(clause, { ...manner, first: false, last: !following }, signal);
      sound?.catch(() => undefined);
      yield { text: said, ...made };
    }
  }

  private start(
    clause: Clause,
    manner: Manner & Place,
    signal: AbortSignal,
  ): Promise<FliteSound | undefined> {
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

/** How all of a text is to be said. */
interface Manner {
  voice: FliteVoice;
  speed: number;
}

/** Where in the text a clause stands. */
interface Place {
  first: boolean;
  last: boolean;
}

function findVoice(voiceId: string): FliteVoice | undefined {
  return FLITE_VOICES.find((voice) => voice.voiceId === voiceId);
}
