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

interface Filter {
  /** Output samples per period of the phases, and the input samples they span. */
  up: number;
  down: number;
  taps: number;
  /** `up` × `taps` coefficients. */
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
  const coefficients = new Float32Array(up * taps);
  for (let phase = 0; phase < up; phase++) {
    let sum = 0;
    for (let tap = 0; tap < taps; tap++) {
      const distance = tap - taps / 2 + 1 - phase / up;
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
  return { up, down, taps, coefficients };
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
  const key = `${fromHz}:${toHz}`;
  let filter = filters.get(key);
  if (!filter) {
    filter = designFilter(fromHz, toHz);
    filters.set(key, filter);
  }
  const { up, down, taps, coefficients } = filter;
  let position = Math.floor((start * down) / up);
  let phase = (start * down) % up;
  for (let i = 0; i < out.length; i++) {
    const first = position - taps / 2 + 1;
    const base = phase * taps;
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
