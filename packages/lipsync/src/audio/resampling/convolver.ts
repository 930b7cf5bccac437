import type { Filter } from '../../resampling/filter.js';
import { type Kernels, kernelsOn } from '../kernels.js';

/** Input samples that are taken at once, beside those that are left of the ones before. */
export const ROOM_SAMPLES = 1_024;
/** Taps are handled four at a time. */
const LANES = 4;

/** Where in its input a stream is. */
export interface Place {
  /** The sample at which the next output sample's taps begin. */
  first: number;
  /** How much further that one lies, in parts of `up`. */
  fraction: number;
}

/** A filter in a WebAssembly memory, with room for one stretch of sound: all streams between two rates share it. */
export class Convolver {
  /** Where input is put: `taps` + ROOM_SAMPLES samples. */
  readonly input: Float32Array;
  readonly #out: Float32Array;
  readonly #kernels: Kernels;
  readonly #filter: Filter;
  readonly #rowTaps: number;
  readonly #coefficientsAt: number;

  constructor(filter: Filter, module: WebAssembly.Module) {
    const { up, down, taps, phases, coefficients } = filter;
    const rowTaps = Math.ceil(taps / LANES) * LANES;
    const outSamples = Math.ceil(((ROOM_SAMPLES + taps) * up) / down) + 1;
    const inputSamples = taps + ROOM_SAMPLES;
    const inputAt = phases * rowTaps * 4;
    const outAt = inputAt + (inputSamples + LANES) * 4;
    const { kernels, memory } = kernelsOn(module, outAt + outSamples * 4);
    for (let phase = 0; phase < phases; phase++) {
      const row = coefficients.subarray(phase * taps, (phase + 1) * taps);
      new Float32Array(memory, phase * rowTaps * 4, taps).set(row);
    }
    this.input = new Float32Array(memory, inputAt, inputSamples);
    this.#out = new Float32Array(memory, outAt, outSamples);
    this.#kernels = kernels;
    this.#filter = filter;
    this.#rowTaps = rowTaps;
    this.#coefficientsAt = 0;
  }

  /**
   * What can be calculated of the first `filled` samples of `input`, from `place` on, which moves along. Good until
   * the next call.
   */
  convert(filled: number, place: Place): Float32Array {
    const { up, down, taps, phases } = this.#filter;
    const beyond = (filled - taps - place.first + 1) * up - 1 - place.fraction;
    const count = beyond < 0 ? 0 : Math.floor(beyond / down) + 1;
    this.#kernels.resample(
      this.#out.byteOffset,
      count,
      this.input.byteOffset,
      place.first,
      place.fraction,
      up,
      down,
      this.#coefficientsAt,
      this.#rowTaps,
      phases,
    );
    const moved = place.fraction + count * down;
    place.first += Math.floor(moved / up);
    place.fraction = moved % up;
    return this.#out.subarray(0, count);
  }
}
