import type { Manifest } from '../pack/format.js';
import type { Placement } from './framing.js';
import type { Geometry } from './geometry.js';
import type { HeadTurn } from './gesture.js';
import type { Kernels } from './kernels.js';

/** How far a head turns at most, in radians. More shows what the picture does not have. */
const YAW_RAD = 0.17;
const PITCH_RAD = 0.12;
const ROLL_RAD = 0.075;
/** Heads also shift as they turn, by this share of the eyes' distance. */
const SHIFT = 0.07;
/** Teeth lie this far behind the lips, as a share of their row's width. */
const TEETH_BEHIND = 0.12;

interface Memory {
  corners: number;
  places: number;
  depth: number;
  weight: number;
}

/** Turns `count` places about the head's pivot into x and y of corners. */
export function turnCorners(
  kernels: Kernels,
  at: Memory,
  count: number,
  { face }: Manifest,
  { scale, left, top }: Placement,
  head: HeadTurn,
): void {
  const tilt = (face.tiltDeg * Math.PI) / 180;
  const [yaw, pitch, roll] = [head.yaw * YAW_RAD, head.pitch * PITCH_RAD, head.roll * ROLL_RAD];
  const shift = face.eyeDistance * scale;
  kernels.turnHead(
    at.corners,
    at.places,
    at.depth,
    at.weight,
    count,
    face.pivot[0] * scale + left,
    face.pivot[1] * scale + top,
    Math.sin(tilt),
    Math.cos(tilt),
    Math.sin(yaw),
    Math.cos(yaw),
    Math.sin(pitch),
    Math.cos(pitch),
    Math.sin(roll),
    Math.cos(roll),
    head.yaw * SHIFT * shift,
    -(head.pitch * SHIFT * 0.6 + head.lift) * shift,
  );
}

/** Between the corners of the lips at rest. */
export function lipsWidth({ rest, innerLips }: Geometry): number {
  const [left, right] = [innerLips.upper[0] ?? 0, innerLips.upper.at(-1) ?? 0];
  return Math.hypot(
    (rest[right * 2] ?? 0) - (rest[left * 2] ?? 0),
    (rest[right * 2 + 1] ?? 0) - (rest[left * 2 + 1] ?? 0),
  );
}

/** How deep teeth and tongue lie, and how far they go along with the head. */
export function depthOfTeeth(
  { innerLips, depth, headWeight }: Geometry,
  { mouth }: Manifest,
  { scale }: Placement,
): { depth: number; weight: number } {
  const middle = innerLips.upper[innerLips.upper.length >> 1] ?? 0;
  const behind = mouth.teethWidth * scale * TEETH_BEHIND;
  return { depth: (depth[middle] ?? 0) - behind, weight: headWeight[middle] ?? 1 };
}

/** Half way between the corners of the lips, but as high as the middle of the upper one: lips are seldom quite even. */
export function upperLipOf(
  places: Float32Array,
  { innerLips }: Geometry,
  { face }: Manifest,
): { x: number; y: number } {
  const { upper } = innerLips;
  const middle = upper[upper.length >> 1] ?? 0;
  const [left, right] = [upper[0] ?? 0, upper.at(-1) ?? 0];
  const tilt = (face.tiltDeg * Math.PI) / 180;
  const [downX, downY] = [-Math.sin(tilt), Math.cos(tilt)];
  const x = ((places[left * 2] ?? 0) + (places[right * 2] ?? 0)) / 2;
  const y = ((places[left * 2 + 1] ?? 0) + (places[right * 2 + 1] ?? 0)) / 2;
  const below = ((places[middle * 2] ?? 0) - x) * downX + ((places[middle * 2 + 1] ?? 0) - y) * downY;
  return { x: x + downX * below, y: y + downY * below };
}
