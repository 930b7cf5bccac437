import { EYES } from '../face/indices.js';
import type { FaceMesh } from './mesh.js';

/** How far towards the middle of the eye its hidden parts take their colour from: the lids' shadow goes on there. */
const UNDER_COLOUR = 0.3;
/** Lids end so far before the white of the eye, by the eyes' distance, or a shut eye would show a line of it. */
const LID_BLEED = 0.011;

/** Where the picture has the colour of each vertex. */
export function colourPlaces(mesh: FaceMesh): Float32Array {
  const places = Float32Array.from(mesh.seen);
  for (const { upper, lower } of EYES) {
    const shift = (vertex: number, by: number): void => {
      places[vertex * 2 + 1] = (places[vertex * 2 + 1] ?? 0) + by * mesh.frame.eyeDistance;
    };
    for (const vertex of upper.slice(1, -1)) shift(vertex, -LID_BLEED);
    for (const vertex of lower.slice(1, -1)) shift(vertex, LID_BLEED);
  }
  for (const { rows } of mesh.eyes) {
    const [under, top, middle, bottom, below] = rows;
    top?.forEach((vertex, k) => {
      const mid = middle?.[k] ?? 0;
      const mirror = (hidden: number, edge: number): void => {
        for (const c of [0, 1]) {
          const [from, to] = [mesh.seen[edge * 2 + c] ?? 0, mesh.seen[mid * 2 + c] ?? 0];
          places[hidden * 2 + c] = from + (to - from) * UNDER_COLOUR;
        }
      };
      mirror(under?.[k] ?? 0, vertex);
      mirror(below?.[k] ?? 0, bottom?.[k] ?? 0);
    });
  }
  return places;
}
