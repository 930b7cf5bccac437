/** Sound louder than this may be a voice; quieter, it is the noise of a room. */
export const LOUD = 0.015;

/** Root mean square; full scale is 1. */
export function loudness(pcm: Int16Array): number {
  let sum = 0;
  for (const sample of pcm) sum += sample * sample;
  return Math.sqrt(sum / Math.max(1, pcm.length)) / 32_768;
}
