import { type Filter, filterBetween } from '../../resampling/filter.js';
import { Convolver, type Place, ROOM_SAMPLES } from './convolver.js';

/** Half of the filter is about this long at most: so much later a sample comes out than it went in. */
const MAX_HALF_S = 0.0019;
const ROLL_OFF = 0.97;
/** About 60 dB of stop band. */
const KAISER_BETA = 6;
/** More zero crossings would sharpen the edge of the pass band more than speech needs, and cost time. */
const MAX_HALF_LOBES = 24;

/** A filter is forgotten with what it was made of. */
const convolvers = new WeakMap<Filter, Convolver>();

/**
 * Converts a sound from one whole sample rate to another while it arrives, without shifting it in time: sample n
 * that comes out lies at n / toHz. The same sound gives the same bits in whatever pieces it arrives.
 */
export class StreamResampler {
  /** A sample comes out once this much more has been put in. */
  readonly lookAheadS: number;
  readonly #convolver: Convolver | undefined;
  /** What is still needed of the sound; at first, silence before its first sample. */
  readonly #rest: Float32Array;
  #restLength = 0;
  #place: Place = { first: 0, fraction: 0 };

  /** `module`: the compiled kernels. */
  constructor(module: WebAssembly.Module, fromHz: number, toHz: number) {
    const filter = fromHz === toHz ? undefined : filterOf(fromHz, toHz);
    this.#convolver = filter && convolverOf(filter, module);
    this.lookAheadS = filter ? filter.taps / 2 / fromHz : 0;
    this.#rest = new Float32Array(filter?.taps ?? 0);
    this.reset();
  }

  /** Forgets the sound; the next sample is the first of another. */
  reset(): void {
    this.#rest.fill(0);
    this.#restLength = Math.max(0, this.#rest.length / 2 - 1);
    this.#place = { first: 0, fraction: 0 };
  }

  /** Takes samples and calls `sink` with what comes out, in one piece or more; each is good for that call only. */
  push(samples: Float32Array, sink: (out: Float32Array) => void): void {
    if (!this.#convolver) {
      sink(samples);
      return;
    }
    for (let at = 0; at < samples.length; at += ROOM_SAMPLES) {
      sink(this.#convert(this.#convolver, samples.subarray(at, at + ROOM_SAMPLES)));
    }
  }

  #convert(convolver: Convolver, samples: Float32Array): Float32Array {
    const { input } = convolver;
    const filled = this.#restLength + samples.length;
    input.set(this.#rest.subarray(0, this.#restLength));
    input.set(samples, this.#restLength);
    const out = convolver.convert(filled, this.#place);
    // At a low output rate, the next sample's taps may begin beyond what is there.
    const done = Math.min(this.#place.first, filled);
    this.#rest.set(input.subarray(done, filled));
    this.#restLength = filled - done;
    this.#place.first -= done;
    return out;
  }
}

function filterOf(fromHz: number, toHz: number): Filter {
  const lowerHz = Math.min(fromHz, toHz);
  return filterBetween(fromHz, toHz, {
    halfLobes: Math.min(MAX_HALF_LOBES, Math.floor(MAX_HALF_S * lowerHz * ROLL_OFF)),
    kaiserBeta: KAISER_BETA,
    rollOff: ROLL_OFF,
  });
}

function convolverOf(filter: Filter, module: WebAssembly.Module): Convolver {
  const known = convolvers.get(filter);
  if (known) return known;
  const convolver = new Convolver(filter, module);
  convolvers.set(filter, convolver);
  return convolver;
}
