import { expect, it } from 'vitest';
import { bytes } from './bytes.js';

it.each([
  [0, '0 bytes'],
  [1, '1 byte'],
  [1023, '1023 bytes'],
  [1024, '1 KB'],
  [1500, '1.5 KB'],
  [1024 ** 2 - 1, '1 MB'],
  [123.4 * 1024 ** 2, '123 MB'],
  [100 * 1024 ** 2, '100 MB'],
  [20 * 1024 ** 3, '20 GB'],
])('writes %d as %s', (count, words) => {
  expect(bytes(count)).toBe(words);
});
