import type { Manifest } from '../pack/format.js';

type Loop = Pick<NonNullable<Manifest['loop']>, 'frames' | 'fps' | 'order'>;

/** The frame of a loop that is shown at a moment of the session, in seconds: the same for the same moment, always. */
export function frameAt({ frames, fps, order }: Loop, tS: number): number {
  // What divides evenly must not fall short of it by a rounding.
  const passed = Math.max(0, Math.floor(tS * fps + 1e-6));
  if (order === 'forward') return passed % frames;
  const turn = passed % (frames * 2 - 2);
  return turn < frames ? turn : frames * 2 - 2 - turn;
}
