import { tableOf } from './table.js';

/**
 * Typical length of each phone in connected speech, in ms: geometric means over 1,900 sentences of the training
 * corpus (flite's voices awb, kal, rms and slt, by the times flite gives).
 */
const TYPICAL_MS = tableOf(`
  aa 99, ae 104, ah 59, ao 87, aw 139, ax 43, ay 148, b 67, ch 122, d 46, dh 35, eh 96, er 90, ey 135, f
  100, g 78, hh 59, ih 54, iy 105, jh 96, k 84, l 74, m 64, n 58, ng 69, ow 125, oy 170, p 96, r 50, s
  106, sh 123, t 67, th 101, uh 63, uw 84, v 48, w 61, y 70, z 83, zh 109`);
const OTHER_MS = 75;

/** Standard deviation of a phone's log length about its typical one; 0.27–0.52 in the same corpus. */
export const LOG_DURATION_DEVIATION = 0.4;

/** Typical length of a phone in seconds. */
export function typicalS(phone: string): number {
  return Number(TYPICAL_MS.get(phone) ?? OTHER_MS) / 1000;
}
