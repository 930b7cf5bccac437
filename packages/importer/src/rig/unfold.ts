/** A triangle keeps at least this share of its area in any shape, so that it has some left where shapes add up. */
const LEAST_AREA = 0.3;
/**
 * Smaller triangles, by the eyes' distance squared, have no side to speak of: along the line of closed lips and at its
 * corners the rows lie upon each other.
 */
export const SLIVER = 4e-4;
const PASSES = 80;

/**
 * Smooths a shape where it would turn triangles over: their corners' moves approach each other until every triangle
 * keeps its side up. `rest` and `moves` are vertices × 2; changes `moves`. Vertices in `firm` keep theirs.
 */
export function unfold(
  rest: Float32Array,
  triangles: readonly number[],
  moves: Float32Array,
  firm: ReadonlySet<number>,
  eyeDistance: number,
): void {
  const sliver = SLIVER * eyeDistance ** 2;
  for (let pass = 0; pass < PASSES; pass++) {
    let folded = false;
    for (let t = 0; t < triangles.length; t += 3) {
      const corners = triangles.slice(t, t + 3);
      const before = area(rest, null, corners);
      if (Math.abs(before) < sliver) continue;
      const after = area(rest, moves, corners);
      if (after * Math.sign(before) > Math.abs(before) * LEAST_AREA) continue;
      folded = true;
      for (const c of [0, 1]) {
        const mean = corners.reduce((sum, i) => sum + (moves[i * 2 + c] ?? 0), 0) / 3;
        for (const i of corners) {
          const own = moves[i * 2 + c] ?? 0;
          if (!firm.has(i)) moves[i * 2 + c] = own + (mean - own) * 0.5;
        }
      }
    }
    if (!folded) return;
  }
}

function area(
  rest: Float32Array,
  moves: Float32Array | null,
  [a = 0, b = 0, c = 0]: readonly number[],
): number {
  const x = (i: number): number => (rest[i * 2] ?? 0) + (moves?.[i * 2] ?? 0);
  const y = (i: number): number => (rest[i * 2 + 1] ?? 0) + (moves?.[i * 2 + 1] ?? 0);
  return (x(b) - x(a)) * (y(c) - y(a)) - (x(c) - x(a)) * (y(b) - y(a));
}
