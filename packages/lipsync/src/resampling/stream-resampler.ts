import { type Filter, filterBetween } from './filter.js';

/** Half of the filter is at most this long: so much later a sample comes out than it went in. */
const MAX_HALF_S = 0.0019;
const ROLL_OFF = 0.97;
const KAISER_BETA = 6;
/** More than this many zero crossings make the edge of the pass band no better for speech, and cost time. */
const MAX_HALF_LOBES = 24;
/** Room for input; longer pushes are taken in several goes. */
const ROOM_SAMPLES = 8_192;

/**
 * Converts a sound from one whole sample rate to another while it arrives, without shifting it in time: sample n
 * that comes out lies at n / toHz. The same sound gives the same bits in whatever pieces it arrives.
 */
export class StreamResampler {
  /** A sample comes out once this much more has been put in. */
  readonly lookAheadS: number;
  readonly #filter: Filter | undefined;
  /** What is still needed of the sound, from `taps / 2 - 1` samples before its first. */
  readonly #input: Float32Array;
  #filled = 0;
  /** Where the next output sample lies: its filter's first tap in `input`, and how far beyond, in parts of `up`. */
  #first = 0;
  #fraction = 0;

  constructor(fromHz: number, toHz: number) {
    const lowerHz = Math.min(fromHz, toHz);
    const halfLobes = Math.min(MAX_HALF_LOBES, Math.floor(MAX_HALF_S * lowerHz * ROLL_OFF));
    this.#filter =
      fromHz === toHz
        ? undefined
        : filterBetween(fromHz, toHz, { halfLobes, kaiserBeta: KAISER_BETA, rollOff: ROLL_OFF });
    this.lookAheadS = this.#filter ? this.#filter.taps / 2 / fromHz : 0;
    this.#input = new Float32Array(this.#filter ? this.#filter.taps + ROOM_SAMPLES : 0);
    this.reset();
  }

  /** Forgets the sound; the next sample is the first of another. */
  reset(): void {
    this.#input.fill(0);
    this.#filled = this.#filter ? this.#filter.taps / 2 - 1 : 0;
    this.#first = 0;
    this.#fraction = 0;
  }

  /** Takes samples and calls `sink` with what comes out, in one piece or more; each is good for that call only. */
  push(samples: Float32Array, sink: (out: Float32Array) => void): void {
    if (!this.#filter) {
      sink(samples);
      return;
    }
    for (let at = 0; at < samples.length; ) {
      const piece = samples.subarray(at, at + this.#input.length - this.#filled);
      this.#input.set(piece, this.#filled);
      this.#filled += piece.length;
      at += piece.length;
      sink(this.#convert(this.#filter));
    }
  }

  #convert({ up, down, taps, phases, coefficients }: Filter): Float32Array {
    const input = this.#input;
    const out = new Float32Array(
      Math.max(0, Math.ceil(((this.#filled - taps - this.#first + 1) * up) / down) + 1),
    );
    let count = 0;
    let first = this.#first;
    let fraction = this.#fraction;
    while (first + taps <= this.#filled) {
      const base = (phases === up ? fraction : Math.floor((fraction * phases) / up)) * taps;
      let even = 0;
      let odd = 0;
      // Two sums, which the processor adds up side by side; the number of taps is even.
      for (let tap = 0; tap < taps; tap += 2) {
        even += (input[first + tap] as number) * (coefficients[base + tap] as number);
        odd += (input[first + tap + 1] as number) * (coefficients[base + tap + 1] as number);
      }
      out[count++] = even + odd;
      fraction += down;
      const whole = Math.floor(fraction / up);
      fraction -= whole * up;
      first += whole;
    }
    // Between two output samples of a low rate there may lie more than is there yet.
    const done = Math.min(first, this.#filled);
    input.copyWithin(0, done, this.#filled);
    this.#filled -= done;
    this.#first = first - done;
    this.#fraction = fraction;
    return out.subarray(0, count);
  }
}
