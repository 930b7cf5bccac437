import { fillIn } from '../image/fill.js';
import { cut, type Pixels, type Plane, toCanvas } from '../image/pixels.js';
import { boxMean, map, resizePlane } from '../image/planes.js';
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

/** Cuts a person out along the picture's edges, from a rough segmentation. `faceWidth` in pixels sets the scale. */
export function cutOut(picture: Pixels, rough: Plane, faceWidth: number): CutOut {
  const { width, height } = picture;
  const scale = Math.min(1, FILTER_SIZE / Math.max(width, height));
  const [w, h] = [Math.round(width * scale), Math.round(height * scale)];
  const small = scale < 1 ? cut(toCanvas(picture), [w / width, 0, 0, h / height, 0, 0], w, h) : picture;
  const unit = faceWidth * scale;
  const first = guidedFilter(small, firm(resizePlane(rough, w, h), 0.15, 0.85), radius(unit * 0.06), 2e-4);
  const second = guidedFilter(small, firm(first, 0.12, 0.88), radius(unit * 0.022), 2e-5);
  const matte = firm(resizePlane(second, width, height), 0.08, 0.92);
  return { matte, ...separate(picture, matte, faceWidth) };
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
function separate(picture: Pixels, matte: Plane, faceWidth: number): { person: Pixels; backdrop: Pixels } {
  const reach = radius(faceWidth * 0.02);
  const near = boxMean(matte, reach);
  // The background is known where no person is near; a person where nothing shines through.
  const background = map(near, (value) => (value < 0.02 ? 1 : 0));
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
