import { readFileSync } from 'node:fs';
import { CHEEKS } from './indices.js';
import { type Landmarks, tiltOf } from './landmarks.js';

/** How a head stands. */
export interface Pose {
  /** To the viewer's right is positive. */
  yawDeg: number;
  /** Up is positive. */
  pitchDeg: number;
  /** Clockwise in the picture. */
  tiltDeg: number;
  /** From cheek to cheek as if seen from the front, in pixels. */
  width: number;
}

type Vector = readonly [number, number, number];

const DEG = 180 / Math.PI;
/**
 * MediaPipe's canonical face: index, weight, and x to the viewer's right, y up and z towards the viewer of the points
 * that hold still when a face moves.
 */
const CANONICAL = JSON.parse(
  readFileSync(new URL('../../models/canonical-face.json', import.meta.url), 'utf8'),
) as [index: number, weight: number, x: number, y: number, z: number][];
const FITTING = leastSquares();

/** Where a face that looks into the camera points, by the canonical one. */
const LEVEL_PITCH_DEG = -8;
/**
 * The network draws turned faces in towards the front. Measured on one portrait and variations of it, turned by up to 45°
 * with the depths of its own mesh and with those of the canonical face.
 */
const DRAWN_IN = 1.13;
/** Wider than so many times its width in the picture no face is taken to be. */
const WIDEST = 2;

/**
 * Where the canonical face must be turned to so that its points lie as in the picture. The network's own depths are left
 * aside: they shrink where a face turns away.
 */
export function poseOf(points: Landmarks): Pose {
  const tilt = tiltOf(points);
  const [cos, sin] = [Math.cos(tilt), Math.sin(tilt)];
  let right: Vector = [0, 0, 0];
  let up: Vector = [0, 0, 0];
  for (const { index, share } of FITTING) {
    const [x, y] = [points.x[index] ?? 0, points.y[index] ?? 0];
    right = plus(right, share, x * cos + y * sin);
    up = plus(up, share, x * sin - y * cos);
  }
  const [forwardRight, forwardUp] = forwardOf(right, up);
  const yaw = Math.asin(limited(forwardRight / Math.sqrt(1 - forwardUp ** 2 || 1))) * DRAWN_IN;
  const [a, b] = CHEEKS;
  const seen = Math.hypot((points.x[a] ?? 0) - (points.x[b] ?? 0), (points.y[a] ?? 0) - (points.y[b] ?? 0));
  return {
    yawDeg: yaw * DEG,
    pitchDeg: (Math.asin(forwardUp) * DEG - LEVEL_PITCH_DEG) * DRAWN_IN,
    tiltDeg: tilt * DEG,
    width: seen * Math.min(WIDEST, 1 / Math.abs(Math.cos(yaw))),
  };
}

/** How far a face's forward points right and up in the picture, given its axes there; both at most 1. */
function forwardOf(right: Vector, up: Vector): [number, number] {
  // The nearest two of a length, at right angles: what seems otherwise is how this face differs from the canonical one.
  const [a, b, c] = [dot(right, right), dot(right, up), dot(up, up)];
  const root = Math.sqrt(Math.max(0, a * c - b * b));
  const trace = Math.sqrt(a + c + 2 * root);
  if (!(root > 0)) return [0, 0];
  // The inverse of the square root of their products, which is symmetric.
  const scale = 1 / (root * trace);
  return [
    limited((right[2] * (c + root) - up[2] * b) * scale),
    limited((up[2] * (a + root) - right[2] * b) * scale),
  ];
}

/** What each point's place has to be multiplied with so that the sum is an axis of the face. */
function leastSquares(): { index: number; share: Vector }[] {
  const total = CANONICAL.reduce((sum, [, weight]) => sum + weight, 0);
  const mean = [2, 3, 4].map((k) => CANONICAL.reduce((sum, row) => sum + row[1] * (row[k] ?? 0), 0) / total);
  const places = CANONICAL.map(([index, weight, ...at]) => ({
    index,
    weight,
    at: at.map((value, k) => value - (mean[k] ?? 0)) as unknown as Vector,
  }));
  const columns = [0, 1, 2].map((k) =>
    places.reduce<Vector>((sum, { weight, at }) => plus(sum, at, weight * (at[k] ?? 0)), [0, 0, 0]),
  );
  const [a, b, c] = columns as [Vector, Vector, Vector];
  const inverse = [cross(b, c), cross(c, a), cross(a, b)];
  const volume = dot(a, cross(b, c));
  return places.map(({ index, weight, at }) => ({
    index,
    share: inverse.map((row) => (weight * dot(row, at)) / volume) as unknown as Vector,
  }));
}

function limited(value: number): number {
  return Math.min(1, Math.max(-1, value));
}

function dot(a: Vector, b: Vector): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

function plus(a: Vector, b: Vector, by: number): Vector {
  return [a[0] + b[0] * by, a[1] + b[1] * by, a[2] + b[2] * by];
}

function cross(a: Vector, b: Vector): Vector {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}
