import { VISEME_COUNT } from '@avatarium/contract/face';
import { POSTERIOR_RATE_HZ } from './posteriors.js';
import type { VisemeTrack } from './track.js';

/** Single precision may round the sum of the row of weights at `offset` to just above 1; scales such rows down. */
export function settle(weights: Float32Array, offset: number): void {
  let sum = 0;
  for (let at = offset; at < offset + VISEME_COUNT; at++) sum += weights[at] ?? 0;
  if (sum <= 1) return;
  const scale = (1 - 1e-6) / sum;
  for (let at = offset; at < offset + VISEME_COUNT; at++) weights[at] = (weights[at] ?? 0) * scale;
}

/**
 * The row of weights on the way `from` one `to` another where none has moved by more than `maxStep`. All move by
 * the same share, so that the sum stays what it is.
 */
export function stepTowards(
  from: ArrayLike<number>,
  to: ArrayLike<number>,
  maxStep: number,
): Float64Array<ArrayBuffer> {
  let farthest = 0;
  for (let at = 0; at < VISEME_COUNT; at++) {
    farthest = Math.max(farthest, Math.abs((to[at] ?? 0) - (from[at] ?? 0)));
  }
  const share = farthest > maxStep ? maxStep / farthest : 1;
  return Float64Array.from({ length: VISEME_COUNT }, (_, at) => {
    return (1 - share) * (from[at] ?? 0) + share * (to[at] ?? 0);
  });
}

/** Tracks of one rate, one after the other. */
export function joinedTracks(tracks: readonly VisemeTrack[]): VisemeTrack {
  return {
    rateHz: tracks[0]?.rateHz ?? POSTERIOR_RATE_HZ,
    length: tracks.reduce((sum, { length }) => sum + length, 0),
    weights: joined(tracks.map(({ weights }) => weights)),
    jaw: joined(tracks.map(({ jaw }) => jaw)),
    rounding: joined(tracks.map(({ rounding }) => rounding)),
  };
}

/** Arrays, one after the other. */
export function joined(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
