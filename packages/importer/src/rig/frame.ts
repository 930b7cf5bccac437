import { CHEEKS, EYES } from '../face/indices.js';
import { type Landmarks, tiltOf } from '../face/landmarks.js';

/**
 * A face's own measure: u along the line of the eyes to the viewer's right, v down the face, both in pixels from the
 * point between the eyes. Shapes are thought out here, so that they follow the tilt.
 */
export interface FaceFrame {
  origin: [number, number];
  cos: number;
  sin: number;
  /** Between the centres of the eyes. */
  eyeDistance: number;
  /** From cheek to cheek. */
  width: number;
}

export function faceFrame(points: Landmarks): FaceFrame {
  const tilt = tiltOf(points);
  const [left, right] = [eyeCentre(points, 0), eyeCentre(points, 1)];
  const [a, b] = CHEEKS;
  return {
    origin: [(left[0] + right[0]) / 2, (left[1] + right[1]) / 2],
    cos: Math.cos(tilt),
    sin: Math.sin(tilt),
    eyeDistance: Math.hypot(right[0] - left[0], right[1] - left[1]),
    width: Math.hypot((points.x[a] ?? 0) - (points.x[b] ?? 0), (points.y[a] ?? 0) - (points.y[b] ?? 0)),
  };
}

/** Between the corners of an eye. */
function eyeCentre({ x, y }: Landmarks, eye: 0 | 1): [number, number] {
  const { upper } = EYES[eye];
  const [a = 0, b = 0] = [upper[0], upper[upper.length - 1]];
  return [((x[a] ?? 0) + (x[b] ?? 0)) / 2, ((y[a] ?? 0) + (y[b] ?? 0)) / 2];
}

export function toFace(frame: FaceFrame, x: number, y: number): [number, number] {
  const [dx, dy] = [x - frame.origin[0], y - frame.origin[1]];
  return [dx * frame.cos + dy * frame.sin, dy * frame.cos - dx * frame.sin];
}

export function toPicture(frame: FaceFrame, u: number, v: number): [number, number] {
  return [frame.origin[0] + u * frame.cos - v * frame.sin, frame.origin[1] + u * frame.sin + v * frame.cos];
}
