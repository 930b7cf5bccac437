import { VideoRefusedError } from './refused.js';
import type { Signs } from './signs.js';
import type { Sight } from './survey.js';

/** A stretch of the video and what is wrong with it: each fault is 0 where nothing is and about 1 where it shows. */
export interface Stretch {
  fromS: number;
  toS: number;
  faults: { talking: number; lookingAway: number; moving: number; light: number; eyesShut: number };
  fault: number;
}

/** Longer is less repetitive; shorter is calmer. */
const LENGTHS_S = [12, 10, 8, 6.5, 5, 4];
/** What a second more is worth, in faults. */
const SECOND_WORTH = 0.15;
/** Where a face counts as found throughout. */
const SEEN = 0.95;
const MAX_TURN = (35 * Math.PI) / 180;

/**
 * The calmest stretch of 4 to 12 s: mouth shut, eyes on the camera, little movement. The whole of a video that is
 * shorter.
 *
 * @throws VideoRefusedError when no stretch shows the face throughout, large enough and from the front
 */
export function findCalmStretch(sights: readonly Sight[], rate: number, minFacePx: number): Stretch {
  const seen = sights.flatMap(({ signs }) => signs ?? []);
  const usual = {
    // People shut their mouths at some time: the tenth part with the smallest gap tells what shut looks like.
    gap: quantile(
      seen.map(({ mouthGap }) => mouthGap),
      0.1,
    ),
    eyesOpen: quantile(
      seen.map(({ eyesOpen }) => eyesOpen),
      0.6,
    ),
    gaze: quantile(
      seen.map(({ gaze }) => gaze),
      0.5,
    ),
  };
  let best: Stretch | null = null;
  for (const lengthS of LENGTHS_S) {
    const looks = Math.min(sights.length, Math.round(lengthS * rate) + 1);
    for (let from = 0; from + looks <= sights.length; from++) {
      const stretch = judge(sights.slice(from, from + looks), usual);
      if (!stretch) continue;
      stretch.fault -= (stretch.toS - stretch.fromS) * SECOND_WORTH;
      if (!best || stretch.fault < best.fault) best = stretch;
    }
  }
  if (best) {
    const within = sights
      .filter(({ tS }) => tS >= best.fromS && tS <= best.toS)
      .flatMap(({ signs }) => signs ?? []);
    checkFace(within, minFacePx);
    return best;
  }
  checkFace(seen, minFacePx);
  throw new VideoRefusedError(
    'no face',
    'The face is out of sight again and again. Four seconds of it, from the front and uncovered, are needed.',
  );
}

interface Usual {
  gap: number;
  eyesOpen: number;
  gaze: number;
}

/** null when the face is not there throughout. */
function judge(sights: readonly Sight[], usual: Usual): Stretch | null {
  const signs = sights.flatMap((sight) => sight.signs ?? []);
  const [first, last] = [sights[0], sights.at(-1)];
  if (!first || !last || signs.length < sights.length * SEEN) return null;
  const of = (pick: (one: Signs) => number): number[] => signs.map(pick);
  const size = mean(of(({ eyeDistance }) => eyeDistance));
  const gaps = of(({ mouthGap }) => mouthGap);
  const open = mean(gaps.map((gap) => Math.max(0, gap - usual.gap - 0.015)));
  const away = (one: Signs): boolean =>
    Math.abs(one.yaw) > 0.45 || Math.abs(one.gaze - usual.gaze) > 0.13 || Math.abs(one.gaze) > 0.25;
  const shut = share(signs, ({ eyesOpen }) => eyesOpen < usual.eyesOpen * 0.45);
  const faults = {
    talking: open / 0.03 + deviation(gaps) / 0.02 + deviation(of(({ mouthWidth }) => mouthWidth)) / 0.06,
    lookingAway: share(signs, away) * 2 + mean(of(({ yaw, pitch }) => Math.hypot(yaw, pitch / 2))),
    moving:
      (range(of(({ centre }) => centre[0])) + range(of(({ centre }) => centre[1]))) / size / 0.6 +
      range(of(({ eyeDistance }) => eyeDistance)) / size / 0.15 +
      range(of(({ yaw }) => yaw)) / 0.5,
    light: mean(sights.slice(1).map(({ change }) => change)) / 0.04,
    // A blink is welcome.
    eyesShut: Math.max(0, shut - 0.15) * 4,
  };
  const fault = faults.talking + faults.lookingAway + faults.moving + faults.light + faults.eyesShut;
  return { fromS: first.tS, toS: last.tS, faults, fault };
}

function checkFace(signs: readonly Signs[], minFacePx: number): void {
  // A face is a little more than twice as wide as its eyes are apart.
  const widthPx = quantile(
    signs.map(({ eyeDistance }) => eyeDistance * 2.2),
    0.5,
  );
  if (widthPx < minFacePx) {
    throw new VideoRefusedError(
      'face too small',
      `The face is ${Math.round(widthPx)} pixels wide in the video; at least ${minFacePx} are needed.`,
    );
  }
  if (
    quantile(
      signs.map(({ yaw }) => Math.abs(yaw)),
      0.5,
    ) > MAX_TURN
  ) {
    throw new VideoRefusedError('turned away', 'The face is turned away. It should look into the camera.');
  }
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function deviation(values: readonly number[]): number {
  const middle = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
}

function range(values: readonly number[]): number {
  return Math.max(...values) - Math.min(...values);
}

function share<T>(values: readonly T[], is: (value: T) => boolean): number {
  return values.filter(is).length / Math.max(1, values.length);
}

function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(part * Math.max(0, sorted.length - 1))] ?? 0;
}
