import { describe, expect, it } from 'vitest';
import { type CharacterTimes, faultOf, inOrder, singleWords, wordsOfCharacters } from './times.js';

/** Characters of 50 ms each. */
function evenly(text: string): CharacterTimes {
  const characters = [...text];
  return {
    characters,
    startS: characters.map((_, at) => at * 0.05),
    endS: characters.map((_, at) => (at + 1) * 0.05),
  };
}

describe('words made of characters', () => {
  it('last from their first letter to their last, without spaces and punctuation', () => {
    const words = wordsOfCharacters(evenly('Oh, it’s “me”!'));
    expect(words.map(({ word }) => word)).toEqual(['Oh', 'it’s', 'me']);
    expect(words[0]?.startS).toBe(0);
    expect(words[0]?.endS).toBeCloseTo(0.1);
    expect(words[1]?.startS).toBeCloseTo(0.2);
    expect(words[2]?.letters?.map(({ letter }) => letter)).toEqual(['m', 'e']);
  });

  it('part at hyphens, and leave stage directions out', () => {
    const words = wordsOfCharacters(evenly('well-known [laughs loudly] <break time="1s"/> 3D'));
    expect(words.map(({ word }) => word)).toEqual(['well', 'known', '3D']);
  });
});

describe('words as a vendor gives them', () => {
  it('lose their punctuation and part at hyphens, by their letters', () => {
    const words = singleWords([
      { word: 'Well-known,', startS: 1, endS: 2.1 },
      { word: '—', startS: 2.1, endS: 2.2 },
      { word: '[laughs]', startS: 2.2, endS: 2.5 },
    ]);
    expect(words.map(({ word }) => word)).toEqual(['Well', 'known']);
    expect(words[0]).toMatchObject({ startS: 1 });
    expect(words[0]?.endS).toBeCloseTo(1.4);
    expect(words[1]?.startS).toBeCloseTo(1.5);
    expect(words[1]?.endS).toBe(2.1);
  });
});

describe('times', () => {
  const good = [
    { startS: 0.1, endS: 0.4 },
    { startS: 0.38, endS: 0.8 },
  ];

  it('may overlap a little', () => {
    expect(faultOf(good, 1)).toBeNull();
    expect(inOrder(good, 0.7)).toEqual([
      { startS: 0.1, endS: 0.4 },
      { startS: 0.38, endS: 0.7 },
    ]);
  });

  it.each([
    ['none', [], /none/],
    ['all zero', [{ startS: 0, endS: 0 }], /no time/],
    ['out of order', good.toReversed(), /order/],
    ['of negative length', [{ startS: 0.5, endS: 0.2 }], /order/],
    ['beyond the sound', [{ startS: 0.5, endS: 1.6 }], /beyond/],
    ['before the sound', [{ startS: -0.5, endS: 0.2 }], /before/],
    ['no numbers', [{ startS: 0, endS: Number.NaN }], /number/],
  ])('are wrong when they are %s', (_, spans, reason) => {
    expect(faultOf(spans, 1)).toMatch(reason);
  });
});
