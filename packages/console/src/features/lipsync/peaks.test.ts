import { expect, it } from 'vitest';
import { peakBetween, peaksOf } from './peaks.js';

const pcm = Int16Array.from({ length: 10_000 }, (_, i) => Math.round(16_384 * Math.sin(i / 7)));
pcm[4321] = -32_768;

it('finds what a stretch of any length reaches', () => {
  const peaks = peaksOf(pcm);
  expect(peaks.loudest).toBe(1);
  expect(peakBetween(pcm, peaks, 0, 10_000)[0]).toBe(-1);
  expect(peakBetween(pcm, peaks, 4321, 4321)).toEqual([-1, -1]);
  const [low, high] = peakBetween(pcm, peaks, 5000, 9000);
  expect([low, high]).toEqual([expect.closeTo(-0.5, 2), expect.closeTo(0.5, 2)]);
});

it('is quiet where there is no sound', () => {
  const peaks = peaksOf(pcm);
  expect(peakBetween(pcm, peaks, 20_000, 20_100)).toEqual([0, 0]);
  expect(peaksOf(new Int16Array(0)).loudest).toBe(0);
});
