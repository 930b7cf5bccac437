import { ConnectionQuality } from 'livekit-client';
import { expect, test } from 'vitest';
import { measuredQuality, networkQuality } from './quality.js';

test('what the media server says, on the scale of the vendors', () => {
  expect(Object.values(ConnectionQuality).map(networkQuality).sort()).toEqual([0, 1, 2, 4, 6]);
  expect(networkQuality(ConnectionQuality.Lost)).toBe(6);
  expect(networkQuality(undefined)).toBe(0);
});

test('what was measured counts as much as the worst of it', () => {
  const figures = (recentLossPercent: number, rttMs: number) => ({ recentLossPercent, rttMs });
  expect(measuredQuality([])).toBe(0);
  expect(measuredQuality([figures(0, 20)])).toBe(1);
  expect(measuredQuality([figures(0, 20), figures(7, 20)])).toBe(3);
  expect(measuredQuality([figures(3, 20), figures(0, 700)])).toBe(4);
  expect(measuredQuality([figures(60, 20)])).toBe(5);
});
