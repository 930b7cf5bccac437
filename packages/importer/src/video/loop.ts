import { CHIN, EYES, FOREHEAD, LIPS, NOSE, OVAL } from '../face/indices.js';
import { type CloseLook, KEPT_FPS } from './close-look.js';
import { readSigns } from './signs.js';
import { pixelDifference } from './thumbnail.js';

/** Which frames of a close look are shown in a loop. */
export interface Loop {
  /** Index of the first frame, and how many there are. */
  first: number;
  frames: number;
  order: 'forward' | 'pingpong';
  /** Frames at the end that are blended with those before the first. */
  blend: number;
  /** Between what meets at the seam: of the face's points, in distances between the eyes, and of the pixels, 0–1. */
  seam: { points: number; pixels: number };
}

const BLEND = 10;
const LEAST_S = 4;
const MOST_S = 10;
/** Beyond these a blend would show two faces at once. */
const MOST_SEAM = { points: 0.022, pixels: 0.035 };
/** What a second more is worth, as a share of the seam's limit. */
const SECOND_WORTH = 0.2;

/** The same where a loop goes back and forth, in distances between the eyes that the face moves in 0.2 s at a turn. */
const TURN_SECOND_WORTH = 0.004;

/** The loop whose end meets its beginning best; back and forth where none does. */
export function findLoop(look: CloseLook): Loop {
  const { thumbnails } = look;
  const places = look.landmarks.map(placesOf);
  const rest = look.landmarks.map((points) => readSigns(points));
  const open = median(rest.map(({ eyesOpen }) => eyesOpen));
  const gap = median(rest.map(({ mouthGap }) => mouthGap));
  const calm = rest.map(({ eyesOpen, mouthGap }) => eyesOpen > open * 0.8 && mouthGap < gap + 0.03);
  const total = places.length;
  const least = Math.min(LEAST_S * KEPT_FPS, Math.floor(total * 0.6));
  const most = MOST_S * KEPT_FPS;
  const calmAt = (end: number): boolean => calm.slice(Math.max(0, end - BLEND), end + 1).every(Boolean);
  let best: (Loop & { cost: number }) | null = null;
  for (let first = BLEND; first + least < total; first++) {
    if (!calmAt(first)) continue;
    for (let end = first + least; end < Math.min(total, first + most + 1); end++) {
      if (!calmAt(end)) continue;
      const seam = { points: 0, pixels: 0 };
      for (let k = 1; k <= BLEND; k += 3) {
        seam.points += distance(places[first - k], places[end - k]) / 4;
        seam.pixels += pixelDifference(thumbnails[first - k] ?? NONE, thumbnails[end - k] ?? NONE) / 4;
      }
      const cost =
        seam.points / MOST_SEAM.points +
        seam.pixels / MOST_SEAM.pixels -
        ((end - first) / KEPT_FPS) * SECOND_WORTH;
      if (!best || cost < best.cost) {
        best = { first, frames: end - first, order: 'forward', blend: BLEND, seam, cost };
      }
    }
  }
  if (best && best.seam.points <= MOST_SEAM.points && best.seam.pixels <= MOST_SEAM.pixels) return best;
  return backAndForth(places, calm, least, most);
}

/** Turns where the face moves least, so that the turn is not seen. */
function backAndForth(places: Float32Array[], calm: boolean[], least: number, most: number): Loop {
  const total = places.length;
  const speed = places.map(
    (_, i) => distance(places[Math.max(0, i - 2)], places[Math.min(total - 1, i + 2)]) + (calm[i] ? 0 : 1),
  );
  let best = { first: 0, frames: total, cost: Number.POSITIVE_INFINITY };
  for (let first = 0; first + least <= total; first++) {
    for (let end = first + least - 1; end < Math.min(total, first + most); end++) {
      const cost = (speed[first] ?? 0) + (speed[end] ?? 0) - ((end - first) / KEPT_FPS) * TURN_SECOND_WORTH;
      if (cost < best.cost) best = { first, frames: end - first + 1, cost };
    }
  }
  const { first, frames } = best;
  return { first, frames, order: 'pingpong', blend: 0, seam: { points: 0, pixels: 0 } };
}

const NONE = new Uint8Array(0);

/** The points that tell how a face is held and what it does. */
const TELLING = [
  ...EYES.flatMap(({ upper, lower, iris, browTop }) => [...upper, ...lower, ...iris.slice(0, 1), ...browTop]),
  ...LIPS.outerUpper,
  ...LIPS.outerLower,
  ...NOSE.slice(0, 16),
  ...OVAL.filter((_, i) => i % 2 === 0),
  FOREHEAD,
  CHIN,
];

/** x and y of each telling point, in distances between the eyes. */
function placesOf(
  { x, y }: CloseLook['landmarks'][number],
  _i: number,
  all: CloseLook['landmarks'],
): Float32Array {
  const [one] = all;
  const unit = one ? readSigns(one).eyeDistance : 1;
  return Float32Array.from(TELLING.flatMap((i) => [(x[i] ?? 0) / unit, (y[i] ?? 0) / unit]));
}

/** Root mean square of the points' distances. */
function distance(a: Float32Array | undefined, b: Float32Array | undefined): number {
  if (!a || !b) return Number.POSITIVE_INFINITY;
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += ((a[i] ?? 0) - (b[i] ?? 0)) ** 2;
  return Math.sqrt(sum / (a.length / 2));
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}
