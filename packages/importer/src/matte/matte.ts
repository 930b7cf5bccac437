import { fillIn } from '../image/fill.js';
import { cut, type Pixels, type Plane, toCanvas } from '../image/pixels.js';
import { boxMean, combine, map, resizePlane } from '../image/planes.js';
import type { FaceFrame } from '../rig/frame.js';
import { guidedFilter } from './guided.js';

export interface CutOut {
  /** How far each pixel belongs to the person, 0–1. */
  matte: Plane;
  /** The person's own colours, also where the matte lets the background through. */
  person: Pixels;
  /** The picture without the person. */
  backdrop: Pixels;
}

/** Filtering at this width costs a quarter of a second and loses no hair that a frame would show. */
const FILTER_SIZE = 900;
/** As much as this must be a person for the parts of it to hang together. */
const CONNECTED = 0.25;

/** Cuts the person with this face out along the picture's edges, from a rough segmentation. */
export function cutOut(
  picture: Pixels,
  segmented: Plane,
  { origin, width: faceWidth }: Pick<FaceFrame, 'origin' | 'width'>,
): CutOut {
  const { width, height } = picture;
  const rough = onlyOne(segmented, origin);
  const scale = Math.min(1, FILTER_SIZE / Math.max(width, height));
  const [w, h] = [Math.round(width * scale), Math.round(height * scale)];
  const small = scale < 1 ? cut(toCanvas(picture), [w / width, 0, 0, h / height, 0, 0], w, h) : picture;
  const unit = faceWidth * scale;
  const first = guidedFilter(small, firm(resizePlane(rough, w, h), 0.15, 0.85), radius(unit * 0.08), 1e-4);
  const second = guidedFilter(small, firm(first, 0.15, 0.85), radius(unit * 0.03), 1e-5);
  const matte = firm(resizePlane(second, width, height), 0.08, 0.92);
  return { matte, ...separate(picture, matte, rough, faceWidth) };
}

/** Of what counts as a person, the part that hangs together with the face. */
function onlyOne(plane: Plane, [x, y]: readonly [number, number]): Plane {
  const { width, height } = plane;
  const step = Math.max(1, Math.round(Math.max(width, height) / 400));
  const [w, h] = [Math.ceil(width / step), Math.ceil(height / step)];
  const at = (cell: number): number =>
    plane.data[
      Math.min(height - 1, Math.floor(cell / w) * step) * width + Math.min(width - 1, (cell % w) * step)
    ] ?? 0;
  const reached = new Uint8Array(w * h);
  const open = [Math.min(h - 1, Math.floor(y / step)) * w + Math.min(w - 1, Math.floor(x / step))];
  for (let cell = open.pop(); cell !== undefined; cell = open.pop()) {
    if (reached[cell]) continue;
    reached[cell] = 1;
    const column = cell % w;
    for (const next of [cell - w, cell + w, column > 0 ? cell - 1 : -1, column < w - 1 ? cell + 1 : -1])
      if (next >= 0 && next < w * h && !reached[next] && at(next) > CONNECTED) open.push(next);
  }
  // Softly, with the cells beside it: its edge lies below what counts as connected.
  const soft = boxMean({ width: w, height: h, data: Float32Array.from(reached) }, 2);
  const near = resizePlane(
    map(soft, (value) => Math.min(1, value * 12)),
    width,
    height,
  );
  return { width, height, data: plane.data.map((value, i) => value * (near.data[i] ?? 0)) };
}

const radius = (value: number): number => Math.max(2, Math.round(value));

/** Stretches what lies between to 0–1. */
function firm(plane: Plane, low: number, high: number): Plane {
  return map(plane, (value) => {
    const x = Math.min(1, Math.max(0, (value - low) / (high - low)));
    return x * x * (3 - 2 * x);
  });
}

/** Divides mixed pixels at the edge into the person's colour and the background's. */
function separate(
  picture: Pixels,
  matte: Plane,
  rough: Plane,
  faceWidth: number,
): { person: Pixels; backdrop: Pixels } {
  const reach = radius(faceWidth * 0.02);
  const near = boxMean(matte, reach);
  // The background is known where nobody is near, by the matte or by the guess; a person where nothing shines through.
  const anybody = combine(matte, rough, Math.max);
  const background = map(boxMean(anybody, radius(faceWidth * 0.05)), (value) => (value < 0.02 ? 1 : 0));
  const backdrop = fillIn(picture, background);
  const inner = fillIn(
    picture,
    map(matte, (value) => (value > 0.97 ? 1 : 0)),
  );
  const { width, height } = picture;
  const person: Pixels = { width, height, data: new Uint8ClampedArray(picture.data) };
  for (let i = 0; i < width * height; i++) {
    const alpha = matte.data[i] ?? 0;
    if (alpha >= 0.97 || (alpha === 0 && (near.data[i] ?? 0) < 0.01)) continue;
    for (let c = 0; c < 3; c++) {
      const at = i * 4 + c;
      const [seen, behind, guess] = [picture.data[at] ?? 0, backdrop.data[at] ?? 0, inner.data[at] ?? 0];
      // The fainter the person, the less its colour can be told from the mixture.
      const solved = alpha > 0 ? (seen - (1 - alpha) * behind) / alpha : guess;
      const limited = Math.min(guess + 70, Math.max(guess - 70, solved));
      const trust = alpha * alpha;
      person.data[at] = guess + (limited - guess) * trust;
    }
  }
  return { person, backdrop };
}
