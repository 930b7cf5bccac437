import { clamp, smoothstep } from '../curves.js';

/**
 * Lid kinematics after Trutoiu, Carter, Matthews and Hodgins, "Modeling and animating eye blinks" (2011): the
 * lid falls in about 80 ms, rests shut for a moment, and rises more slowly than it fell.
 */
const CLOSE_S = 0.08;
const SHUT_S = 0.045;
const OPEN_S = 0.17;
const BLINK_S = CLOSE_S + SHUT_S + OPEN_S;

/**
 * Times between blinks. Bentivoglio et al., "Analysis of blink rate patterns in normal subjects" (1997): 17 a
 * minute at rest, more in conversation, with wide spread; the intervals are skewed towards short ones.
 */
const MIN_INTERVAL_S = 1.3;
const MEAN_EXTRA_S = 2.7;
const MAX_INTERVAL_S = 7;
const DOUBLE_CHANCE = 0.1;
const END_OF_SPEECH_CHANCE = 0.75;

/** Blinks at human rates, sometimes twice, and often where speech ends. */
export class Blink {
  readonly #random: () => number;
  #startS = Number.NEGATIVE_INFINITY;
  #nextS: number | null = null;
  #lastT = 0;

  constructor(random: () => number) {
    this.#random = random;
  }

  /** Asks for a blink soon, as people do at the end of a phrase or with a large shift of gaze. */
  invite(chance = END_OF_SPEECH_CHANCE): void {
    if (this.#random() > chance || this.#lastT - this.#startS < 1) return;
    this.#nextS = Math.min(this.#nextS ?? Number.POSITIVE_INFINITY, this.#lastT + 0.06);
  }

  /** Lid position at a time in seconds: 0 open, 1 shut. */
  at(tS: number): number {
    this.#lastT = tS;
    this.#nextS ??= tS + this.#interval() * this.#random();
    if (tS - this.#nextS > BLINK_S) this.#nextS = tS;
    if (tS >= this.#nextS) {
      this.#startS = this.#nextS;
      const again = this.#random() < DOUBLE_CHANCE;
      this.#nextS += BLINK_S + (again ? 0.05 : this.#interval());
    }
    const since = tS - this.#startS;
    if (since >= BLINK_S) return 0;
    return since < CLOSE_S + SHUT_S
      ? smoothstep(0, CLOSE_S, since)
      : 1 - smoothstep(CLOSE_S + SHUT_S, BLINK_S, since);
  }

  #interval(): number {
    const extra = -Math.log(1 - this.#random()) * MEAN_EXTRA_S;
    return clamp(MIN_INTERVAL_S + extra, MIN_INTERVAL_S, MAX_INTERVAL_S);
  }
}
