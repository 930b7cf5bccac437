import { setTimeout as sleep } from 'node:timers/promises';
import { darkShare, type MouthWindow, onsets, PRESENTER_MOUTH } from './mouth.js';
import type { Viewer } from './viewer.js';
import { waitFor } from './wait.js';

const QUIET = 0.01;

/** Words with a common instant of sound and picture: closed lips, then a burst and a mouth wide open. */
export const BURSTS = 'Bob.';

export interface LipSkew {
  /**
   * For each burst that the mouth opened with, milliseconds from the sound to the picture at the viewer's decoders;
   * positive when the picture is late.
   */
  skewsMs: number[];
  /** Bursts that were heard. */
  bursts: number;
}

/** Waits until nothing has been heard for `quietMs`. */
export async function untilQuiet(viewer: Viewer, quietMs = 400): Promise<void> {
  await waitFor('quiet', () => performance.now() - (viewer.lastSound(QUIET) ?? 0) > quietMs, 60_000);
}

/**
 * Compares the mouth on decoded pictures with the sound, while something says `BURSTS` a few times.
 *
 * @param window where the mouth of the avatar that is watched is; that of a presenter unless told
 */
export async function lipSkew(
  viewer: Viewer,
  speak: () => Promise<void>,
  window: MouthWindow = PRESENTER_MOUTH,
): Promise<LipSkew> {
  const mouth: { atMs: number; value: number }[] = [];
  await untilQuiet(viewer);
  viewer.onPicture = (i420, width, height, atMs) =>
    mouth.push({ atMs, value: darkShare(i420, width, height, window) });
  await sleep(2_000);
  const rest = Math.max(...mouth.map((sample) => sample.value));
  const from = performance.now();
  await speak();
  await waitFor('sound', () => viewer.firstSoundAfter(from));
  await untilQuiet(viewer, 1_500);
  viewer.onPicture = undefined;

  const open = Math.max(...mouth.map((sample) => sample.value));
  const opens = onsets(
    mouth.filter((s) => s.atMs > from),
    rest + (open - rest) * 0.15,
    100,
  );
  const bursts = onsets(
    viewer.sound.filter((s) => s.atMs > from).map((s) => ({ atMs: s.atMs, value: s.rms })),
    0.02,
    150,
  );
  const skewsMs = bursts.flatMap((burst) => {
    const nearest = opens.reduce(
      (best, at) => (Math.abs(at - burst) < Math.abs(best - burst) ? at : best),
      Infinity,
    );
    return Math.abs(nearest - burst) < 300 ? [nearest - burst] : [];
  });
  return { skewsMs, bursts: bursts.length };
}
