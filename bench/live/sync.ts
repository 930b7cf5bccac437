import { setTimeout as sleep } from 'node:timers/promises';
import type { Viewer } from '@avatarium/tests/support';
import { untilQuiet } from './latency.js';
import { darkShare, onsets } from './mouth.js';

/**
 * Offsets in milliseconds between the picture of a mouth that opens and the sound that it makes, at the viewer's
 * decoders; positive when the picture is late. The word starts with a closed mouth and its burst is the moment
 * of opening, so that sound and picture have one common instant.
 */
export async function mouthAgainstSound(viewer: Viewer, sentences: number): Promise<number[]> {
  const mouth: { atMs: number; value: number }[] = [];
  await untilQuiet(viewer);
  viewer.onPicture = (i420, width, height, atMs) =>
    mouth.push({ atMs, value: darkShare(i420, width, height) });
  await sleep(2_000);
  const rest = Math.max(...mouth.map((sample) => sample.value));
  const from = performance.now();
  await viewer.chat('sync', Array.from({ length: sentences }, () => 'Bob.').join(' '));
  await sleep(1_000);
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
  return bursts.flatMap((burst) => {
    const nearest = opens.reduce(
      (best, at) => (Math.abs(at - burst) < Math.abs(best - burst) ? at : best),
      Infinity,
    );
    return Math.abs(nearest - burst) < 300 ? [nearest - burst] : [];
  });
}

/** Pictures a second, and the gaps over `freezeMs`, over the given stretch. */
export function smoothness(
  pictureTimesMs: readonly number[],
  fromMs: number,
  toMs: number,
  freezeMs = 200,
): { fps: number; freezes: number; longestGapMs: number } {
  const times = pictureTimesMs.filter((at) => at >= fromMs && at <= toMs);
  const gaps = times.slice(1).map((at, i) => at - (times[i] ?? at));
  return {
    fps: (times.length / (toMs - fromMs)) * 1000,
    freezes: gaps.filter((gap) => gap > freezeMs).length,
    longestGapMs: Math.max(0, ...gaps),
  };
}
