import { ramp, visemeIndex } from '../coarticulation.js';
import { PAUSE_FULL_S, PAUSE_SHORT_S } from '../parameters.js';
import { POSTERIOR_RATE_HZ } from '../posteriors.js';
import type { Row } from './row.js';

const SILENCE = visemeIndex('sil');
/** Silence less likely than this in two rows running wakes a mouth at rest. */
const WAKE = 0.4;
/** Silence more likely than this lets a mouth in motion come to rest. */
const SLEEP = 0.6;

/**
 * How far the mouth is at rest, row by row. It comes to rest over a pause: not at all within PAUSE_SHORT_S, as in
 * a stop's gap, wholly after PAUSE_FULL_S. Then it does not move at all, so that noise makes no lip tremble.
 */
export class RestGate {
  #asleep = true;
  #silentS = 0;

  /** Share of rest in row `now`, 0–1. */
  restAt(now: Row, next: Row): number {
    if (this.#asleep) {
      if (Math.max(silenceOf(now), silenceOf(next)) >= WAKE) return 1;
      this.#asleep = false;
      this.#silentS = 0;
    }
    const silent = Math.max(now.visemes[SILENCE] ?? 0, next.visemes[SILENCE] ?? 0) > SLEEP;
    this.#silentS = silent ? this.#silentS + 1 / POSTERIOR_RATE_HZ : 0;
    const rest = ramp(this.#silentS, PAUSE_SHORT_S, PAUSE_FULL_S, 0);
    this.#asleep = rest === 1;
    return rest;
  }
}

/** Shapes move ahead of the sound, as lips do: either of the two may say that speech comes. */
function silenceOf(row: Row): number {
  return Math.min(row.visemes[SILENCE] ?? 0, row.shapes[SILENCE] ?? 0);
}
