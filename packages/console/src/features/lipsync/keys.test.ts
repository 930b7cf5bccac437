import type { VisemeSegment } from '@avatarium/lipsync';
import { expect, it } from 'vitest';
import { positionAfter } from './keys.js';
import { segmentAt } from './segments.js';

const SEGMENTS: VisemeSegment[] = [
  { startS: 0, endS: 0.5, viseme: 'sil' },
  { startS: 0.5, endS: 0.6, viseme: 'PP' },
  { startS: 0.6, endS: 2, viseme: 'aa' },
];
const after = (key: string, atS: number, shift = false) => positionAfter(key, shift, atS, SEGMENTS, 2) ?? -1;
const visemeAt = (atS: number) => segmentAt(SEGMENTS, atS)?.viseme;

it('steps, and leaps with shift, within the sound', () => {
  expect(after('ArrowRight', 1)).toBeCloseTo(1.05);
  expect(after('ArrowLeft', 1)).toBeCloseTo(0.95);
  expect(after('ArrowLeft', 1.5, true)).toBeCloseTo(0.5);
  expect(after('ArrowRight', 1.5, true)).toBe(2);
  expect(after('ArrowLeft', 0.01)).toBe(0);
  expect([after('Home', 1), after('End', 1)]).toEqual([0, 2]);
});

it('goes from viseme to viseme', () => {
  const forth = after('PageDown', 0.1);
  expect(visemeAt(forth)).toBe('PP');
  expect(visemeAt(after('PageDown', forth))).toBe('aa');
  expect(after('PageDown', 1)).toBe(2);
  expect(visemeAt(after('PageUp', 1.3))).toBe('PP');
  expect(after('PageUp', 0.3)).toBe(0);
});

it('leaves other keys alone', () => {
  expect(positionAfter('Tab', false, 1, SEGMENTS, 2)).toBeUndefined();
});
