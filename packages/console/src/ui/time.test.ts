import { expect, it } from 'vitest';
import { clock, minutes, usedTime } from './time.js';

it('writes lengths as a clock does', () => {
  expect(clock(0)).toBe('0:00');
  expect(clock(75_000)).toBe('1:15');
  expect(clock(3_675_000)).toBe('1:01:15');
  expect(clock(-5)).toBe('0:00');
});

it('writes durations in words', () => {
  expect([60, 600, 3600].map(minutes)).toEqual(['1 minute', '10 minutes', '1 hour']);
});

it('writes what was used in minutes, and what is less in seconds', () => {
  expect([0, 0.2, 59, 90, 600].map(usedTime)).toEqual(['0 min', '1 s', '59 s', '1.5 min', '10 min']);
});
