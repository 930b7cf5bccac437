import { VISEME_COUNT, VISEMES } from '@avatarium/contract/face';
import { articulationOf } from '../phones.js';
import { phonesToVisemes } from '../phones-to-visemes.js';
import { POSTERIOR_RATE_HZ, type Posteriors } from '../posteriors.js';
import type { PhoneSegment } from '../track.js';

/** Numbers 0–1 that look random and are the same in every run. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/**
 * What an audio model that hears well makes of these phones: the right viseme with most of the probability, the
 * rest spread at random (`noise` 0–1 sets how much), and the shapes of the timed phones.
 */
export function heard(phones: readonly PhoneSegment[], noise = 0.3, seed = 1): Posteriors {
  const random = seededRandom(seed);
  const { length, weights, jaw, rounding } = phonesToVisemes(phones);
  const visemes = new Float32Array(length * VISEME_COUNT);
  const shapes = new Float32Array(length * VISEME_COUNT);
  for (let row = 0; row < length; row++) {
    const tS = (row + 0.5) / POSTERIOR_RATE_HZ;
    const offset = row * VISEME_COUNT;
    const said = VISEMES.indexOf(visemeAt(phones, tS));
    spread(visemes, offset, (at) => (at === said ? 1 : 0), noise, random);
    spread(shapes, offset, (at) => weights[offset + at] ?? 0, noise / 2, random);
  }
  return { length, visemes, shapes, jaw, rounding };
}

function spread(
  rows: Float32Array,
  offset: number,
  clean: (at: number) => number,
  noise: number,
  random: () => number,
): void {
  const noises = Array.from({ length: VISEME_COUNT }, () => random() ** 4 + 1e-4);
  const total = noises.reduce((sum, value) => sum + value, 0);
  for (let at = 0; at < VISEME_COUNT; at++) {
    rows[offset + at] = (1 - noise) * clean(at) + (noise * (noises[at] ?? 0)) / total;
  }
}

function visemeAt(phones: readonly PhoneSegment[], tS: number) {
  const index = phones.findIndex(({ endS }) => endS > tS);
  const own = articulationOf(phones[index]?.phone ?? 'pau');
  return (own ?? articulationOf(phones[index + 1]?.phone ?? 'pau'))?.viseme ?? 'sil';
}

/** A part of the rows, as they come from a stream. */
export function rowsOf(rows: Posteriors, from: number, to: number): Posteriors {
  return {
    length: to - from,
    visemes: rows.visemes.slice(from * VISEME_COUNT, to * VISEME_COUNT),
    shapes: rows.shapes.slice(from * VISEME_COUNT, to * VISEME_COUNT),
    jaw: rows.jaw.slice(from, to),
    rounding: rows.rounding.slice(from, to),
  };
}
