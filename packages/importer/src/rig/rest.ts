import { LIPS } from '../face/indices.js';
import { clamp } from './curves.js';
import { evenLips } from './lip-rows.js';
import { lipMeasures, moveLips } from './lips.js';
import type { FaceMesh } from './mesh.js';
import { pinned } from './pins.js';
import type { Skin } from './spread.js';

/** What the photo shows instead of a neutral face, each against the eyes' distance. */
export interface Mood {
  /** The widest gap between the lips. */
  gap: number;
  /** 0 neutral, 1 a broad smile. */
  smile: number;
}

/** From corner to corner, against the eyes' distance: at rest, and in a broad smile. */
const NEUTRAL_WIDTH = 0.82;
const SMILING_WIDTH = 1.06;
/** A gap that lips alone close; beyond, the jaw helps. */
const LIPS_CLOSE = 0.1;

export function moodOf(mesh: FaceMesh): Mood {
  const { eyeDistance } = mesh.frame;
  const { halfWidth } = lipMeasures(mesh.seen);
  return {
    gap: Math.max(...gaps(mesh)) / eyeDistance,
    smile: clamp(((2 * halfWidth) / eyeDistance - NEUTRAL_WIDTH) / (SMILING_WIDTH - NEUTRAL_WIDTH), 0, 1),
  };
}

function gaps(mesh: FaceMesh): number[] {
  return LIPS.innerUpper.map((i, k) => {
    const below = LIPS.innerLower[k] ?? i;
    return Math.max(0, (mesh.seen[below * 2 + 1] ?? 0) - (mesh.seen[i * 2 + 1] ?? 0));
  });
}

/** How far the corners of the mouth lie above where its middle will close. */
function cornersUp({ seen }: FaceMesh, upperShare: number): number {
  const v = (i: number | undefined): number => seen[(i ?? 0) * 2 + 1] ?? 0;
  const { innerUpper, innerLower } = LIPS;
  const [upper, lower] = [v(innerUpper[5]), v(innerLower[5])];
  return upper + (lower - upper) * upperShare - (v(innerUpper[0]) + v(innerUpper[10])) / 2;
}

/** The neutral pose, u and v: lips closed, a smile taken back. Eyes are left as they are. */
export function restPose(mesh: FaceMesh, skin: Skin): Float32Array {
  const { seen, frame } = mesh;
  const { gap, smile } = moodOf(mesh);
  const lips = lipMeasures(seen);
  const apart = gaps(mesh);
  const widest = Math.max(...apart);
  const jaw = Math.max(0, gap - LIPS_CLOSE) * 0.8 * frame.eyeDistance;
  const upperShare = 0.45 * (1 - jaw / Math.max(1, widest));
  const narrower = smile * 0.055 * frame.eyeDistance;
  const lower = 0.8 * Math.max(0, cornersUp(mesh, upperShare));
  const moves = moveLips(seen, lips, ({ upper, out, t, arch, k }) => {
    const open = apart[k] ?? 0;
    // The lips grow full again: their outer edges follow less than the line between them.
    const follow = 1 - 0.45 * out;
    const close = upper
      ? open * upperShare * follow
      : -open * (1 - upperShare) * (jaw > 0 ? 1 - 0.3 * out : follow);
    return [-t * Math.abs(t) * narrower, close + lower * (1 - arch)];
  });
  for (const [vertex, move] of pinned(mesh, { jaw: -jaw })) if (!moves.has(vertex)) moves.set(vertex, move);
  const spread = skin.spread(moves);
  const rest = Float32Array.from(seen, (value, i) => value + (spread[i] ?? 0));
  // Both lines meet exactly, and the rows lie between them and the edges again.
  for (const [k, i] of LIPS.innerUpper.entries()) {
    const below = LIPS.innerLower[k] ?? i;
    for (const c of [0, 1]) {
      const middle = ((rest[i * 2 + c] ?? 0) + (rest[below * 2 + c] ?? 0)) / 2;
      rest[i * 2 + c] = middle;
      rest[below * 2 + c] = middle;
    }
  }
  evenLips(rest);
  return rest;
}
