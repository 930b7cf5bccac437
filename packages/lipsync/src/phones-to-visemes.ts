import { VISEME_COUNT } from '@avatarium/contract/face';
import {
  type Contact,
  contactsAt,
  contactsOf,
  dominanceAt,
  roundingDominanceAt,
  type Target,
  targetsOf,
  visemeIndex,
} from './coarticulation.js';
import { CONTACT_JAW, INERTIA_S, MAX_JAW_SPEED, MAX_WEIGHT_SPEED } from './parameters.js';
import { settle, stepTowards } from './rows.js';
import type { PhoneSegment, VisemeTrack } from './track.js';

export interface VisemeOptions {
  /** Rows per second. */
  rateHz?: number;
  /** Length of the track; the end of the last phone unless told. */
  durationS?: number;
}

const SILENCE = visemeIndex('sil');
/** A target farther away than this has no say. */
const REACH_S = 0.4;

/**
 * Turns timed phones into a viseme track with co-articulation: every phone pulls the mouth towards its target
 * with a strength that rises and falls about it (Cohen & Massaro 1993), lips and teeth always make contact for
 * p, b, m, f and v, and the jaw keeps to a speed a jaw can have.
 *
 * Phones are in order, in seconds; gaps between them are silence. Rows are at i / rateHz. Throws RangeError
 * when a phone ends before it starts, starts before the one in front of it, or when the rate is not positive.
 */
export function phonesToVisemes(phones: readonly PhoneSegment[], options: VisemeOptions = {}): VisemeTrack {
  const rateHz = options.rateHz ?? 100;
  if (!(rateHz > 0)) throw new RangeError(`rateHz must be positive, not ${rateHz}`);
  checkOrder(phones);
  const durationS = options.durationS ?? phones.at(-1)?.endS ?? 0;
  if (!(durationS >= 0)) throw new RangeError(`durationS must not be negative, not ${durationS}`);

  const spoken = withGapsFilled(phones, durationS);
  const length = Math.max(0, Math.ceil(durationS * rateHz - 1e-9));
  const track: VisemeTrack = {
    rateHz,
    length,
    weights: new Float32Array(length * VISEME_COUNT),
    jaw: new Float32Array(length),
    rounding: new Float32Array(length),
  };
  blendTargets(track, targetsOf(spoken));
  smooth(track.weights, VISEME_COUNT, rateHz);
  smooth(track.rounding, 1, rateHz);
  const strengths = makeContacts(track, contactsOf(spoken));
  limitWeightSpeed(track.weights, MAX_WEIGHT_SPEED / rateHz);
  closeJaw(track.jaw, strengths);
  limitJawSpeed(track.jaw, MAX_JAW_SPEED / rateHz);
  smooth(track.jaw, 1, rateHz);
  // Smoothing opened the jaw again a little in short contacts.
  closeJaw(track.jaw, strengths);
  limitJawSpeed(track.jaw, MAX_JAW_SPEED / rateHz);
  return track;
}

function checkOrder(phones: readonly PhoneSegment[]): void {
  let beforeS = Number.NEGATIVE_INFINITY;
  for (const { phone, startS, endS } of phones) {
    if (!(endS >= startS && startS >= beforeS)) {
      throw new RangeError(`Phone "${phone}" at ${startS}–${endS} s is out of order`);
    }
    beforeS = startS;
  }
}

/** Half a blend of silence around the clip, so that a track that starts or ends in a vowel opens and closes. */
const EDGE_S = 0.2;
const SMALLEST_GAP_S = 0.005;

function withGapsFilled(phones: readonly PhoneSegment[], durationS: number): PhoneSegment[] {
  const filled: PhoneSegment[] = [];
  let atS = -EDGE_S;
  for (const phone of phones) {
    if (phone.startS - atS > SMALLEST_GAP_S) filled.push({ phone: 'pau', startS: atS, endS: phone.startS });
    filled.push(phone);
    atS = Math.max(atS, phone.endS);
  }
  filled.push({ phone: 'pau', startS: atS, endS: Math.max(durationS, atS) + EDGE_S });
  return filled;
}

function blendTargets(track: VisemeTrack, targets: readonly Target[]): void {
  const row = new Float64Array(VISEME_COUNT);
  let first = 0;
  for (let index = 0; index < track.length; index++) {
    const tS = index / track.rateHz;
    while (first < targets.length - 1 && endOf(targets[first]) < tS - REACH_S) first++;
    const { jaw, rounding } = blend(targets, first, tS, row);
    track.weights.set(row, index * VISEME_COUNT);
    track.jaw[index] = jaw;
    track.rounding[index] = rounding;
  }
}

