import { workerUrl } from '../../../threads.js';
import { ModelProcess } from '../../local/model-process.js';
import type { SpeechChunk, SpeechRequest, SpeechSynthesizer, Voice } from '../port.js';
import { type Clause, splitClauses } from '../text/clauses.js';
import { createReader, type Reader } from '../text/spoken-form.js';
import type { SayJob } from './kokoro.child.js';
import type { ClauseSound } from './shape-clause.js';
import { KOKORO_VOICES, type KokoroVoice } from './voices.js';

/** Where a voice model is installed. */
export interface LocalSynthesizerOptions {
  /** As the catalogue calls it. */
  name: string;
  /** Folder with model.onnx and voices/. */
  model: string;
  /** Folder with ONNX Runtime. */
  runtime: string;
}

const SAMPLE_RATE_HZ = 24_000;
/** A clause of ten seconds takes four on a core of its own. */
const CLAUSE_LIMIT_MS = 60_000;
const SLOWEST = 0.8;
const FASTEST = 1.2;
/** Silence kept before a clause. */
const LEAD_S = 0.03;
/** Silence after a clause by the strength of the break there, at speed 1. */
const PAUSE_S = [0.01, 0.03, 0.17, 0.36] as const;
/** Silence at the very end. */
const END_S = 0.25;

/** Kokoro's voices, which `avatarium models pull` has installed, in a process that all sessions share. */
export function createLocalSynthesizer({ name, model, runtime }: LocalSynthesizerOptions): SpeechSynthesizer {
  const script = workerUrl(import.meta.url, './kokoro.child.js');
  return new LocalSynthesizer(
    name,
    new ModelProcess({ name, script, model, runtime, limitMs: CLAUSE_LIMIT_MS }),
  );
}

/** What is asked to speak: the model's process. */
type Speaking = Pick<ModelProcess<SayJob, ClauseSound>, 'start' | 'ask' | 'close'>;

/** Kokoro's voices over whatever makes their sound. */
export class LocalSynthesizer implements SpeechSynthesizer {
  private readonly readAsIs: Reader = createReader();

  constructor(
    readonly name: string,
    private readonly speaking: Speaking,
  ) {
    void speaking.start().catch(() => {});
  }

  voices(): readonly Voice[] {
    return KOKORO_VOICES;
  }

  canSpeak(text: string, voiceId: string): boolean {
    if (!findVoice(voiceId)) return false;
    const [first] = splitClauses(text, this.readAsIs);
    return first !== undefined && first.spoken !== '';
  }

  /** Throws RangeError for an unknown voice or a speed out of range, and ProviderError when the process fails. */
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
    return this.speaking.close();
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
      yield { text: said, sampleRateHz: SAMPLE_RATE_HZ, ...made };
    }
  }

  private start(
    clause: Clause,
    manner: Manner & Place,
    signal: AbortSignal,
  ): Promise<ClauseSound | undefined> {
    if (clause.spoken === '') return Promise.resolve({ pcm: new Int16Array(0), phones: [] });
    const { voice, speed, first, last } = manner;
    const say = { text: clause.spoken, style: voice.model, accent: voice.accent, speed };
    const pauseS = last ? END_S : PAUSE_S[clause.strength] / speed;
    return this.speaking.ask({ say, shape: { gain: voice.gain, leadS: LEAD_S, pauseS } }, first, signal);
  }
}

/** How all of a text is to be said. */
interface Manner {
  voice: KokoroVoice;
  speed: number;
}

/** Where in the text a clause stands. */
interface Place {
  first: boolean;
  last: boolean;
}

function findVoice(voiceId: string): KokoroVoice | undefined {
  return KOKORO_VOICES.find((voice) => voice.voiceId === voiceId);
}
