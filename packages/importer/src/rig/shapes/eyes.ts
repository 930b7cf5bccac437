import { EYES } from '../../face/indices.js';
import { smooth } from '../curves.js';
import type { FaceMesh } from '../mesh.js';
import { pinned } from '../pins.js';
import type { Move, Skin } from '../spread.js';

type EyeShape = 'blinkLeft' | 'blinkRight' | 'widenEyes' | 'squint' | 'gazeX' | 'gazeY';

/** How far the lower lid comes to meet the upper one. */
const LOWER_RISE = 0.14;
/** How much of the lid's way the rows above it go: lashes and crease travel, the skin under the brow stretches. */
const FOLD = [0.7, 0.22] as const;
const GAZE = { x: 0.075, y: 0.05 } as const;

/** vertices × 2 (u, v) of each shape of the eyes. */
export function eyeShapes(mesh: FaceMesh, rest: Float32Array, skin: Skin): Record<EyeShape, Float32Array> {
  const { eyeDistance } = mesh.frame;
  const at = (i: number): [number, number] => [rest[i * 2] ?? 0, rest[i * 2 + 1] ?? 0];
  const still = (): Map<number, Move> => pinned(mesh, {});

  const blink = (e: 0 | 1): Float32Array => {
    const moves = still();
    const { upper, lower, ringsAbove, ringsBelow } = EYES[e];
    for (const [k, i] of upper.entries()) {
      const low = lower[k] ?? i;
      const [u, v] = at(i);
      const [lowU, lowV] = at(low);
      const opening = Math.max(0, lowV - v);
      const rise = opening * LOWER_RISE;
      const move: Move = [lowU - u, lowV - rise - v];
      if (low !== i) moves.set(low, [0, -rise]);
      moves.set(i, move);
      for (const [r, share] of FOLD.entries()) {
        const above = ringsAbove[r]?.[k];
        const isCorner = k === 0 || k === upper.length - 1;
        if (above !== undefined && !isCorner) moves.set(above, [move[0] * share, move[1] * share]);
      }
      const below = ringsBelow[0]?.[k];
      if (below !== undefined && low !== i) moves.set(below, [0, -rise * 0.5]);
    }
    return skin.spread(moves);
  };

  /** Lids up (negative) or down, in the middle of the eye; what lies beneath comes along as far as `sheet` says. */
  const lids = (upperV: number, lowerV: number, sheet: number): Float32Array => {
    const moves = still();
    for (const [e, { upper, lower, ringsAbove, ringsBelow }] of EYES.entries()) {
      const rows = mesh.eyes[e === 0 ? 0 : 1].rows;
      for (let k = 1; k + 1 < upper.length; k++) {
        const arch = Math.sin((Math.PI * k) / (upper.length - 1));
        const set = (vertex: number | undefined, v: number): void => {
          if (vertex !== undefined) moves.set(vertex, [0, v * eyeDistance * arch]);
        };
        set(upper[k], upperV);
        set(lower[k], lowerV);
        set(ringsAbove[0]?.[k], upperV * 0.75);
        set(ringsAbove[1]?.[k], upperV * 0.3);
        set(ringsBelow[0]?.[k], lowerV * 0.7);
        set(rows[0]?.[k], upperV * sheet);
        set(rows[1]?.[k], upperV * sheet);
      }
    }
    return skin.spread(moves);
  };

  /** 1 at the iris, 0 at the corners of the eye: the white between them gives way. */
  const nearIris = (e: 0 | 1, u: number): number => {
    const { upper, iris } = EYES[e];
    const [centre] = at(iris[0] ?? 0);
    const radius = irisRadius(e);
    const corner = at((u < centre ? upper[0] : upper[upper.length - 1]) ?? 0)[0];
    const room = Math.max(1, Math.abs(corner - centre) - radius);
    return 1 - Math.min(1, Math.max(0, Math.abs(u - centre) - radius) / room);
  };
  const irisRadius = (e: 0 | 1): number => {
    const [centre = 0, ...rim] = EYES[e].iris;
    const [cu, cv] = at(centre);
    return Math.max(...rim.map((i) => Math.hypot(at(i)[0] - cu, at(i)[1] - cv)));
  };

  const gazeX = (): Float32Array => {
    const moves = still();
    for (const e of [0, 1] as const) {
      for (const row of mesh.eyes[e].rows)
        for (const i of row) moves.set(i, [GAZE.x * eyeDistance * nearIris(e, at(i)[0]), 0]);
      for (const i of EYES[e].iris) moves.set(i, [GAZE.x * eyeDistance, 0]);
    }
    return skin.spread(moves);
  };

  const gazeY = (): Float32Array => {
    const moves = still();
    const full = -GAZE.y * eyeDistance;
    for (const e of [0, 1] as const) {
      const { upper, lower, ringsAbove, iris } = EYES[e];
      const shares = [1, 0.95, 1, 0.4, 0.4];
      for (const [r, row] of mesh.eyes[e].rows.entries())
        for (const i of row) moves.set(i, [0, full * smooth(nearIris(e, at(i)[0])) * (shares[r] ?? 0)]);
      for (let k = 1; k + 1 < upper.length; k++) {
        const arch = Math.sin((Math.PI * k) / (upper.length - 1));
        moves.set(upper[k] ?? 0, [0, full * 0.7 * arch]);
        moves.set(ringsAbove[0]?.[k] ?? 0, [0, full * 0.4 * arch]);
        moves.set(lower[k] ?? 0, [0, full * 0.25 * arch]);
      }
      for (const i of iris) moves.set(i, [0, full]);
    }
    return skin.spread(moves);
  };

  return {
    blinkLeft: blink(0),
    blinkRight: blink(1),
    widenEyes: lids(-0.045, 0.008, 1),
    squint: lids(0.022, -0.035, 0),
    gazeX: gazeX(),
    gazeY: gazeY(),
  };
}
