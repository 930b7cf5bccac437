import { LIPS } from './face/indices.js';
import type { Landmarks } from './face/landmarks.js';
import { fillIn } from './image/fill.js';
import { luma, type Pixels, type Plane } from './image/pixels.js';
import { sample } from './image/planes.js';
import type { FaceFrame } from './rig/frame.js';

/** Apart by less than this share of the eyes' distance, lips count as closed. */
const CLOSED = 0.035;
/** How far teeth and their light reach into the lips, by the eyes' distance. */
const BLEED = 0.014;
/** Pixels around the lips that the fill starts from. */
const MARGIN = 16;

/**
 * Puts the inner lip lines where the picture has them, and takes what shows between open lips out of the picture: the
 * lips' own colour goes on there, so that no tooth sticks to a lip. Changes `points`.
 */
export function cleanLips(picture: Pixels, points: Landmarks, frame: FaceFrame): Pixels {
  const grey = luma(picture);
  const columns = LIPS.innerUpper.map((upper, k) => ({ upper, lower: LIPS.innerLower[k] ?? upper, k }));
  const widest = Math.max(...columns.map(({ upper, lower }) => apart(points, frame, upper, lower)));
  if (widest < CLOSED * frame.eyeDistance) {
    snapClosed(grey, points, frame, columns.slice(1, -1));
    return picture;
  }
  const bleed = BLEED * frame.eyeDistance;
  for (const { upper, lower } of columns.slice(1, -1)) {
    move(points, frame, upper, -bleed);
    move(points, frame, lower, bleed);
  }
  const outline = [...LIPS.innerUpper, ...LIPS.innerLower.slice(1, -1).reverse()];
  const polygon = outline.map((i) => [points.x[i] ?? 0, points.y[i] ?? 0] as const);
  return fillWithin(picture, polygon);
}

/** A copy in which a polygon has been filled from around it. */
function fillWithin(picture: Pixels, polygon: readonly (readonly [number, number])[]): Pixels {
  const xs = polygon.map(([x]) => x);
  const ys = polygon.map(([, y]) => y);
  const left = Math.max(0, Math.floor(Math.min(...xs)) - MARGIN);
  const top = Math.max(0, Math.floor(Math.min(...ys)) - MARGIN);
  const width = Math.min(picture.width, Math.ceil(Math.max(...xs)) + MARGIN) - left;
  const height = Math.min(picture.height, Math.ceil(Math.max(...ys)) + MARGIN) - top;
  const filled: Pixels = { ...picture, data: new Uint8ClampedArray(picture.data) };
  if (width <= 0 || height <= 0) return filled;
  const part: Pixels = { width, height, data: new Uint8ClampedArray(width * height * 4) };
  const row = (y: number): number => ((top + y) * picture.width + left) * 4;
  for (let y = 0; y < height; y++)
    part.data.set(picture.data.subarray(row(y), row(y) + width * 4), y * width * 4);
  const known: Plane = { width, height, data: new Float32Array(width * height).fill(1) };
  const moved = polygon.map(([x, y]) => [x - left, y - top] as const);
  within(moved, width, height, (at) => {
    known.data[at] = 0;
  });
  const { data } = fillIn(part, known);
  for (let y = 0; y < height; y++) filled.data.set(data.subarray(y * width * 4, (y + 1) * width * 4), row(y));
  return filled;
}

/** How far the second lies below the first, along the face. */
function apart({ x, y }: Landmarks, { cos, sin }: FaceFrame, a: number, b: number): number {
  return ((y[b] ?? 0) - (y[a] ?? 0)) * cos - ((x[b] ?? 0) - (x[a] ?? 0)) * sin;
}

/** Down the face by so many pixels. */
function move(points: Landmarks, { cos, sin }: FaceFrame, i: number, by: number): void {
  points.x[i] = (points.x[i] ?? 0) - by * sin;
  points.y[i] = (points.y[i] ?? 0) + by * cos;
}

/** Both lines onto the dark line between the lips. */
function snapClosed(
  grey: Plane,
  points: Landmarks,
  frame: FaceFrame,
  columns: readonly { upper: number; lower: number; k: number }[],
): void {
  const reach = 0.05 * frame.eyeDistance;
  const offsets = columns.map(({ upper, lower }) => {
    const x = ((points.x[upper] ?? 0) + (points.x[lower] ?? 0)) / 2;
    const y = ((points.y[upper] ?? 0) + (points.y[lower] ?? 0)) / 2;
    let [best, darkest] = [0, Infinity];
    for (let by = -reach; by <= reach; by += 0.5) {
      // Darkness decides; of equals the nearer.
      const dark = sample(grey, x - by * frame.sin, y + by * frame.cos) + (12 * (by / reach)) ** 2 / 12;
      if (dark < darkest) [best, darkest] = [by, dark];
    }
    return { x, y, best };
  });
  for (const [c, { upper, lower }] of columns.entries()) {
    const near = offsets.slice(Math.max(0, c - 1), c + 2).map(({ best }) => best);
    const by = near.sort((a, b) => a - b)[Math.floor(near.length / 2)] ?? 0;
    const { x = 0, y = 0 } = offsets[c] ?? {};
    for (const i of [upper, lower]) {
      points.x[i] = x - by * frame.sin;
      points.y[i] = y + by * frame.cos;
    }
  }
}

/** Calls for each pixel whose centre lies within a polygon. */
function within(
  polygon: readonly (readonly [number, number])[],
  width: number,
  height: number,
  found: (at: number) => void,
): void {
  const ys = polygon.map(([, y]) => y);
  for (
    let y = Math.max(0, Math.floor(Math.min(...ys)));
    y < Math.min(height, Math.ceil(Math.max(...ys)));
    y++
  ) {
    const crossings: number[] = [];
    for (let i = 0; i < polygon.length; i++) {
      const [ax, ay] = polygon[i] ?? [0, 0];
      const [bx, by] = polygon[(i + 1) % polygon.length] ?? [0, 0];
      if (ay <= y + 0.5 === by <= y + 0.5) continue;
      crossings.push(ax + ((y + 0.5 - ay) / (by - ay)) * (bx - ax));
    }
    crossings.sort((a, b) => a - b);
    for (let i = 0; i + 1 < crossings.length; i += 2) {
      const [from, to] = [crossings[i] ?? 0, crossings[i + 1] ?? 0];
      for (let x = Math.max(0, Math.ceil(from - 0.5)); x < Math.min(width, to - 0.5); x++)
        found(y * width + x);
    }
  }
}
