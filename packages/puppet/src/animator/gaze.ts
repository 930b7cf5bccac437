import { smoothstep } from '../curves.js';

/**
 * Fixations and saccades after Lee, Badler and Badler, "Eyes Alive" (2002): most shifts are small, a listener
 * rests on the other's face longer than a speaker does, and a saccade takes 25 ms and 2.4 ms a degree.
 */
const SHIFT_BASE_S = 0.025;
const SHIFT_PER_UNIT_S = 0.06;
const LOOK_AT_VIEWER_CHANCE = 0.68;

/** Where the eyes look: −1 to 1 each way, mostly at the viewer. */
export class Gaze {
  readonly #random: () => number;
  #fromX = 0;
  #fromY = 0;
  #toX = 0;
  #toY = 0;
  #startS = 0;
  #nextS: number | null = null;
  x = 0;
  y = 0;

  constructor(random: () => number) {
    this.#random = random;
  }

  /** Moves the eyes to their place at `tS`; true when a large shift begins. */
  advance(tS: number, speaking: boolean): boolean {
    this.#nextS ??= tS + this.#fixation(speaking);
    let large = false;
    if (tS >= this.#nextS) {
      large = this.#shift(tS, speaking);
      this.#nextS = tS + this.#fixation(speaking);
    }
    const reach = Math.hypot(this.#toX - this.#fromX, this.#toY - this.#fromY);
    const done = smoothstep(0, SHIFT_BASE_S + reach * SHIFT_PER_UNIT_S, tS - this.#startS);
    this.x = this.#fromX + (this.#toX - this.#fromX) * done;
    this.y = this.#fromY + (this.#toY - this.#fromY) * done;
    return large;
  }

  #fixation(speaking: boolean): number {
    const meanS = speaking ? 0.9 : 1.5;
    return 0.35 - Math.log(1 - this.#random() * 0.95) * meanS;
  }

  #shift(tS: number, speaking: boolean): boolean {
    this.#fromX = this.x;
    this.#fromY = this.y;
    this.#startS = tS;
    if (this.#random() < LOOK_AT_VIEWER_CHANCE) {
      this.#toX = (this.#random() - 0.5) * 0.16;
      this.#toY = (this.#random() - 0.5) * 0.1;
    } else {
      const reach = speaking ? 0.55 : 0.45;
      this.#toX = (this.#random() - 0.5) * 2 * reach;
      this.#toY = (this.#random() - 0.55) * reach;
    }
    return Math.hypot(this.#toX - this.#fromX, this.#toY - this.#fromY) > 0.45;
  }
}
