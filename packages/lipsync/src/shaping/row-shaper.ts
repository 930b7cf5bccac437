import { VISEME_COUNT } from '@avatarium/contract/face';
import { visemeIndex } from '../coarticulation.js';
import { CONTACT_JAW, MAX_JAW_SPEED, MAX_WEIGHT_SPEED } from '../parameters.js';
import { POSTERIOR_RATE_HZ, type Posteriors } from '../posteriors.js';
import { joinedTracks, settle, stepTowards } from '../rows.js';
import type { VisemeTrack } from '../track.js';
import { ContactKeeper } from './contacts.js';
import { FixedLagSearch } from './fixed-lag-search.js';
import { RestGate } from './rest.js';
import { type Row, rowOf } from './row.js';
import type { SearchWeights } from './viterbi.js';

const SILENCE = visemeIndex('sil');
const MAX_WEIGHT_STEP = MAX_WEIGHT_SPEED / POSTERIOR_RATE_HZ;
const MAX_JAW_STEP = MAX_JAW_SPEED / POSTERIOR_RATE_HZ;

/**
 * Turns what the audio model says, row by row as it comes, into a mouth that a face can have. The model's shapes
 * are co-articulated already, but it may be unsure. What this adds is certain:
 *
 * - Lips meet for every p, b and m that the model hears in two rows or more, lip and teeth touch for every f
 *   and v: a weight of at least 0.9 with the jaw within CONTACT_JAW. Where they cannot close in time at
 *   MAX_WEIGHT_SPEED and MAX_JAW_SPEED, the contact is made as soon as they can.
 * - Nothing moves faster than those. Weights are 0–1 and sum to at most 1.
 * - In silence the mouth is exactly at rest, and what lasts for one row only is not shown.
 *
 * - With weights for a search, what is shown most is what is said on the likeliest course of visemes.
 *
 * Rows come out one row (10 ms) later than they go in, and every second one two rows: the network makes rows in
 * pairs, the first of which is known earlier, so that this makes nobody wait longer.
 */
export class RowShaper {
  readonly #searchWeights: SearchWeights | undefined;
  #search: FixedLagSearch | undefined;
  #before: Row | null = null;
  /** Rows that have not come out yet, in order. */
  #held: Row[] = [];
  /** Rows that have come out. */
  #shown = 0;
  #contacts = new ContactKeeper();
  #rest = new RestGate();
  /** The mouth that was shown last. */
  #weights = restWeights();
  #jaw = 0;
  #rounding = 0;

  constructor(searchWeights?: SearchWeights) {
    this.#searchWeights = searchWeights;
    this.#search = searchWeights && new FixedLagSearch(searchWeights);
  }

