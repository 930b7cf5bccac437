import { clamp } from './curves.js';
import { LIP_ROWS } from './lip-rows.js';
import type { Move } from './spread.js';

/** A vertex of the lips. */
export interface LipPlace {
  upper: boolean;
  /** 0 at the line between the lips, 1 at the edge of the red. */
  out: number;
  /** −1 at the left corner, 1 at the right one. */
  t: number;
  /** 1 in the middle, 0 at the corners. */
  arch: number;
  /** Column, 0–10 from the left. */
  k: number;
}

export interface LipMeasures {
  /** Between the corners. */
  centre: readonly [number, number];
  halfWidth: number;
}

export function lipMeasures(at: Float32Array): LipMeasures {
  const [left, right] = [61, 291].map((i) => [at[i * 2] ?? 0, at[i * 2 + 1] ?? 0] as const);
  if (!left || !right) throw new Error('lips have no corners');
  return {
    centre: [(left[0] + right[0]) / 2, (left[1] + right[1]) / 2],
    halfWidth: Math.max(1, (right[0] - left[0]) / 2),
  };
}

/** Moves of all vertices of the lips, as a rule gives them. */
export function moveLips(
  at: Float32Array,
  { centre, halfWidth }: LipMeasures,
  rule: (place: LipPlace) => Move,
): Map<number, Move> {
  const moves = new Map<number, Move>();
  for (const upper of [false, true]) {
    for (const [row, vertices] of (upper ? LIP_ROWS.upper : LIP_ROWS.lower).entries()) {
      const u = (k: number): number => at[(vertices[k] ?? 0) * 2] ?? 0;
      const last = vertices.length - 1;
      const [middle, half] = [(u(0) + u(last)) / 2, Math.max(1, (u(last) - u(0)) / 2)];
      for (const [k, vertex] of vertices.entries()) {
        const t = clamp((u(k) - centre[0]) / halfWidth, -1, 1);
        // Each row has corners of its own.
        const along = clamp((u(k) - middle) / half, -1, 1);
        moves.set(vertex, rule({ upper, out: row / 3, t, arch: 1 - along * along, k }));
      }
    }
  }
  return moves;
}
