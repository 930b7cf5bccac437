import { VISEME_COUNT } from '@avatarium/contract/face';
import type { Posteriors } from '../posteriors.js';

/** Rows of posteriors that are filled one by one; those beyond its room are left out. */
export class PosteriorRows {
  readonly #rows: Posteriors;

  constructor(private readonly room: number) {
    this.#rows = {
      length: 0,
      visemes: new Float32Array(room * VISEME_COUNT),
      shapes: new Float32Array(room * VISEME_COUNT),
      jaw: new Float32Array(room),
      rounding: new Float32Array(room),
    };
  }

  get length(): number {
    return this.#rows.length;
  }

  get full(): boolean {
    return this.#rows.length >= this.room;
  }

  /** Adds the row whose class logits, shape logits, jaw and rounding lie in `logits` from `at` on. */
  add(logits: Float32Array, at: number): void {
    if (this.full) return;
    const rows = this.#rows;
    const row = rows.length++;
    softmax(logits, at, rows.visemes, row * VISEME_COUNT);
    softmax(logits, at + VISEME_COUNT, rows.shapes, row * VISEME_COUNT);
    rows.jaw[row] = sigmoid(logits[at + 2 * VISEME_COUNT] as number);
    rows.rounding[row] = sigmoid(logits[at + 2 * VISEME_COUNT + 1] as number);
  }

  /** The rows that were added. */
  taken(): Posteriors {
    const { length, visemes, shapes, jaw, rounding } = this.#rows;
    return {
      length,
      visemes: visemes.subarray(0, length * VISEME_COUNT),
      shapes: shapes.subarray(0, length * VISEME_COUNT),
      jaw: jaw.subarray(0, length),
      rounding: rounding.subarray(0, length),
    };
  }
}

function softmax(logits: Float32Array, at: number, out: Float32Array, outAt: number): void {
  let highest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < VISEME_COUNT; i++) highest = Math.max(highest, logits[at + i] as number);
  let sum = 0;
  for (let i = 0; i < VISEME_COUNT; i++) {
    const value = Math.exp((logits[at + i] as number) - highest);
    out[outAt + i] = value;
    sum += value;
  }
  for (let i = 0; i < VISEME_COUNT; i++) out[outAt + i] = (out[outAt + i] as number) / sum;
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
