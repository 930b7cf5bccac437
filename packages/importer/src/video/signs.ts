import { EYES, LIPS } from '../face/indices.js';
import type { Landmarks } from '../face/landmarks.js';
import { poseOf } from '../face/pose.js';

/** What a face does in one frame. Lengths are in distances between the eyes, angles in radians. */
export interface Signs {
  /** Between the centres of the eyes, in pixels; the middle of the line between them. */
  eyeDistance: number;
  centre: readonly [number, number];
  /** Between the lips, on average over their middle. */
  mouthGap: number;
  mouthWidth: number;
  /** Of the eye that is open wider: height by width. */
  eyesOpen: number;
  yaw: number;
  pitch: number;
  /** Where the irises are between the corners of the eyes: 0 the middle, ±0.5 the corners. */
  gaze: number;
}

const RAD = Math.PI / 180;

type Point = readonly [number, number];

/** Reads a face's points. */
export function readSigns(points: Landmarks): Signs {
  const { x, y } = points;
  const at = (i: number): Point => [x[i] ?? 0, y[i] ?? 0];
  const apart = (a: Point, b: Point): number => Math.hypot(a[0] - b[0], a[1] - b[1]);
  const middle = (a: Point, b: Point): Point => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
  const eyes = EYES.map(({ upper, lower, iris }) => {
    const [left, right] = [at(upper[0] ?? 0), at(upper.at(-1) ?? 0)];
    const width = apart(left, right) || 1;
    const open =
      [3, 4, 5].reduce((sum, k) => sum + apart(at(upper[k] ?? 0), at(lower[k] ?? 0)), 0) / 3 / width;
    const centre = middle(left, right);
    const along = (at(iris[0] ?? 0)[0] - centre[0]) * (right[0] - left[0]);
    const across = (at(iris[0] ?? 0)[1] - centre[1]) * (right[1] - left[1]);
    return { centre, open, gaze: (along + across) / (width * width) };
  });
  const [one, other] = eyes;
  if (!one || !other) throw new Error('a face has two eyes');
  const eyeDistance = apart(one.centre, other.centre) || 1;
  const gaps = [3, 4, 5, 6, 7].map((k) => apart(at(LIPS.innerUpper[k] ?? 0), at(LIPS.innerLower[k] ?? 0)));
  const { yawDeg, pitchDeg } = poseOf(points);
  return {
    eyeDistance,
    centre: middle(one.centre, other.centre),
    mouthGap: gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length / eyeDistance,
    mouthWidth: apart(at(LIPS.innerUpper[0] ?? 0), at(LIPS.innerUpper.at(-1) ?? 0)) / eyeDistance,
    eyesOpen: Math.max(one.open, other.open),
    yaw: yawDeg * RAD,
    pitch: pitchDeg * RAD,
    gaze: (one.gaze + other.gaze) / 2,
  };
}
