import { workerUrl } from '../../../threads.js';
import { ModelProcess } from '../../local/model-process.js';
import {
  type ClauseChunk,
  ClauseSynthesizer,
  LEAD_S,
  type Manner,
  pauseAfter,
} from '../clause-synthesizer.js';
import type { SpeechSynthesizer } from '../port.js';
import type { Clause, ClauseWeights } from '../text/clauses.js';
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
/**
 * A clause takes about half as long to make as to say, more on a busy machine. The first one is six to eight words, so
 * that sound comes soon; each of the next is made before the one in front of it ends.
 */
const WEIGHTS: ClauseWeights = [36, 54, 80, 120, 160];

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
export class LocalSynthesizer extends ClauseSynthesizer<KokoroVoice> {
  constructor(
    name: string,
    private readonly speaking: Speaking,
  ) {
    super(name, KOKORO_VOICES, SAMPLE_RATE_HZ, WEIGHTS);
    void speaking.start().catch(() => {});
  }

  protected override async make(
    clause: Clause,
    { voice, speed, first, last }: Manner<KokoroVoice>,
    signal: AbortSignal,
  ): Promise<ClauseChunk | undefined> {
    const say = { text: clause.spoken, style: voice.model, accent: voice.accent, speed };
    const shape = { gain: voice.gain, leadS: LEAD_S, pauseS: pauseAfter(clause, last, speed) };
    const made = await this.speaking.ask({ say, shape }, first, signal);
    return made && { sampleRateHz: SAMPLE_RATE_HZ, ...made };
  }

  override close(): Promise<void> {
    return this.speaking.close();
  }
}
