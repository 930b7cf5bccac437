import { type LipPlace, lipMeasures, moveLips } from '../lips.js';
import type { FaceMesh } from '../mesh.js';
import { pinned } from '../pins.js';
import type { Move, Skin } from '../spread.js';

type MouthShape =
  | 'jaw'
  | 'pucker'
  | 'funnel'
  | 'wide'
  | 'smile'
  | 'frown'
  | 'press'
  | 'tuck'
  | 'show'
  | 'smirk'
  | 'sneer';

interface Rule {
  lips(place: LipPlace): Move;
  /** How far the chin goes down. */
  jaw?: number;
  /** Moves of single vertices beside the lips. */
  others?: readonly (readonly [vertices: readonly number[], u: number, v: number])[];
}

const CHEEK = { left: [50, 205, 101, 36], right: [280, 425, 330, 266] } as const;
const WINGS = { left: [64, 48, 49, 129, 98, 240], right: [294, 278, 279, 358, 327, 460] } as const;

/** Moves at weight 1. Lips are measured by half the mouth's width (1 = `a`), the rest by the eyes' distance. */
function rules(a: number, eyes: number): Record<MouthShape, Rule> {
  const drop = eyes * 0.36;
  return {
    jaw: {
      jaw: drop * 0.94,
      lips: ({ upper, out, t, arch }) =>
        upper
          ? [-t * a * 0.05 * (1 - arch), drop * (0.17 * (1 - arch) - 0.02 * arch)]
          : [-t * a * 0.05, drop * (0.17 * (1 - arch) + (1 - 0.05 * out) * arch ** 0.62)],
    },
    pucker: {
      lips: ({ upper, out, t, arch }) => [
        -t * a * (0.42 - 0.08 * out),
        (upper ? -1 : 1) * a * 0.09 * arch * out + a * 0.02 * arch,
      ],
    },
    funnel: {
      jaw: a * 0.05,
      lips: ({ upper, out, t, arch }) => [
        -t * a * 0.16,
        upper ? -a * (0.1 + 0.04 * out) * arch : a * (0.14 + 0.05 * out) * arch,
      ],
    },
    wide: {
      lips: ({ upper, out, t, arch }) => [t * a * 0.15, (upper ? 1 : -1) * a * 0.035 * arch * out],
    },
    smile: {
      lips: ({ upper, out, t, arch }) => [
        t * Math.abs(t) * a * 0.18,
        -a * 0.17 * (1 - arch) + a * 0.035 * arch + (upper ? 1 : -1) * a * 0.03 * arch * out,
      ],
      others: [
        [CHEEK.left, -0.012 * eyes, -0.05 * eyes],
        [CHEEK.right, 0.012 * eyes, -0.05 * eyes],
      ],
    },
    frown: {
      lips: ({ t, arch }) => [-t * a * 0.04, a * 0.17 * (1 - arch) - a * 0.04 * arch],
    },
    press: {
      lips: ({ upper, out, t, arch }) => [-t * a * 0.02, (upper ? 0.13 : -0.15) * a * arch * out],
    },
    tuck: {
      lips: ({ upper, out, arch }) => [
        0,
        upper ? -a * (0.12 - 0.03 * out) * arch : -a * (0.045 + 0.1 * out) * arch,
      ],
    },
    show: {
      lips: ({ upper, out, t, arch }) => [
        t * a * 0.05,
        upper ? -a * (0.15 - 0.05 * out) * arch : a * (0.15 - 0.05 * out) * arch,
      ],
    },
    smirk: {
      lips: ({ t, arch }) =>
        t > 0 ? [t * a * 0.1, -a * 0.22 * (1 - arch)] : [t * a * 0.02, a * 0.03 * (1 - arch)],
      others: [[CHEEK.right, 0.015 * eyes, -0.045 * eyes]],
    },
    sneer: {
      lips: ({ upper, out, arch }) => [0, upper ? -a * (0.1 + 0.06 * out) * arch : -a * 0.03 * arch],
      others: [
        [WINGS.left, 0, -0.035 * eyes],
        [WINGS.right, 0, -0.035 * eyes],
        [CHEEK.left, 0.01 * eyes, -0.04 * eyes],
        [CHEEK.right, -0.01 * eyes, -0.04 * eyes],
      ],
    },
  };
}

/** vertices × 2 (u, v) of each shape of the mouth. */
export function mouthShapes(
  mesh: FaceMesh,
  rest: Float32Array,
  skin: Skin,
): Record<MouthShape, Float32Array> {
  const lips = lipMeasures(rest);
  const shape = ({ lips: rule, jaw, others = [] }: Rule): Float32Array => {
    const moves = pinned(mesh, jaw ? { jaw } : {});
    for (const [vertices, u, v] of others) for (const vertex of vertices) moves.set(vertex, [u, v]);
    for (const [vertex, move] of moveLips(rest, lips, rule)) moves.set(vertex, move);
    return skin.spread(moves);
  };
  const all = rules(lips.halfWidth, mesh.frame.eyeDistance);
  return {
    jaw: shape(all.jaw),
    pucker: shape(all.pucker),
    funnel: shape(all.funnel),
    wide: shape(all.wide),
    smile: shape(all.smile),
    frown: shape(all.frown),
    press: shape(all.press),
    tuck: shape(all.tuck),
    show: shape(all.show),
    smirk: shape(all.smirk),
    sneer: shape(all.sneer),
  };
}
