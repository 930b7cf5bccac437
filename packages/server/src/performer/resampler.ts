/**
 * Sample-rate conversion with a windowed sinc (Kaiser), one filter phase for each output position between two
 * input samples: J. O. Smith, "Digital Audio Resampling", CCRMA. Stateless: any stretch of the output can be
 * computed on its own, so a clip is converted a frame at a time as it is sent, and parts of it again when
 * needed, without a pause that would disturb the pacing.
 */

/** Zero crossings of the sinc on either side, at the lower of the two rates. */
const HALF_LOBES = 24;
/** Kaiser shape for about 80 dB of stop band. */
const KAISER_BETA = 8;
/** Where the pass band ends, as a part of the lower rate's Nyquist frequency. */
const ROLL_OFF = 0.94;

/** Between rates that have little in common a position is rounded to one of so many, 60 dB below the sound. */
const MAX_PHASES = 1024;
/** Filters that are kept: callers may send any rate. */
const MAX_FILTERS = 16;

interface Filter {
  /** Output samples per period of the positions, and the input samples they span. */
  up: number;
  down: number;
  /** Positions between two input samples that the filter has coefficients for: `up`, unless that is too many. */
  phases: number;
  taps: number;
  /** `phases` × `taps` coefficients. */
  coefficients: Float32Array;
}

const filters = new Map<string, Filter>();

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/** Modified Bessel function of the first kind, order 0, by its power series. */
function bessel0(x: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; term > sum * 1e-10; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

function designFilter(fromHz: number, toHz: number): Filter {
  const divisor = greatestCommonDivisor(fromHz, toHz);
  const up = toHz / divisor;
  const down = fromHz / divisor;
  const bandwidth = Math.min(1, toHz / fromHz) * ROLL_OFF;
  const halfWidth = HALF_LOBES / bandwidth;
  const taps = 2 * Math.ceil(halfWidth);
  const phases = Math.min(up, MAX_PHASES);
  const coefficients = new Float32Array(phases * taps);
  for (let phase = 0; phase < phases; phase++) {
    let sum = 0;
    for (let tap = 0; tap < taps; tap++) {
      const distance = tap - taps / 2 + 1 - phase / phases;
      const inWindow = 1 - (distance / halfWidth) ** 2;
      if (inWindow <= 0) continue;
      const x = Math.PI * distance * bandwidth;
      const sinc = x === 0 ? 1 : Math.sin(x) / x;
      const value = sinc * (bessel0(KAISER_BETA * Math.sqrt(inWindow)) / bessel0(KAISER_BETA));
      coefficients[phase * taps + tap] = value;
      sum += value;
    }
    // Every phase passes a constant unchanged; without this the phases' small differences are audible as a tone.
    for (let tap = 0; tap < taps; tap++) {
      coefficients[phase * taps + tap] = (coefficients[phase * taps + tap] ?? 0) / sum;
    }
  }
  return { up, down, phases, taps, coefficients };
}

function filterFor(fromHz: number, toHz: number): Filter {
  const key = `${fromHz}:${toHz}`;
  let filter = filters.get(key);
  if (!filter) {
    filter = designFilter(fromHz, toHz);
    const [oldest] = filters.keys();
    if (oldest !== undefined && filters.size >= MAX_FILTERS) filters.delete(oldest);
    filters.set(key, filter);
  }
  return filter;
}

/**
 * The stretch of input that output samples `start` … `start + length` depend on: from input sample `from`, at which
 * output sample `outputStart` lies, up to `to` (exclusive).
 */
export function inputWindow(
  start: number,
  length: number,
  fromHz: number,
  toHz: number,
): { from: number; to: number; outputStart: number } {
  if (fromHz === toHz) return { from: start, to: start + length, outputStart: start };
  const { up, down, taps } = filterFor(fromHz, toHz);
  const periods = Math.max(0, Math.floor((Math.floor((start * down) / up) - taps) / down));
  return {
    from: periods * down,
    to: Math.ceil(((start + length) * down) / up) + taps,
    outputStart: periods * up,
  };
}

/** Number of samples that `length` samples at `fromHz` become at `toHz`. */
export function resampledLength(length: number, fromHz: number, toHz: number): number {
  return Math.floor((length * toHz) / fromHz);
}

/**
 * Writes output samples `start` … `start + out.length` of `input`, converted from `fromHz` to `toHz`, into
 * `out`. Outside of the input there is silence.
 */
export function resampleInto(
  input: Int16Array,
  fromHz: number,
  toHz: number,
  start: number,
  out: Int16Array,
): void {
  if (fromHz === toHz) {
    out.fill(0);
    out.set(input.subarray(start, start + out.length));
    return;
  }
  const { up, down, phases, taps, coefficients } = filterFor(fromHz, toHz);
  let position = Math.floor((start * down) / up);
  let phase = (start * down) % up;
  for (let i = 0; i < out.length; i++) {
    const first = position - taps / 2 + 1;
    const base = (phases === up ? phase : Math.floor((phase * phases) / up)) * taps;
    const from = Math.max(0, -first);
    const to = Math.min(taps, input.length - first);
    let sum = 0;
    for (let tap = from; tap < to; tap++) {
      sum += (input[first + tap] as number) * (coefficients[base + tap] as number);
    }
    out[i] = Math.max(-32768, Math.min(32767, Math.round(sum)));
    phase += down;
    while (phase >= up) {
      phase -= up;
      position++;
    }
  }
}
