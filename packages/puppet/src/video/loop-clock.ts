import type { Manifest } from '../pack/format.js';

/** The frame of a loop that is shown at a moment of the session, in seconds: the same for the same moment, always. */
export function frameAt({ frames, fps, order }: NonNullable<Manifest['loop']>, tS: number): number {
  // What divides evenly must not fall short of it by a rounding.
  const passed = Math.max(0, Math.floor(tS * fps + 1e-6));
  if (order === 'forward') return passed % frames;
  const turn = passed % (frames * 2 - 2);
  return turn < frames ? turn : frames * 2 - 2 - turn;
}
