import { expect, it } from 'vitest';
import { networkQuality } from './figures.js';

it('a network is as good as the worse of its delay and its loss', () => {
  expect(networkQuality(0, 0)).toBe(1);
  expect(networkQuality(150, 0)).toBe(2);
  expect(networkQuality(20, 7)).toBe(3);
  expect(networkQuality(600, 1)).toBe(4);
  expect(networkQuality(20, 60)).toBe(5);
});
