import type { Manifest } from '@avatarium/puppet/pack';
import { EYES, LIPS } from './face/indices.js';
import type { Landmarks } from './face/landmarks.js';
import type { Pixels } from './image/pixels.js';

type Rgb = readonly [number, number, number];

/** Under white light, of an average mouth. */
const TEETH: Rgb = [226, 214, 196];
const GUMS: Rgb = [176, 98, 96];
const TONGUE: Rgb = [184, 100, 94];
const CAVITY: Rgb = [96, 40, 36];
/** Of an eye's white as it is seen between lids, under the same light. */
const EYE_WHITE: Rgb = [196, 186, 178];

/** Colours within the mouth, in the light that falls on the face: the teeth's and the eyes' white tell it. */
export function mouthColours(
  picture: Pixels,
  points: Landmarks,
): Pick<Manifest['mouth'], 'cavity' | 'tongue' | 'teeth' | 'gums'> {
  const whites = brightest(picture, eyePixels(points));
  const light = EYE_WHITE.map((white, c) => clamp((whites?.[c] ?? white) / white, 0.35, 1.25));
  const seen = brightest(picture, teethPixels(points));
  const lit = (colour: Rgb, share = 1): Rgb =>
    [0, 1, 2].map((c) => (colour[c] ?? 0) * (1 + ((light[c] ?? 1) - 1) * share)) as unknown as Rgb;
  const expected = lit(TEETH);
  // Teeth in shadow or none at all would make the whole mouth dark.
  const usable = seen !== null && bright(seen) > 0.72 * bright(expected);
  const teeth = usable
    ? (seen.map((value, c) => value * 0.75 + (expected[c] ?? 0) * 0.25) as unknown as Rgb)
    : expected;
  return { cavity: hex(lit(CAVITY)), tongue: hex(lit(TONGUE)), teeth: hex(teeth), gums: hex(lit(GUMS)) };
}

const bright = ([r, g, b]: Rgb): number => 0.2126 * r + 0.7152 * g + 0.0722 * b;
const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));
const hex = (rgb: Rgb): string =>
  `#${rgb
    .map((value) =>
      Math.round(clamp(value, 0, 255))
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`;

type Place = readonly [x: number, y: number];

/** Between the lids, on both sides of the irises. */
function eyePixels({ x, y }: Landmarks): Place[] {
  const places: Place[] = [];
  for (const { upper, lower } of EYES)
    for (let k = 1; k + 1 < upper.length; k++) {
      const [a, b] = [upper[k] ?? 0, lower[k] ?? 0];
      for (const s of [0.4, 0.55, 0.7])
        places.push([(x[a] ?? 0) * (1 - s) + (x[b] ?? 0) * s, (y[a] ?? 0) * (1 - s) + (y[b] ?? 0) * s]);
    }
  return places;
}

/** Between the lips, where they are apart. */
function teethPixels({ x, y }: Landmarks): Place[] {
  const places: Place[] = [];
  for (let k = 2; k <= 8; k++) {
    const [a, b] = [LIPS.innerUpper[k] ?? 0, LIPS.innerLower[k] ?? 0];
    if (Math.hypot((x[a] ?? 0) - (x[b] ?? 0), (y[a] ?? 0) - (y[b] ?? 0)) < 4) continue;
    for (let s = 0.2; s < 0.85; s += 0.1)
      places.push([(x[a] ?? 0) * (1 - s) + (x[b] ?? 0) * s, (y[a] ?? 0) * (1 - s) + (y[b] ?? 0) * s]);
  }
  return places;
}

/** Mean colour of the brightest third; null without places. */
function brightest({ width, height, data }: Pixels, places: readonly Place[]): Rgb | null {
  const colours = places
    .map(([x, y]) => (clamp(Math.round(y), 0, height - 1) * width + clamp(Math.round(x), 0, width - 1)) * 4)
    .map((at): Rgb => [data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0])
    .sort((a, b) => bright(b) - bright(a));
  if (colours.length < 3) return null;
  const best = colours.slice(0, Math.ceil(colours.length / 3));
  return [0, 1, 2].map(
    (c) => best.reduce((sum, each) => sum + (each[c] ?? 0), 0) / best.length,
  ) as unknown as Rgb;
}
