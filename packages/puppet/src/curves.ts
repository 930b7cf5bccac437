/** Small numeric functions that animator and renderer share. */

export function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value));
}

export function lerp(from: number, to: number, t: number): number {
  return from + (to - from) * t;
}

/** 0 below `from`, 1 above `to`, with zero slope at both ends. */
export function smoothstep(from: number, to: number, x: number): number {
  const t = clamp((x - from) / (to - from), 0, 1);
  return t * t * (3 - 2 * t);
}

/** Rises over [0, rise], stays 1, falls over [1 − fall, 1]. */
export function envelope(progress: number, rise: number, fall: number): number {
  return smoothstep(0, rise, progress) * (1 - smoothstep(1 - fall, 1, progress));
}

/** Share of the way covered in `dtS` by a first-order filter of time constant `tauS`. */
export function easeShare(dtS: number, tauS: number): number {
  return 1 - Math.exp(-dtS / tauS);
}
