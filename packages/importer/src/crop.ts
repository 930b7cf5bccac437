import type { Image } from '@napi-rs/canvas';
import { CHIN, FOREHEAD } from './face/indices.js';
import type { Landmarks } from './face/landmarks.js';
import { cut, type Pixels } from './image/pixels.js';
import { faceFrame } from './rig/frame.js';

/** What the pack shows of a portrait. */
export interface Crop {
  picture: Pixels;
  /** The face's points in the picture's pixels. */
  points: Landmarks;
  /** Pixels of the picture for one of the source. */
  scale: number;
}

/** Cheek to cheek in the pack's picture: enough for a frame of 1080 lines, little enough to be quick. */
const FACE_WIDTH = 260;
const LARGEST_ENLARGEMENT = 3;
/** All by the face's width: room above the forehead for hair and nods, and the whole height, down to the chest. */
const ABOVE = 0.95;
const HEIGHT = 3.4;
const WIDEST = 16 / 9;
const LONG_SIDE = 1600;

/** Cuts head and shoulders out, as wide as a frame of 16:9 where the source is. */
export function cropPortrait(image: Image, points: Landmarks): Crop {
  const { width: face } = faceFrame(points);
  const [forehead, chin] = [FOREHEAD, CHIN].map((i) => [points.x[i] ?? 0, points.y[i] ?? 0] as const);
  const centreX = ((forehead?.[0] ?? 0) + (chin?.[0] ?? 0)) / 2;
  const highest = Math.min(forehead?.[1] ?? 0, chin?.[1] ?? 0);
  const top = Math.max(0, highest - face * ABOVE);
  const bottom = Math.min(image.height, highest + face * (HEIGHT - ABOVE));
  const half = ((bottom - top) * WIDEST) / 2;
  // Where the face is near a side, the other side gives more.
  let [left, right] = [centreX - half, centreX + half];
  if (left < 0) [left, right] = [0, Math.min(image.width, right - left)];
  if (right > image.width) [left, right] = [Math.max(0, left - (right - image.width)), image.width];
  let scale = Math.min(LARGEST_ENLARGEMENT, FACE_WIDTH / face);
  scale = Math.min(scale, LONG_SIDE / Math.max(right - left, bottom - top));
  // Even sides, as video wants them.
  const width = Math.max(96, Math.round(((right - left) * scale) / 2) * 2);
  const height = Math.max(96, Math.round(((bottom - top) * scale) / 2) * 2);
  const picture = cut(image, [scale, 0, 0, scale, -left * scale, -top * scale], width, height);
  const place = (values: Float32Array, from: number): Float32Array =>
    values.map((value) => (value - from) * scale);
  return {
    picture,
    scale,
    points: {
      x: place(points.x, left),
      y: place(points.y, top),
      z: place(points.z, 0),
      confidence: points.confidence,
    },
  };
}
