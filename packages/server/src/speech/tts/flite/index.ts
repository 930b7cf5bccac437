import {
  type ClauseChunk,
  ClauseSynthesizer,
  LEAD_S,
  type Manner,
  pauseAfter,
} from '../clause-synthesizer.js';
import type { SpeechSynthesizer } from '../port.js';
import type { Clause } from '../text/clauses.js';
import { createReader } from '../text/spoken-form.js';
import { VoiceThread } from './voice-thread.js';
import { FLITE_VOICES, type FliteVoice } from './voices.js';

const SAMPLE_RATE_HZ = 16_000;

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

class FliteSynthesizer extends ClauseSynthesizer<FliteVoice> {
  constructor(private readonly thread: VoiceThread) {
    super('flite', FLITE_VOICES, SAMPLE_RATE_HZ);
  }

  protected override make(
    clause: Clause,
    { voice, speed, first, last }: Manner<FliteVoice>,
    signal: AbortSignal,
  ): Promise<ClauseChunk | undefined> {
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
      pauseS: pauseAfter(clause, last, pace),
    };
    return this.thread.say({ utterance, shape }, first, signal);
  }

  override close(): Promise<void> {
    return this.thread.close();
  }
}
