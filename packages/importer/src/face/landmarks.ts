import type { Canvas, Image } from '@napi-rs/canvas';
import { cut, toFloats } from '../image/pixels.js';
import { loadModel, type Model } from '../models/runtime.js';
import type { Detection } from './detector.js';
import { EYES, LEFT_EYE_OUTPUT, LIPS_OUTPUT, MESH_POINTS, POINTS, RIGHT_EYE_OUTPUT } from './indices.js';

/** The 478 points of a face in pixels of the picture; z grows towards the viewer, in the same unit. */
export interface Landmarks {
  x: Float32Array;
  y: Float32Array;
  z: Float32Array;
  /** 0–1: that this is a face. */
  confidence: number;
}

const SIZE = 192;
/** Of the square that is looked at against the face's bounds. */
const MARGIN = 1.5;
const OUTPUTS = [
  'output_faceflag',
  'output_mesh_identity',
  'output_lips',
  'Identity_1:0',
  'Identity_5:0',
  'Identity_2:0',
  'Identity_6:0',
] as const;
/** The face is looked at so often once it is found, each time a little differently; the mean is steadier. */
const LOOKS = [
  { scale: 1, turn: 0 },
  { scale: 1.06, turn: 0.03 },
  { scale: 0.95, turn: -0.03 },
] as const;

type Picture = Image | Canvas;

interface View {
  centre: [number, number];
  size: number;
  turn: number;
}

/** Finds the points of a face that the detector saw: roughly first, then exactly. */
export async function findLandmarks(image: Picture, face: Detection): Promise<Landmarks> {
  const model = await loadModel('facemesh-attention', SIZE);
  const look = (view: View): Landmarks => lookAt(model, image, view);
  let found = look({ centre: face.centre, size: face.size * MARGIN, turn: face.tilt });
  found = look(around(found));
  const view = around(found);
  return mean(
    LOOKS.map(({ scale, turn }) => look({ ...view, size: view.size * scale, turn: view.turn + turn })),
  );
}

/** The points of a face in a frame of a video, given those in the frame before. One look: cheap, a little noisy. */
export async function followLandmarks(image: Picture, before: Landmarks): Promise<Landmarks> {
  return lookAt(await loadModel('facemesh-attention', SIZE), image, around(before));
}

function lookAt(model: Model, image: Picture, view: View): Landmarks {
  const scale = SIZE / view.size;
  const cos = Math.cos(-view.turn) * scale;
  const sin = Math.sin(-view.turn) * scale;
  const [cx, cy] = view.centre;
  const matrix = [cos, sin, -sin, cos, SIZE / 2 - cx * cos + cy * sin, SIZE / 2 - cx * sin - cy * cos];
  const seen = assemble(model.run(toFloats(cut(image, matrix, SIZE, SIZE), 1 / 255, 0), OUTPUTS));
  return restore(seen, view);
}

/** The square around a face's points, along its tilt. */
function around(points: Landmarks): View {
  const turn = tiltOf(points);
  const cos = Math.cos(turn);
  const sin = Math.sin(turn);
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let i = 0; i < MESH_POINTS; i++) {
    const u = (points.x[i] ?? 0) * cos + (points.y[i] ?? 0) * sin;
    const v = (points.y[i] ?? 0) * cos - (points.x[i] ?? 0) * sin;
    [left, right, top, bottom] = [
      Math.min(left, u),
      Math.max(right, u),
      Math.min(top, v),
      Math.max(bottom, v),
    ];
  }
  const [u, v] = [(left + right) / 2, (top + bottom) / 2];
  return {
    centre: [u * cos - v * sin, u * sin + v * cos],
    size: Math.max(right - left, bottom - top) * MARGIN,
    turn,
  };
}

/** Clockwise tilt of the line between the eyes, radians. */
export function tiltOf({ x, y }: Landmarks): number {
  const [left, right] = EYES.map(({ upper }) => {
    const [a = 0, b = 0] = [upper[0], upper[upper.length - 1]];
    return [((x[a] ?? 0) + (x[b] ?? 0)) / 2, ((y[a] ?? 0) + (y[b] ?? 0)) / 2] as const;
  });
  if (!left || !right) return 0;
  return Math.atan2(right[1] - left[1], right[0] - left[0]);
}

function assemble(outputs: Float32Array[]): Landmarks {
  const [flag, mesh, lips, left, right, leftIris, rightIris] = outputs;
  if (!flag || !mesh || !lips || !left || !right || !leftIris || !rightIris)
    throw new Error('the face mesh model gave no points');
  const points = {
    x: new Float32Array(POINTS),
    y: new Float32Array(POINTS),
    z: new Float32Array(POINTS),
    confidence: flag[0] ?? 0,
  };
  for (let i = 0; i < MESH_POINTS; i++) {
    points.x[i] = mesh[i * 3] ?? 0;
    points.y[i] = mesh[i * 3 + 1] ?? 0;
    points.z[i] = -(mesh[i * 3 + 2] ?? 0);
  }
  const refine = (values: Float32Array, indices: readonly number[]): void => {
    for (const [k, i] of indices.entries()) {
      points.x[i] = values[k * 2] ?? 0;
      points.y[i] = values[k * 2 + 1] ?? 0;
    }
  };
  refine(lips, LIPS_OUTPUT);
  refine(left, LEFT_EYE_OUTPUT);
  refine(right, RIGHT_EYE_OUTPUT);
  for (const [e, values] of [leftIris, rightIris].entries()) {
    const rows = EYES[e === 0 ? 0 : 1];
    refine(values, rows.iris);
    // Irises lie as deep as the lids around them.
    const lids = [...rows.upper, ...rows.lower];
    const depth = lids.reduce((sum, i) => sum + (points.z[i] ?? 0), 0) / lids.length;
    for (const i of rows.iris) points.z[i] = depth;
  }
  return points;
}

/** From the square that was looked at back to the picture. */
function restore(points: Landmarks, view: View): Landmarks {
  const scale = view.size / SIZE;
  const cos = Math.cos(view.turn) * scale;
  const sin = Math.sin(view.turn) * scale;
  for (let i = 0; i < POINTS; i++) {
    const [u, v] = [(points.x[i] ?? 0) - SIZE / 2, (points.y[i] ?? 0) - SIZE / 2];
    points.x[i] = view.centre[0] + u * cos - v * sin;
    points.y[i] = view.centre[1] + u * sin + v * cos;
    points.z[i] = (points.z[i] ?? 0) * scale;
  }
  return points;
}

function mean(all: Landmarks[]): Landmarks {
  const of = (pick: (each: Landmarks) => Float32Array): Float32Array =>
    Float32Array.from(
      { length: POINTS },
      (_, i) => all.reduce((sum, each) => sum + (pick(each)[i] ?? 0), 0) / all.length,
    );
  return {
    x: of((each) => each.x),
    y: of((each) => each.y),
    z: of((each) => each.z),
    confidence: all.reduce((sum, each) => sum + each.confidence, 0) / all.length,
  };
}
