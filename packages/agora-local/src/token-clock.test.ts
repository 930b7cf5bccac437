import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { TokenClock } from './token-clock.js';

const told: string[] = [];
let clock: TokenClock;

beforeEach(() => {
  vi.useFakeTimers();
  told.length = 0;
  clock = new TokenClock(
    () => told.push('warning'),
    () => told.push('expiry'),
  );
});
afterEach(() => {
  vi.useRealTimers();
});

test('the warning comes 30 s before the end', () => {
  clock.set(Date.now() + 100_000);
  vi.advanceTimersByTime(69_999);
  expect(told).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(told).toEqual(['warning']);
  vi.advanceTimersByTime(30_000);
  expect(told).toEqual(['warning', 'expiry']);
});

test('a renewed token begins anew, and who leaves hears nothing', () => {
  clock.set(Date.now() + 20_000);
  vi.advanceTimersByTime(0);
  clock.set(Date.now() + 100_000);
  vi.advanceTimersByTime(60_000);
  expect(told).toEqual(['warning']);
  clock.stop();
  vi.advanceTimersByTime(100_000);
  expect(told).toEqual(['warning']);
});

test('a token for longer than a timer can wait does not run out at once', () => {
  clock.set(Date.now() + 40 * 24 * 3600 * 1000);
  vi.advanceTimersByTime(1000);
  expect(told).toEqual([]);
});
