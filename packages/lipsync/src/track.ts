/** One phone of speech. Times in seconds from the start of the clip it belongs to. */
export interface PhoneSegment {
  /** CMU/radio phone name, lower case, without stress digit ("ah", "pau"). */
  phone: string;
  startS: number;
  endS: number;
}

/** Viseme weights on the audio clock: one type for every source of speech. */
export interface VisemeTrack {
  /** Rows per second. */
  rateHz: number;
  /** Number of rows. */
  length: number;
  /** `length` × VISEME_COUNT weights, 0–1, row by row, in the order of VISEMES. Each row sums to at most 1. */
  weights: Float32Array;
  /** Jaw opening 0–1, `length` values. */
  jaw: Float32Array;
  /** Lip rounding 0–1, `length` values. */
  rounding: Float32Array;
}

/** The mouth at one moment. `weights` has VISEME_COUNT values. */
export interface MouthPose {
  weights: Float32Array;
  jaw: number;
  rounding: number;
}
