import { LIPS } from '../face/indices.js';
import { clamp } from './curves.js';
import { TRIANGLES } from './triangles.js';

/** Depth for one of width: more would fold over where a head turns away. */
const STEEPEST = 2.8;
const MOST_PASSES = 60;

/**
 * Brings vertices forward that lie far behind others beside which the picture shows them: the outline of a face, most
 * of all. No triangle is left steeper than that. Changes `depth`.
 */
export function limitSlopes(seen: readonly number[], depth: number[]): void {
  const at = (values: readonly number[], i: number): number => values[i] ?? 0;
  const raise = (i: number, to: number): boolean => {
    if (at(depth, i) >= to - 0.1) return false;
    depth[i] = to;
    return true;
  };
  let raised = true;
  for (let pass = 0; raised && pass < MOST_PASSES; pass++) {
    raised = false;
    for (let t = 0; t < TRIANGLES.length; t += 3) {
      for (let k = 0; k < 3; k++) {
        const [i = 0, a = 0, b = 0] = [0, 1, 2].map((c) => TRIANGLES[t + ((k + c) % 3)]);
        const [au, av] = [at(seen, a * 2), at(seen, a * 2 + 1)];
        const [abU, abV] = [at(seen, b * 2) - au, at(seen, b * 2 + 1) - av];
        const [aiU, aiV] = [at(seen, i * 2) - au, at(seen, i * 2 + 1) - av];
        // The place on the opposite side that is nearest to the vertex.
        const share = clamp((aiU * abU + aiV * abV) / Math.max(1e-6, abU * abU + abV * abV), 0, 1);
        const reach = STEEPEST * Math.hypot(aiU - abU * share, aiV - abV * share);
        const side = at(depth, a) * (1 - share) + at(depth, b) * share;
        if (raise(i, side - reach)) raised = true;
        const missing = at(depth, i) - reach - side;
        if (missing <= 0.1) continue;
        const [z, limit] = [[at(depth, a), at(depth, b)], at(depth, i)];
        for (const [e, end] of [a, b].entries())
          if (raise(end, Math.min(limit, at(z, e) + missing))) raised = true;
      }
    }
  }
}

/** Gives both lips one depth where they meet: else a nod would open a slit between them. Changes `depth`. */
export function meetInDepth(depth: number[]): void {
  for (const [k, upper] of LIPS.innerUpper.entries()) {
    const lower = LIPS.innerLower[k] ?? upper;
    const middle = ((depth[upper] ?? 0) + (depth[lower] ?? 0)) / 2;
    depth[upper] = middle;
    depth[lower] = middle;
  }
}
