import { CHEEKS, CHIN, EYES, FOREHEAD, LIPS, NOSE, OVAL, POINTS } from '../../face/indices.js';
import type { Landmarks } from '../../face/landmarks.js';
import type { Signs } from '../signs.js';

/** What a drawn face does; lengths in pixels. */
interface Doing {
  x?: number;
  y?: number;
  /** Between the lips. */
  gap?: number;
  /** 0 shut, 1 open. */
  eyes?: number;
}

/** Points of a schematic face with eyes 100 pixels apart. */
export function faceDoing({ x = 0, y = 0, gap = 0, eyes = 1 }: Doing = {}): Landmarks {
  const face: Landmarks = {
    x: new Float32Array(POINTS).fill(200 + x),
    y: new Float32Array(POINTS).fill(200 + y),
    z: new Float32Array(POINTS),
    confidence: 1,
  };
  const put = (i: number, px: number, py: number): void => {
    face.x[i] = 200 + x + px;
    face.y[i] = 200 + y + py;
  };
  const row = (indices: readonly number[], place: (t: number) => readonly [number, number]): void => {
    for (const [k, i] of indices.entries()) put(i, ...place((k / (indices.length - 1)) * 2 - 1));
  };
  row(OVAL, (t) => [90 * Math.sin(Math.PI * (t + 1)), -120 * Math.cos(Math.PI * (t + 1))]);
  row(NOSE, (t) => [8 * t, 20 * t]);
  row(LIPS.outerUpper, (t) => [40 * t, 60 - 10 * (1 - t * t)]);
  row(LIPS.outerLower, (t) => [40 * t, 60 + (10 + gap) * (1 - t * t)]);
  row(LIPS.innerUpper, (t) => [34 * t, 60]);
  row(LIPS.innerLower, (t) => [34 * t, 60 + (Math.abs(t) < 0.7 ? gap : 0)]);
  for (const [e, eye] of EYES.entries()) {
    const centre = e === 0 ? -50 : 50;
    row(eye.upper, (t) => [centre + 18 * t, -20 - 6 * eyes * (1 - t * t)]);
    row(eye.lower, (t) => [centre + 18 * t, -20 + 6 * eyes * (1 - t * t)]);
    for (const i of eye.iris) put(i, centre, -20);
  }
  put(CHEEKS[0], -90, 0);
  put(CHEEKS[1], 90, 0);
  put(FOREHEAD, 0, -120);
  put(CHIN, 0, 120);
  return face;
}

/** Signs of a face that is calm but for what is said. */
export function signsOf(differing: Partial<Signs> = {}): Signs {
  return {
    eyeDistance: 100,
    centre: [300, 200],
    mouthGap: 0.02,
    mouthWidth: 0.7,
    eyesOpen: 0.33,
    yaw: 0,
    pitch: 0,
    gaze: 0,
    ...differing,
  };
}
