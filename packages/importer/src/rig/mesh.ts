import { EYES } from '../face/indices.js';
import type { Landmarks } from '../face/landmarks.js';
import type { Plane } from '../image/pixels.js';
import { limitSlopes, meetInDepth } from './depth.js';
import { addEye, type EyeSheet } from './eye-sheet.js';
import { type FaceFrame, toFace } from './frame.js';
import { evenLips } from './lip-rows.js';
import { addRings } from './surroundings.js';
import { TRIANGLES } from './triangles.js';

/** Vertices in the face's own measure, before anything moves. */
export interface FaceMesh {
  frame: FaceFrame;
  /** vertices × 2, u and v: where the picture shows them. */
  seen: Float32Array;
  depth: Float32Array;
  headWeight: Float32Array;
  /** Of the skin: face and rings around it, without eyes. */
  skin: number[];
  eyes: readonly [EyeSheet, EyeSheet];
  /** Rings around the face, the nearest first; each as long as OVAL and beginning at the forehead. */
  rings: number[][];
}

export function faceMesh(points: Landmarks, frame: FaceFrame, matte: Plane): FaceMesh {
  const seen: number[] = [];
  const depth: number[] = [];
  const headWeight: number[] = [];
  const add = (u: number, v: number, z: number, weight: number): number => {
    seen.push(u, v);
    depth.push(z);
    headWeight.push(weight);
    return depth.length - 1;
  };
  const back = ((points.z[234] ?? 0) + (points.z[454] ?? 0)) / 2;
  for (let i = 0; i < points.x.length; i++) {
    const [u, v] = toFace(frame, points.x[i] ?? 0, points.y[i] ?? 0);
    add(u, v, (points.z[i] ?? 0) - back, 1);
  }
  evenLips(seen);
  limitSlopes(seen, depth);
  meetInDepth(depth);
  const at = (i: number): [number, number] => [seen[i * 2] ?? 0, seen[i * 2 + 1] ?? 0];
  const lidded = EYES.map(({ upper, lower }) => new Set<number>([...upper, ...lower]));
  const skin: number[] = [];
  for (let t = 0; t < TRIANGLES.length; t += 3) {
    const corners = TRIANGLES.slice(t, t + 3);
    if (!lidded.some((eye) => corners.every((corner) => eye.has(corner)))) skin.push(...corners);
  }
  const rings = addRings({ at, add, depth, frame, matte, skin });
  const sheet = (e: 0 | 1): EyeSheet => addEye(e, at, (u, v, z) => add(u, v, z, 1), depth);
  const eyes = [sheet(0), sheet(1)] as const;
  return {
    frame,
    seen: Float32Array.from(seen),
    depth: Float32Array.from(depth),
    headWeight: Float32Array.from(headWeight),
    skin,
    eyes,
    rings,
  };
}
