import { expect, it } from 'vitest';
import { clock, minutes } from './time.js';

it('writes lengths as a clock does', () => {
  expect(clock(0)).toBe('0:00');
  expect(clock(75_000)).toBe('1:15');
  expect(clock(3_675_000)).toBe('1:01:15');
  expect(clock(-5)).toBe('0:00');
});

it('writes durations in words', () => {
  expect([60, 600, 3600].map(minutes)).toEqual(['1 minute', '10 minutes', '1 hour']);
});
