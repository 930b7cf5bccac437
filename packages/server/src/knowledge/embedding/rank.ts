import type { Matrix, RankedPassage } from './messages.js';

/** Numbers in one embedding. */
export const DIMENSIONS = 512;

/** The rows nearest to a normalised vector, best first. */
export function rank(vector: Float32Array, matrices: readonly Matrix[], count: number): RankedPassage[] {
  const best: RankedPassage[] = [];
  matrices.forEach((values, matrix) => {
    for (let row = 0; row * DIMENSIONS < values.length; row++) {
      const offset = row * DIMENSIONS;
      let score = 0;
      for (let at = 0; at < DIMENSIONS; at++) {
        score += (values[offset + at] ?? 0) * (vector[at] ?? 0);
      }
      if (best.length < count || score > (best.at(-1)?.score ?? -1)) {
        const place = best.findIndex((passage) => passage.score < score);
        best.splice(place < 0 ? best.length : place, 0, { matrix, row, score });
        best.length = Math.min(best.length, count);
      }
    }
  });
  return best;
}
