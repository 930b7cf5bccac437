import { EYES } from '../../face/indices.js';
import type { FaceMesh } from '../mesh.js';
import { pinned } from '../pins.js';
import type { Move, Skin } from '../spread.js';

type BrowShape = 'browsUp' | 'browsDown' | 'browsWorried';

/** The skin between the brows. */
const FROWN = [9, 8, 55, 285, 107, 336] as const;

/** vertices × 2 (u, v) of each shape of the brows. */
export function browShapes(mesh: FaceMesh, skin: Skin): Record<BrowShape, Float32Array> {
  const { eyeDistance } = mesh.frame;
  /** `rule` gives the move at the inner (1) to the outer (0) end, u towards the nose, by the eyes' distance. */
  const shape = (rule: (inner: number) => Move, between: Move): Float32Array => {
    const moves = pinned(mesh, {});
    for (const [e, { browTop, browBottom, ringsAbove }] of EYES.entries()) {
      const towardsNose = e === 0 ? 1 : -1;
      const set = (vertex: number | undefined, inner: number, share: number): void => {
        if (vertex === undefined) return;
        const [u, v] = rule(inner);
        moves.set(vertex, [u * towardsNose * share * eyeDistance, v * share * eyeDistance]);
      };
      for (const row of [browTop, browBottom])
        for (const [k, i] of row.entries()) set(i, e === 0 ? k / 4 : 1 - k / 4, 1);
      for (let k = 1; k + 1 < 9; k++) {
        const inner = e === 0 ? k / 8 : 1 - k / 8;
        set(ringsAbove[1]?.[k], inner, 0.45);
        set(ringsAbove[0]?.[k], inner, 0.12);
      }
    }
    for (const i of FROWN.slice(0, 2)) moves.set(i, [0, between[1] * eyeDistance]);
    return skin.spread(moves);
  };
  return {
    browsUp: shape((inner) => [0, -0.075 - 0.01 * Math.sin(Math.PI * inner)], [0, -0.05]),
    browsDown: shape((inner) => [0.04 * inner, 0.07 * inner - 0.015 * (1 - inner)], [0, 0.035]),
    browsWorried: shape((inner) => [0.015 * inner, -0.075 * inner ** 1.3 + 0.022 * (1 - inner)], [0, -0.03]),
  };
}
