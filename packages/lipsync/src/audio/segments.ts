import { VISEME_COUNT, VISEMES, type Viseme } from '@avatarium/contract/face';
import { POSTERIOR_RATE_HZ, type Posteriors } from '../posteriors.js';
import { ViterbiForward } from '../shaping/viterbi.js';
import type { Decoder } from './model.js';

/** A stretch of sound in which one viseme is said. Times in seconds from the start of the sound. */
export interface VisemeSegment {
  startS: number;
  endS: number;
  viseme: Viseme;
}

/**
 * The likeliest course of visemes, one for each row, as indexes into VISEMES: Viterbi's algorithm (Forney 1973) over
 * posteriors with the decoder's bias and its transitions from row to row.
 */
export function likeliestVisemes({ visemes, length }: Posteriors, decoder: Decoder): Uint8Array {
  const forward = new ViterbiForward(decoder);
  const before = new Uint8Array(length * VISEME_COUNT);
  for (let offset = 0; offset < before.length; offset += VISEME_COUNT) {
    forward.push(visemes, offset, before.subarray(offset, offset + VISEME_COUNT));
  }
  const path = new Uint8Array(length);
  let viseme = forward.likeliest;
  for (let row = length - 1; row >= 0; row--) {
    path[row] = viseme;
    viseme = before[row * VISEME_COUNT + viseme] as number;
  }
  return path;
}

/**
 * The runs of equal visemes, one after the other from 0 to `durationS`. A row speaks of its own moment, so that
 * one viseme gives way to another half-way between two rows.
 */
export function segmentsOf(path: Uint8Array, durationS: number): VisemeSegment[] {
  const segments: VisemeSegment[] = [];
  let startS = 0;
  for (let row = 0; row < path.length; row++) {
    if (row + 1 < path.length && path[row + 1] === path[row]) continue;
    const endS = row + 1 < path.length ? (row + 0.5) / POSTERIOR_RATE_HZ : durationS;
    segments.push({ startS, endS, viseme: VISEMES[path[row] as number] ?? 'sil' });
    startS = endS;
  }
  return segments;
}
