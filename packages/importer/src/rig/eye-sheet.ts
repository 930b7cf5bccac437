import { EYES } from '../face/indices.js';

/** What is seen between the lids: a grid that reaches on beneath them. */
export interface EyeSheet {
  /** Rows from under the upper lid to under the lower one. */
  rows: number[][];
  triangles: number[];
  /** Marks of the iris: centre, then four of the rim. No triangle needs them. */
  iris: readonly number[];
}

/** How far beneath the lids the eye goes on, as a share of its opening. */
const UNDER_LIDS = 0.45;

/** The sheet of an eye, whose vertices are added to a mesh. */
export function addEye(
  e: 0 | 1,
  at: (i: number) => [number, number],
  add: (u: number, v: number, z: number) => number,
  depth: number[],
): EyeSheet {
  const { upper, lower, iris } = EYES[e];
  const rows: number[][] = [[], [], [], [], []];
  const open = Math.max(...upper.map((i, k) => at(lower[k] ?? 0)[1] - at(i)[1]), 1);
  for (const [k, i] of upper.entries()) {
    const [top, bottom] = [at(i), at(lower[k] ?? 0)];
    const z = depth[i] ?? 0;
    const reach = open * UNDER_LIDS;
    const places = [
      [top[0], top[1] - reach],
      top,
      [(top[0] + bottom[0]) / 2, (top[1] + bottom[1]) / 2],
      bottom,
      [bottom[0], bottom[1] + reach],
    ];
    for (const [r, [u = 0, v = 0]] of places.entries()) rows[r]?.push(add(u, v, z));
  }
  const triangles: number[] = [];
  for (let r = 0; r + 1 < rows.length; r++) {
    const [above, below] = [rows[r] ?? [], rows[r + 1] ?? []];
    for (let k = 0; k + 1 < above.length; k++) {
      const [a = 0, b = 0, c = 0, d = 0] = [above[k], above[k + 1], below[k], below[k + 1]];
      triangles.push(a, c, b, b, c, d);
    }
  }
  return { rows, triangles, iris };
}