  /** Takes rows; returns those that became final, at POSTERIOR_RATE_HZ, continuing where the last ended. */
  push(rows: Posteriors): VisemeTrack {
    const pushed = this.#shown + this.#held.length + rows.length;
    const track = emptyTrack(rowsOutAfter(pushed) - this.#shown);
    let made = 0;
    for (let index = 0; index < rows.length; index++) {
      const row = rowOf(rows, index);
      this.#held.push(row);
      this.#search?.push(row.visemes);
      while (rowsOutAfter(this.#shown + this.#held.length) > this.#shown) this.#showNext(track, made++);
    }
    return track;
  }

  /** Returns the last rows, if there are any. Then the shaper is new again. */
  end(): VisemeTrack {
    const track = emptyTrack(this.#held.length);
    for (let made = 0; made < track.length; made++) this.#showNext(track, made);
    this.#search = this.#searchWeights && new FixedLagSearch(this.#searchWeights);
    this.#before = null;
    this.#shown = 0;
    this.#contacts = new ContactKeeper();
    this.#rest = new RestGate();
    this.#weights = restWeights();
    this.#jaw = 0;
    this.#rounding = 0;
    return track;
  }

  /** The first of the rows that are held comes out as row `index` of the track. */
  #showNext(track: VisemeTrack, index: number): void {
    const now = this.#held[0];
    if (!now) return;
    const said = this.#search?.visemeAt(this.#held.length - 1);
    this.#move(this.#before ?? now, now, this.#held[1] ?? now, said);
    this.#show(track, index);
    this.#before = now;
    this.#held.shift();
    this.#shown++;
  }

  /** Moves the mouth on to row `now`, in which `said` is said, if that is known. */
  #move(before: Row, now: Row, next: Row, said: number | undefined): void {
    const contact = this.#contacts.contactAt(now, next);
    const free = 1 - this.#rest.restAt(now, next);
    let jaw = free * median(before.jaw, now.jaw, next.jaw);
    if (contact !== undefined) jaw = Math.min(jaw, CONTACT_JAW);
    const wanted = contact === undefined ? freeWeights(before, now, next, said, free) : only(contact);
    this.#weights = stepTowards(this.#weights, wanted, MAX_WEIGHT_STEP);
    this.#jaw += clamp(jaw - this.#jaw, MAX_JAW_STEP);
    const rounding = free * median(before.rounding, now.rounding, next.rounding);
    this.#rounding += clamp(rounding - this.#rounding, MAX_WEIGHT_STEP);
    this.#contacts.shown(this.#weights, this.#jaw);
  }

  #show(track: VisemeTrack, index: number): void {
    track.weights.set(this.#weights, index * VISEME_COUNT);
    settle(track.weights, index * VISEME_COUNT);
    track.jaw[index] = this.#jaw;
    track.rounding[index] = this.#rounding;
  }
}

/** How many rows have come out when `count` have gone in. */
function rowsOutAfter(count: number): number {
  return Math.max(0, count % 2 === 0 ? count - 1 : count - 2);
}

/** The mouth of a whole sound at once: the same rows as in parts. */
export function shapedRows(rows: Posteriors): VisemeTrack {
  const shaper = new RowShaper();
  return joinedTracks([shaper.push(rows), shaper.end()]);
}

/**
 * Share of what is said in what is shown. Shapes prepare and follow as lips do, but blur short phones: half of each
 * shows 2 % more frames of held-out voices right than shapes alone, and all of it no more.
 */
const SAID_SHARE = 0.5;

/** Weight of a viseme in a row, before any rule. */
function mixed({ shapes, visemes }: Row, viseme: number): number {
  return (1 - SAID_SHARE) * (shapes[viseme] ?? 0) + SAID_SHARE * (visemes[viseme] ?? 0);
}

/**
 * The rows' weights without what lasts for one row only, and with `1 - free` of rest; they sum to 1. The greatest is
 * that of `said`: it takes the place of the one that was.
 */
function freeWeights(before: Row, now: Row, next: Row, said: number | undefined, free: number): Float64Array {
  const weights = new Float64Array(VISEME_COUNT);
  let sum = 0;
  for (let at = 0; at < VISEME_COUNT; at++) {
    const weight = median(mixed(before, at), mixed(now, at), mixed(next, at));
    weights[at] = weight;
    sum += weight;
  }
  if (!(sum > 0)) return only(SILENCE);
  if (said !== undefined) {
    const most = weights.indexOf(Math.max(...weights));
    [weights[said], weights[most]] = [weights[most] ?? 0, weights[said] ?? 0];
  }
  for (let at = 0; at < VISEME_COUNT; at++) weights[at] = (free * (weights[at] ?? 0)) / sum;
  weights[SILENCE] = (weights[SILENCE] ?? 0) + 1 - free;
  return weights;
}

function only(viseme: number): Float64Array {
  const weights = new Float64Array(VISEME_COUNT);
  weights[viseme] = 1;
  return weights;
}

function restWeights(): Float64Array {
  return only(SILENCE);
}

function emptyTrack(length: number): VisemeTrack {
  return {
    rateHz: POSTERIOR_RATE_HZ,
    length,
    weights: new Float32Array(length * VISEME_COUNT),
    jaw: new Float32Array(length),
    rounding: new Float32Array(length),
  };
}

function median(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}

function clamp(value: number, limit: number): number {
  return Math.min(limit, Math.max(-limit, value));
}
