import { VISEME_COUNT } from '@avatarium/contract/face';

/** Single precision may round the sum of the row of weights at `offset` to just above 1; scales such rows down. */
export function settle(weights: Float32Array, offset: number): void {
  let sum = 0;
  for (let at = offset; at < offset + VISEME_COUNT; at++) sum += weights[at] ?? 0;
  if (sum <= 1) return;
  const scale = (1 - 1e-6) / sum;
  for (let at = offset; at < offset + VISEME_COUNT; at++) weights[at] = (weights[at] ?? 0) * scale;
}