/** Lays the contacts over the weights; returns how strong they are together, row by row, 0–1. */
function makeContacts(track: VisemeTrack, contacts: readonly Contact[]): Float64Array {
  const strengths = new Float64Array(track.length);
  const held = new Float64Array(VISEME_COUNT);
  const rowS = 1 / track.rateHz;
  for (let index = 0; index < track.length; index++) {
    const tS = index * rowS;
    const near = contacts.filter((contact) => Math.abs(contact.centreS - tS) < REACH_S);
    const strength = contactsAt(near, tS, rowS, held);
    strengths[index] = strength;
    if (strength === 0) continue;
    const offset = index * VISEME_COUNT;
    for (let viseme = 0; viseme < VISEME_COUNT; viseme++) {
      track.weights[offset + viseme] =
        (1 - strength) * (track.weights[offset + viseme] ?? 0) + (held[viseme] ?? 0);
    }
  }
  for (let index = 0; index < track.length; index++) settle(track.weights, index * VISEME_COUNT);
  return strengths;
}

function closeJaw(jaw: Float32Array, strengths: Float64Array): void {
  for (let index = 0; index < jaw.length; index++) {
    const open = jaw[index] ?? 0;
    const strength = strengths[index] ?? 0;
    jaw[index] = Math.min(open, (1 - strength) * open + strength * CONTACT_JAW);
  }
}

/** Two contacts that meet would change places from one row to the next. */
function limitWeightSpeed(weights: Float32Array, maxStep: number): void {
  for (let offset = VISEME_COUNT; offset < weights.length; offset += VISEME_COUNT) {
    const row = weights.subarray(offset, offset + VISEME_COUNT);
    const before = weights.subarray(offset - VISEME_COUNT, offset);
    row.set(stepTowards(before, row, maxStep));
    settle(weights, offset);
  }
}

function endOf(target: Target | undefined): number {
  return target ? target.centreS + target.halfS : 0;
}

function blend(
  targets: readonly Target[],
  first: number,
  tS: number,
  row: Float64Array,
): { jaw: number; rounding: number } {
  row.fill(0);
  let sum = 0;
  let jaw = 0;
  let jawSum = 0;
  let rounding = 0;
  let roundingSum = 0;
  for (let at = first; at < targets.length; at++) {
    const target = targets[at];
    if (!target || target.centreS - target.halfS > tS + REACH_S) break;
    const shape = dominanceAt(target, tS);
    for (const { viseme, share } of target.shares) {
      row[viseme] = (row[viseme] ?? 0) + shape * target.dominance * share;
    }
    sum += shape * target.dominance;
    jaw += shape * target.jawDominance * target.jaw;
    jawSum += shape * target.jawDominance;
    const round = roundingDominanceAt(target, tS) * target.roundingDominance;
    rounding += round * target.rounding;
    roundingSum += round;
  }
  if (sum === 0) {
    row[SILENCE] = 1;
    return { jaw: 0, rounding: 0 };
  }
  for (let viseme = 0; viseme < VISEME_COUNT; viseme++) row[viseme] = (row[viseme] ?? 0) / sum;
  return { jaw: jaw / (jawSum || 1), rounding: rounding / (roundingSum || 1) };
}

/**
 * The highest curve that lies nowhere above the given one and nowhere climbs or falls faster than `maxStep` a
 * row: closures stay closed, and openings that no jaw could make become smaller.
 */
function limitJawSpeed(jaw: Float32Array, maxStep: number): void {
  let limit = Number.POSITIVE_INFINITY;
  for (let at = 0; at < jaw.length; at++) {
    limit = Math.min(jaw[at] ?? 0, limit + maxStep);
    jaw[at] = limit;
  }
  limit = Number.POSITIVE_INFINITY;
  for (let at = jaw.length - 1; at >= 0; at--) {
    limit = Math.min(jaw[at] ?? 0, limit + maxStep);
    jaw[at] = limit;
  }
}

/**
 * Smooths `stride` interleaved curves with a raised-cosine window. It keeps sums and bounds of slopes, and
 * makes short vowels fall short of their target, as in speech (Lindblom 1963).
 */
function smooth(values: Float32Array, stride: number, rateHz: number): void {
  const half = Math.round(INERTIA_S * rateHz);
  const rows = values.length / stride;
  const original = values.slice();
  const taps = Array.from({ length: 2 * half + 1 }, (_, at) => {
    return 0.5 + 0.5 * Math.cos((Math.PI * (at - half)) / (half + 1));
  });
  const total = taps.reduce((sum, tap) => sum + tap, 0);
  for (let row = 0; row < rows; row++) {
    for (let curve = 0; curve < stride; curve++) {
      let sum = 0;
      for (let at = 0; at < taps.length; at++) {
        const from = Math.min(rows - 1, Math.max(0, row + at - half));
        sum += (taps[at] ?? 0) * (original[from * stride + curve] ?? 0);
      }
      values[row * stride + curve] = sum / total;
    }
  }
}
