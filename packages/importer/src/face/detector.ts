import type { Canvas, Image } from '@napi-rs/canvas';
import { cut, toFloats } from '../image/pixels.js';
import { loadModel } from '../models/runtime.js';

/** A face as the detector sees it, in pixels of the picture. */
export interface Detection {
  score: number;
  centre: [number, number];
  size: number;
  /** Angle of the line between the eyes, radians, clockwise. */
  tilt: number;
}

const SIZE = 256;
const LEAST_SCORE = 0.6;
const OUTPUTS = ['Identity:0', 'Identity_1:0', 'Identity_2:0', 'Identity_3:0'] as const;
/** BlazeFace looks from a grid of 16 × 16 places twice each and from one of 8 × 8 six times each. */
const GRIDS = [
  { side: 16, each: 2 },
  { side: 8, each: 6 },
] as const;

/** Faces of a picture, most certain first. Looks at the whole, and closer where that shows none. */
export async function detectFaces(image: Image | Canvas): Promise<Detection[]> {
  const model = await loadModel('blazeface', SIZE);
  const look = (left: number, top: number, side: number): Detection[] => {
    const scale = SIZE / side;
    const view = cut(image, [scale, 0, 0, scale, -left * scale, -top * scale], SIZE, SIZE);
    const outputs = model.run(toFloats(view, 1 / 127.5, -1), OUTPUTS);
    return decode(outputs).map((face) => ({
      ...face,
      centre: [face.centre[0] / scale + left, face.centre[1] / scale + top],
      size: face.size / scale,
    }));
  };
  const { width, height } = image;
  const side = Math.max(width, height);
  const whole = distinct(look((width - side) / 2, (height - side) / 2, side));
  if (whole.length > 0) return whole;
  const closer: Detection[] = [];
  const part = Math.min(width, height) * 0.6;
  for (const left of steps(width, part))
    for (const top of steps(height, part)) closer.push(...look(left, top, part));
  return distinct(closer);
}

/** Where windows of a length begin so that they cover an extent and overlap. */
function steps(extent: number, part: number): number[] {
  const count = Math.max(1, Math.ceil((extent - part) / (part * 0.7)) + 1);
  return Array.from({ length: count }, (_, i) => (count === 1 ? 0 : ((extent - part) * i) / (count - 1)));
}

function decode(outputs: Float32Array[]): Detection[] {
  const faces: Detection[] = [];
  for (const [g, { side, each }] of GRIDS.entries()) {
    const scores = outputs[g];
    const boxes = outputs[g + 2];
    if (!scores || !boxes) continue;
    // The outputs of a grid may come in either order of kind; scores are the short ones.
    const [short, long] = scores.length < boxes.length ? [scores, boxes] : [boxes, scores];
    for (let i = 0; i < short.length; i++) {
      const score = 1 / (1 + Math.exp(-(short[i] ?? 0)));
      if (score < LEAST_SCORE) continue;
      const cell = Math.floor(i / each);
      const x = (((cell % side) + 0.5) / side) * SIZE;
      const y = ((Math.floor(cell / side) + 0.5) / side) * SIZE;
      const value = (k: number): number => long[i * 16 + k] ?? 0;
      faces.push({
        score,
        centre: [x + value(0), y + value(1)],
        size: Math.max(value(2), value(3)),
        tilt: Math.atan2(value(7) - value(5), value(6) - value(4)),
      });
    }
  }
  return faces;
}

/** One detection for each face: the most certain of those that lie upon each other. */
function distinct(faces: Detection[]): Detection[] {
  const kept: Detection[] = [];
  for (const face of faces.sort((a, b) => b.score - a.score)) {
    const near = (other: Detection): boolean =>
      Math.hypot(face.centre[0] - other.centre[0], face.centre[1] - other.centre[1]) <
      0.5 * Math.max(face.size, other.size);
    if (!kept.some(near)) kept.push(face);
  }
  return kept;
}
