import { NOSE, NOSE_TIP } from '../../face/indices.js';
import { smooth } from '../curves.js';
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
  /** How far the wings of the nose go up. */
  wings?: number;
  /** Moves of single vertices beside the lips. */
  others?: readonly (readonly [vertices: readonly number[], u: number, v: number])[];
}

const CHEEK = { left: [50, 205, 101, 36], right: [280, 425, 330, 266] } as const;

/** Moves at weight 1. Lips are measured by half the mouth's width (1 = `a`), the rest by the eyes' distance. */
function rules(a: number, eyes: number): Record<MouthShape, Rule> {
  const drop = eyes * 0.36;
  return {
    jaw: {
      jaw: drop * 0.94,
      lips: ({ upper, out, t, arch }) =>
        upper
          ? [-t * a * 0.1, drop * (0.26 * (1 - arch) - 0.02 * arch)]
          : [-t * a * 0.1, drop * (0.26 * (1 - arch) + (1 + 0.02 * out) * arch ** 0.62)],
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
      lips: ({ t, arch }) => [-t * a * 0.05, a * 0.24 * (1 - arch) - a * 0.05 * arch],
    },
    press: {
      lips: ({ upper, out, t, arch }) => [-t * a * 0.02, (upper ? 0.1 : -0.12) * a * arch * out],
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
      wings: 0.04 * eyes,
      lips: ({ upper, out, arch }) => [0, upper ? -a * (0.1 + 0.06 * out) * arch : -a * 0.03 * arch],
      others: [
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
  const { eyeDistance } = mesh.frame;
  const shape = ({ lips: rule, jaw, wings, others = [] }: Rule): Float32Array => {
    const moves = pinned(mesh, jaw ? { jaw } : {});
    if (wings) {
      const base = rest[NOSE_TIP * 2 + 1] ?? 0;
      const middle = rest[NOSE_TIP * 2] ?? 0;
      for (const vertex of NOSE) {
        const aside = Math.abs((rest[vertex * 2] ?? 0) - middle) / (0.22 * eyeDistance);
        const above = (base - (rest[vertex * 2 + 1] ?? 0)) / (0.5 * eyeDistance);
        moves.set(vertex, [0, -wings * smooth(aside) * (1 - smooth(above))]);
      }
    }
    for (const [vertices, u, v] of others) for (const vertex of vertices) moves.set(vertex, [u, v]);
    for (const [vertex, move] of moveLips(rest, lips, rule)) moves.set(vertex, move);
    return skin.spread(moves);
  };
  const all = rules(lips.halfWidth, eyeDistance);
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
