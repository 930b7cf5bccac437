import { EYES, NOSE, OVAL } from '../face/indices.js';
import type { FaceMesh } from './mesh.js';
import type { Move } from './spread.js';

/** How far the outline goes with the jaw, from the ears down to the chin. A chin moves as one, and stays round. */
const JAW_LINE: readonly (readonly [vertices: readonly number[], share: number])[] = [
  [[152, 148, 377], 1],
  [[176, 400], 0.97],
  [[149, 378], 0.9],
  [[150, 379], 0.78],
  [[136, 365], 0.6],
  [[172, 397], 0.4],
  [[58, 288], 0.2],
  [[132, 361], 0.07],
];
/** The rings below the chin: the nearest is pushed along, the next gives way. */
const NECK = [0.72, 0.18, 0, 0] as const;

/** What keeps still, or moves with the jaw, whatever the lips do. */
export function pinned(
  mesh: FaceMesh,
  { jaw = 0, brows = true }: { jaw?: number; brows?: boolean },
): Map<number, Move> {
  const moves = new Map<number, Move>();
  const still = (vertices: readonly number[]): void => {
    for (const vertex of vertices) moves.set(vertex, [0, 0]);
  };
  for (const ring of mesh.rings) still(ring);
  for (const { rows } of mesh.eyes) for (const row of rows) still(row);
  still(OVAL);
  still(NOSE);
  for (const eye of EYES) {
    still([...eye.upper, ...eye.lower, ...eye.iris]);
    for (const ring of eye.ringsAbove) still(ring);
    still(eye.ringsBelow[0] ?? []);
    if (brows) still([...eye.browTop, ...eye.browBottom]);
  }
  if (jaw === 0) return moves;
  for (const [vertices, share] of JAW_LINE) {
    for (const vertex of vertices) {
      moves.set(vertex, [0, jaw * share]);
      const k = (OVAL as readonly number[]).indexOf(vertex);
      for (const [r, ring] of mesh.rings.entries())
        moves.set(ring[k] ?? 0, [0, jaw * share * (NECK[r] ?? 0)]);
    }
  }
  return moves;
}
