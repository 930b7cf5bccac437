import { type FilterDesign, filterBetween } from './filter.js';

/** Good enough for ears: about 80 dB of stop band. */
const DESIGN: FilterDesign = { halfLobes: 24, kaiserBeta: 8, rollOff: 0.94 };

/** Number of samples that `length` samples at `fromHz` become at `toHz`. */
export function resampledLength(length: number, fromHz: number, toHz: number): number {
  return Math.floor((length * toHz) / fromHz);
}

/**
 * Writes output samples `start` … `start + out.length` of `input`, converted from `fromHz` to `toHz`, into
 * `out`. Outside of the input there is silence. Stateless: any stretch of the output can be computed on its own, so
 * a clip is converted a frame at a time as it is sent, and parts of it again when needed, without a pause that would
 * disturb the pacing.
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
  const { up, down, taps, phases, coefficients } = filterBetween(fromHz, toHz, DESIGN);
  let position = Math.floor((start * down) / up);
  let phase = (start * down) % up;
  for (let i = 0; i < out.length; i++) {
    const first = position - taps / 2 + 1;
    const base = Math.floor((phase * phases) / up) * taps;
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
