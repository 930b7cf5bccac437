import { inputWindow, resampledLength, resampleInto } from '@avatarium/lipsync';
import { RECOGNITION_RATE_HZ } from '../port.js';

/** What the realtime protocol takes. */
const REALTIME_RATE_HZ = 24_000;
/** Output whose input may still be to come is held back. */
const HELD = 64;

/** Samples from `from` on of `pcm` (16 kHz, growing) at 24 kHz; all there are when `ended`. */
export function resampledFrom(pcm: Int16Array, from: number, ended: boolean): Int16Array {
  const there = resampledLength(pcm.length, RECOGNITION_RATE_HZ, REALTIME_RATE_HZ) - (ended ? 0 : HELD);
  const out = new Int16Array(Math.max(0, there - from));
  if (out.length === 0) return out;
  const window = inputWindow(from, out.length, RECOGNITION_RATE_HZ, REALTIME_RATE_HZ);
  const input = pcm.subarray(window.from, Math.min(pcm.length, window.to));
  resampleInto(input, RECOGNITION_RATE_HZ, REALTIME_RATE_HZ, from - window.outputStart, out);
  return out;
}
