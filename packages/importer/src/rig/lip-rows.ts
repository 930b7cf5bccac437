import { LIPS } from '../face/indices.js';

/** Of each lip from the line between them outwards. */
export const LIP_ROWS = {
  upper: [LIPS.innerUpper, LIPS.insideUpper, LIPS.outsideUpper, LIPS.outerUpper],
  lower: [LIPS.innerLower, LIPS.insideLower, LIPS.outsideLower, LIPS.outerLower],
} as const;

/** The corners of the inner line lie at least so far within those of the outer one, by half the mouth's width. */
const CORNER = 0.07;

/** Moves the vertices of a lip line along it: a little closer at the corners than in the middle. */
function spaceColumns(at: Float32Array | number[], row: readonly number[]): void {
  const line = row.map((i) => [at[i * 2] ?? 0, at[i * 2 + 1] ?? 0] as const).sort((a, b) => a[0] - b[0]);
  const last = row.length - 1;
  const [from, to] = [line[0]?.[0] ?? 0, line[last]?.[0] ?? 0];
  for (let k = 1; k < last; k++) {
    const even = k / last;
    const share = 0.6 * even + 0.2 * (1 - Math.cos(Math.PI * even));
    const u = from + (to - from) * share;
    const next = Math.max(
      1,
      line.findIndex(([x]) => x >= u),
    );
    const [[x0, y0], [x1, y1]] = [line[next - 1] ?? [0, 0], line[next] ?? [0, 0]];
    const i = row[k] ?? 0;
    at[i * 2] = u;
    at[i * 2 + 1] = x1 > x0 ? y0 + ((y1 - y0) * (u - x0)) / (x1 - x0) : y1;
  }
}

/**
 * Spaces the columns and rows of each lip evenly, the rows between its inner and its outer line: where they lie within the
 * red is of no account, that no two meet is.
 */
export function evenLips(at: Float32Array | number[]): void {
  const { innerUpper, outerUpper } = LIPS;
  const last = innerUpper.length - 1;
  const [left = 0, right = 0] = [outerUpper[0], outerUpper[last]];
  const least = (CORNER * ((at[right * 2] ?? 0) - (at[left * 2] ?? 0))) / 2;
  const [innerLeft = 0, innerRight = 0] = [innerUpper[0], innerUpper[last]];
  at[innerLeft * 2] = Math.max(at[innerLeft * 2] ?? 0, (at[left * 2] ?? 0) + least);
  at[innerRight * 2] = Math.min(at[innerRight * 2] ?? 0, (at[right * 2] ?? 0) - least);
  for (const row of [LIPS.innerUpper, LIPS.innerLower, LIPS.outerUpper, LIPS.outerLower])
    spaceColumns(at, row);
  for (const [inner, inside, outside, outer] of [LIP_ROWS.upper, LIP_ROWS.lower]) {
    for (const [k, from] of inner.entries()) {
      const to = outer[k] ?? from;
      for (const c of [0, 1]) {
        const [a, b] = [at[from * 2 + c] ?? 0, at[to * 2 + c] ?? 0];
        at[(inside[k] ?? 0) * 2 + c] = a + (b - a) / 3;
        at[(outside[k] ?? 0) * 2 + c] = a + ((b - a) * 2) / 3;
      }
    }
  }
}
