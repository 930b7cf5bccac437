import { VISEME_COUNT, VISEMES } from '@avatarium/contract/face';
import type { VisemeSegment } from '@avatarium/lipsync';
import { expect, it } from 'vitest';
import { curvesCsv, segmentAt, segmentsCsv, segmentsJson } from './segments.js';

const SEGMENTS: VisemeSegment[] = [
  { startS: 0, endS: 0.11, viseme: 'sil' },
  { startS: 0.11, endS: 0.30000000000000004, viseme: 'PP' },
  { startS: 0.30000000000000004, endS: 0.45, viseme: 'aa' },
];

it('writes segments as JSON to the millisecond', () => {
  expect(JSON.parse(segmentsJson(SEGMENTS))).toEqual([
    { start: 0, end: 0.11, viseme: 'sil' },
    { start: 0.11, end: 0.3, viseme: 'PP' },
    { start: 0.3, end: 0.45, viseme: 'aa' },
  ]);
  expect(JSON.parse(segmentsJson([]))).toEqual([]);
});

it('writes segments as CSV', () => {
  expect(segmentsCsv(SEGMENTS)).toBe(
    'start,end,viseme\r\n0.000,0.110,sil\r\n0.110,0.300,PP\r\n0.300,0.450,aa\r\n',
  );
});

it('writes a line for each row of the track, a column for each curve', () => {
  const weights = new Float32Array(2 * VISEME_COUNT);
  weights[0] = 1;
  weights[VISEME_COUNT + VISEMES.indexOf('aa')] = 0.75;
  const track = {
    rateHz: 100,
    length: 2,
    weights,
    jaw: Float32Array.of(0, 0.5),
    rounding: Float32Array.of(0, 0.125),
  };
  const [names = [], first = [], second = [], ...rest] = curvesCsv(track)
    .split('\r\n')
    .map((line) => line.split(','));
  expect(names).toEqual(['time', ...VISEMES, 'jaw', 'rounding']);
  expect(first[1]).toBe('1.000');
  expect(second[names.indexOf('aa')]).toBe('0.750');
  expect([second[0], ...second.slice(-2)]).toEqual(['0.010', '0.500', '0.125']);
  expect(rest).toEqual([['']]);
});

it('finds the segment of a moment', () => {
  expect([0, 0.1, 0.11, 0.299, 0.44, 0.45, 9].map((atS) => segmentAt(SEGMENTS, atS)?.viseme)).toEqual([
    'sil',
    'sil',
    'PP',
    'PP',
    'aa',
    'aa',
    'aa',
  ]);
  expect(segmentAt([], 0)).toBeUndefined();
});
