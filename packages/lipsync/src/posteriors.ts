/** Rows of posteriors, and of the tracks made of them, per second. */
export const POSTERIOR_RATE_HZ = 100;

/** What the audio model says of each hundredth of a second, row by row. */
export interface Posteriors {
  /** Number of rows. */
  length: number;
  /** `length` × VISEME_COUNT probabilities of the viseme that is being said; each row sums to 1. */
  visemes: Float32Array;
  /** `length` × VISEME_COUNT co-articulated weights of the mouth's shape; each row sums to 1. */
  shapes: Float32Array;
  /** Jaw opening 0–1, `length` values. */
  jaw: Float32Array;
  /** Lip rounding 0–1, `length` values. */
  rounding: Float32Array;
}
