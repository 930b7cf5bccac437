/**
 * Sample-rate conversion with a windowed sinc (Kaiser), one filter phase for each output position between two
 * input samples: J. O. Smith, "Digital Audio Resampling", CCRMA.
 */
export interface FilterDesign {
  /** Zero crossings of the sinc on either side, at the lower of the two rates. */
  halfLobes: number;
  /** Shape of the window: 6 for about 60 dB of stop band, 8 for 80 dB. */
  kaiserBeta: number;
  /** Where the pass band ends, as a part of the lower rate's Nyquist frequency. */
  rollOff: number;
}

/** Output sample n lies `n · down / up` input samples from the start. */
export interface Filter {
  up: number;
  down: number;
  /** Input samples that an output sample is made of: from `taps / 2 - 1` before its place to `taps / 2` after. */
  taps: number;
  phases: number;
  /** `phases` × `taps` values. The fraction p / up between two input samples has phase ⌊p · phases / up⌋. */
  coefficients: Float32Array;
}

/** Odd pairs of rates have tens of thousands of positions; of so many, the nearest before is near enough. */
const MAX_PHASES = 2_048;
/** Filters that are remembered; what asks for rates at will must not fill the memory. */
const MAX_REMEMBERED = 16;

const remembered = new Map<string, Filter>();

/** The filter from one whole rate to another. Filters are designed once. */
export function filterBetween(fromHz: number, toHz: number, design: FilterDesign): Filter {
  const key = [fromHz, toHz, design.halfLobes, design.kaiserBeta, design.rollOff].join(':');
  const filter = remembered.get(key) ?? designFilter(fromHz, toHz, design);
  // The last one asked for is the last one to be forgotten.
  remembered.delete(key);
  remembered.set(key, filter);
  for (const oldest of remembered.keys()) {
    if (remembered.size <= MAX_REMEMBERED) break;
    remembered.delete(oldest);
  }
  return filter;
}

function designFilter(
  fromHz: number,
  toHz: number,
  { halfLobes, kaiserBeta, rollOff }: FilterDesign,
): Filter {
  const divisor = greatestCommonDivisor(fromHz, toHz);
  const up = toHz / divisor;
  const phases = Math.min(up, MAX_PHASES);
  const bandwidth = Math.min(1, toHz / fromHz) * rollOff;
  const halfWidth = halfLobes / bandwidth;
  const taps = 2 * Math.ceil(halfWidth);
  const coefficients = new Float32Array(phases * taps);
  for (let phase = 0; phase < phases; phase++) {
    let sum = 0;
    for (let tap = 0; tap < taps; tap++) {
      const distance = tap - taps / 2 + 1 - phase / phases;
      const inWindow = 1 - (distance / halfWidth) ** 2;
      if (inWindow <= 0) continue;
      const x = Math.PI * distance * bandwidth;
      const sinc = x === 0 ? 1 : Math.sin(x) / x;
      const value = sinc * (bessel0(kaiserBeta * Math.sqrt(inWindow)) / bessel0(kaiserBeta));
      coefficients[phase * taps + tap] = value;
      sum += value;
    }
    // Every phase passes a constant unchanged; without this the phases' small differences are audible as a tone.
    for (let tap = 0; tap < taps; tap++) {
      coefficients[phase * taps + tap] = (coefficients[phase * taps + tap] ?? 0) / sum;
    }
  }
  return { up, down: fromHz / divisor, taps, phases, coefficients };
}

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
