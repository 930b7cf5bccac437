import { expect, it } from 'vitest';
import { cut } from './cut.js';

it('cuts a text short between characters', () => {
  expect(cut('abcd', 4)).toBe('abcd');
  expect(cut('abcde', 4)).toBe('abc…');
  expect(cut('ab😀cd', 4)).toBe('ab…');
  expect(cut('a😀bcd', 4)).toBe('a😀…');
});
