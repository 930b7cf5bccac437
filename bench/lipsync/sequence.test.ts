import { VISEMES, type Viseme } from '@avatarium/contract/face';
import { describe, expect, it } from 'vitest';
import { pronounce, readDictionary } from './human.js';
import { bootstrap, editDistance, errorRate, referenceLength, sequenceOf } from './sequence.js';

const visemes = (text: string) => text.split(' ').map((name) => VISEMES.indexOf(name as Viseme));
const dictionary = readDictionary(
  ['the DH AH', 'the(2) DH IY', 'pie P AY', 'him HH IH M', 'map M AE P', 'or AO R', 'oh OW'].join('\n'),
);
const said = (text: string) => pronounce(text, dictionary);

describe('sequenceOf', () => {
  it('leaves out silence and merges what it parted', () => {
    expect(sequenceOf(Uint8Array.from(visemes('sil PP PP sil PP aa sil')))).toEqual(visemes('PP aa'));
  });
});

describe('editDistance', () => {
  it('is none for what is said', () => {
    expect(editDistance(said('the pie'), visemes('TH aa PP aa'))).toBe(0);
  });

  it('takes the pronunciation that fits best', () => {
    expect(editDistance(said('the pie'), visemes('TH ih PP aa'))).toBe(0);
    expect(editDistance(said('or|oh'), visemes('oh'))).toBe(0);
    expect(editDistance(said('or'), visemes('oh'))).toBe(1);
  });

  it('counts substitutions, insertions and deletions', () => {
    expect(editDistance(said('pie'), visemes('FF aa'))).toBe(1);
    expect(editDistance(said('pie'), visemes('PP ih aa'))).toBe(1);
    expect(editDistance(said('pie'), visemes('aa'))).toBe(1);
    expect(editDistance(said('the pie'), [])).toBe(4);
  });

  it('merges neighbours across words, and drops /h/', () => {
    expect(editDistance(said('him map'), visemes('ih PP aa PP'))).toBe(0);
    expect(referenceLength(said('him map'))).toBe(4);
  });

  it('rates errors over the length of the first pronunciations', () => {
    expect(
      errorRate([
        { errors: 1, length: 4 },
        { errors: 2, length: 8 },
      ]),
    ).toBe(0.25);
  });
});

describe('pronounce', () => {
  it('names a word that is not in the dictionary', () => {
    expect(() => said('the cat')).toThrow('"cat" is not in the dictionary');
  });
});

describe('bootstrap', () => {
  it('draws as many as there are, the same way each time, in ascending order', () => {
    const values = [1, 2, 3, 4];
    const mean = (drawn: readonly number[]) =>
      drawn.reduce((sum, at) => sum + (values[at] ?? Number.NaN), 0) / 4;
    const figures = bootstrap(values.length, mean);
    expect(figures).toEqual(bootstrap(values.length, mean));
    expect(figures).toEqual([...figures].sort((a, b) => a - b));
    expect(figures[1000]).toBeCloseTo(2.5, 0);
    expect(figures.at(-1)).toBeGreaterThan(3);
  });
});
