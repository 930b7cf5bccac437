import { VISEME_COUNT } from '@avatarium/contract/face';
import type { Posteriors } from '../posteriors.js';

/** One row of posteriors. */
export interface Row {
  /** VISEME_COUNT probabilities. */
  visemes: Float32Array;
  /** VISEME_COUNT weights. */
  shapes: Float32Array;
  jaw: number;
  rounding: number;
}

/** A copy of row `index`: the one who hands in rows may use their memory again. */
export function rowOf(rows: Posteriors, index: number): Row {
  const offset = index * VISEME_COUNT;
  return {
    visemes: rows.visemes.slice(offset, offset + VISEME_COUNT),
    shapes: rows.shapes.slice(offset, offset + VISEME_COUNT),
    jaw: rows.jaw[index] ?? 0,
    rounding: rows.rounding[index] ?? 0,
  };
}
