import { CHEEKS, CHIN, FOREHEAD } from './indices.js';
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

const DEG = 180 / Math.PI;
/** In the mesh of a face that looks straight ahead the chin lies about so far behind the forehead. */
const LEAN_DEG = -6;

/** From the mesh's depth: the line from cheek to cheek tells the turn, that from forehead to chin the nod. */
export function poseOf(points: Landmarks): Pose {
  const between = (a: number, b: number): [number, number, number] => [
    (points.x[b] ?? 0) - (points.x[a] ?? 0),
    (points.y[b] ?? 0) - (points.y[a] ?? 0),
    (points.z[b] ?? 0) - (points.z[a] ?? 0),
  ];
  const [ax, ay, az] = between(...CHEEKS);
  const [bx, by, bz] = between(FOREHEAD, CHIN);
  return {
    yawDeg: -Math.atan2(az, Math.hypot(ax, ay)) * DEG,
    pitchDeg: Math.atan2(bz, Math.hypot(bx, by)) * DEG - LEAN_DEG,
    tiltDeg: tiltOf(points) * DEG,
    width: Math.hypot(ax, ay, az),
  };
}
