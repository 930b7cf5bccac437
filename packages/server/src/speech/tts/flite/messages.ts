import type { FliteSound, FliteUtterance } from './engine.js';
import type { SoundShape } from './shape-sound.js';

/** What the voice thread is asked to make. */
export interface FliteJob {
  utterance: FliteUtterance;
  shape: SoundShape;
}

/** What the voice thread answers: `ready` once, then one answer for each job in order. */
export type FliteAnswer =
  | { kind: 'ready' }
  | { kind: 'sound'; sound: FliteSound }
  | { kind: 'failed'; message: string };
