import { clamp, easeShare } from '../curves.js';

/**
 * Head and brow beats on stressed syllables: speakers dip the head and lift the brows with accents (Munhall et
 * al., "Visual prosody and speech intelligibility", 2004). The stress is read from the jaw: it opens further
 * and faster than the running average.
 */
export class Beats {
  readonly #random: () => number;
  #average = 0;
  #armed = true;
  #lastBeatS = Number.NEGATIVE_INFINITY;
  #nodTarget = 0;
  #tiltTarget = 0;
  #browTarget = 0;
  #nodSpeed = 0;
  #tiltSpeed = 0;
  #browSpeed = 0;
  nod = 0;
  tilt = 0;
  brows = 0;

  constructor(random: () => number) {
    this.#random = random;
  }

  advance(tS: number, dtS: number, jaw: number): void {
    const stressed = jaw > 0.28 && jaw > this.#average * 1.35;
    if (stressed && this.#armed && tS - this.#lastBeatS > 0.38) this.#beat(tS);
    this.#armed = !stressed || jaw < this.#average * 1.15;
    this.#average += (jaw - this.#average) * easeShare(dtS, 0.5);

    const fade = easeShare(dtS, 0.16);
    this.#nodTarget -= this.#nodTarget * fade;
    this.#tiltTarget -= this.#tiltTarget * easeShare(dtS, 0.5);
    this.#browTarget -= this.#browTarget * easeShare(dtS, 0.3);
    [this.nod, this.#nodSpeed] = spring(this.nod, this.#nodSpeed, this.#nodTarget, 15, dtS);
    [this.tilt, this.#tiltSpeed] = spring(this.tilt, this.#tiltSpeed, this.#tiltTarget, 7, dtS);
    [this.brows, this.#browSpeed] = spring(this.brows, this.#browSpeed, this.#browTarget, 13, dtS);
  }

  #beat(tS: number): void {
    this.#lastBeatS = tS;
    const strength = 0.5 + this.#random() * 0.5;
    this.#nodTarget = -0.75 * strength;
    if (this.#random() < 0.45) this.#tiltTarget = (this.#random() - 0.5) * 0.8;
    if (this.#random() < 0.4) this.#browTarget = 0.9 * strength;
  }
}

/** One step of a critically damped spring; exact for any step, so it cannot overshoot at low frame rates. */
function spring(
  value: number,
  speed: number,
  target: number,
  frequency: number,
  dtS: number,
): [value: number, speed: number] {
  const decay = Math.exp(-frequency * dtS);
  const offset = value - target;
  const drive = (speed + frequency * offset) * dtS;
  const next = target + (offset + drive) * decay;
  return [clamp(next, -2, 2), (speed - frequency * drive) * decay];
}
