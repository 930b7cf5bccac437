import type { SpeechChunk, SpeechRequest, SpeechSynthesizer, Voice } from './port.js';
import { type Clause, type ClauseWeights, splitClauses } from './text/clauses.js';
import { createReader, type Reader } from './text/spoken-form.js';

/** How a clause is to be said, and where in its text it stands. */
export interface Manner<OfVoice extends Voice> {
  voice: OfVoice;
  /** 0.8–1.2, 1 is the voice's own pace. */
  speed: number;
  first: boolean;
  last: boolean;
}

/** The sound of one clause. */
export type ClauseChunk = Omit<SpeechChunk, 'text'>;

/** Silence kept before a clause: enough for a soft onset, too short to be waited for. */
export const LEAD_S = 0.03;
/** Silence after a clause by the strength of the break there, at the pace 1. */
const PAUSE_S = [0.01, 0.03, 0.17, 0.36] as const;
/** Silence at the very end: what is said next follows as another sentence. */
const END_S = 0.25;
const SLOWEST = 0.8;
const FASTEST = 1.2;

/** Silence after a clause, said at a pace. */
export function pauseAfter({ strength }: Clause, last: boolean, pace: number): number {
  return last ? END_S : PAUSE_S[strength] / pace;
}

/**
 * Voices that say one clause at a time: texts are cut, read as words and said clause by clause, each being made while
 * the one before it is heard.
 */
export abstract class ClauseSynthesizer<OfVoice extends Voice> implements SpeechSynthesizer {
  private readonly readAsIs: Reader = createReader();

  /** `sampleRateHz`: of clauses without a sound. `weights`: how long clauses may be. */
  protected constructor(
    readonly name: string,
    private readonly listed: readonly OfVoice[],
    private readonly sampleRateHz: number,
    private readonly weights?: ClauseWeights,
  ) {}

  /** Sound of a clause that has words; undefined once the signal aborts. @throws Error when the voice fails */
  protected abstract make(
    clause: Clause,
    manner: Manner<OfVoice>,
    signal: AbortSignal,
  ): Promise<ClauseChunk | undefined>;

  abstract close(): Promise<void>;

  voices(): readonly Voice[] {
    return this.listed;
  }

  canSpeak(text: string, voiceId: string): boolean {
    if (!this.named(voiceId)) return false;
    const [first] = splitClauses(text, this.readAsIs);
    return first !== undefined && first.spoken !== '';
  }

  /** @throws RangeError for an unknown voice or a speed out of range, and what the voice throws */
  async *synthesize(request: SpeechRequest): AsyncIterable<SpeechChunk> {
    const { voiceId, speed, signal } = request;
    const voice = this.named(voiceId);
    if (!voice) throw new RangeError(`voice_id: no voice is called "${voiceId}"`);
    if (!(speed >= SLOWEST && speed <= FASTEST)) {
      throw new RangeError(`speed must be between ${SLOWEST} and ${FASTEST}, not ${speed}`);
    }
    const stop = new AbortController();
    const onAbort = () => stop.abort();
    signal?.addEventListener('abort', onAbort, { once: true });
    if (signal?.aborted) stop.abort();
    try {
      yield* this.speak(request, voice, stop.signal);
    } finally {
      signal?.removeEventListener('abort', onAbort);
      stop.abort();
    }
  }

  private async *speak(
    { text, pronunciations, speed }: SpeechRequest,
    voice: OfVoice,
    signal: AbortSignal,
  ): AsyncIterable<SpeechChunk> {
    const clauses = splitClauses(text, createReader(pronunciations), this.weights);
    let clause = clauses.next().value;
    let following = clauses.next().value;
    let sound = clause && this.sound(clause, { voice, speed, first: true, last: !following }, signal);
    while (clause) {
      const made = await sound;
      if (!made || signal.aborted) return;
      const { text: said } = clause;
      clause = following;
      following = clauses.next().value;
      sound = clause && this.sound(clause, { voice, speed, first: false, last: !following }, signal);
      sound?.catch(() => undefined);
      yield { text: said, ...made };
    }
  }

  private sound(
    clause: Clause,
    manner: Manner<OfVoice>,
    signal: AbortSignal,
  ): Promise<ClauseChunk | undefined> {
    if (clause.spoken !== '') return this.make(clause, manner, signal);
    return Promise.resolve({ sampleRateHz: this.sampleRateHz, pcm: new Int16Array(0), phones: [] });
  }

  private named(voiceId: string): OfVoice | undefined {
    return this.listed.find((voice) => voice.voiceId === voiceId);
  }
}
