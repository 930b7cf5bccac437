import { describe, expect, it } from 'vitest';
import { comparable, wordErrors } from './words.js';

describe('words that are compared', () => {
  it.each([
    ['Ten of Clubs.', '10 of clubs'],
    ['thirty three four oh six ninety two', '33-40692'],
    ["Mr. Lee's ill-disposed friend", 'mister lees ill disposed friend'],
    ['twenty past nineteen', '20 past 19'],
  ])('%j is %j to a listener', (one, other) => {
    expect(comparable(one)).toEqual(comparable(other));
  });

  it('counts words that were put in, left out and taken for others', () => {
    const errors = (said: string, heard: string) => wordErrors(comparable(said), comparable(heard));
    expect(errors('go forward ten meters', 'go forward ten meters')).toBe(0);
    expect(errors('go forward ten meters', 'go for ward ten')).toBe(3);
    expect(errors('four or|oh six', '406')).toBe(0);
    expect(errors('', 'thank you')).toBe(2);
    expect(errors('hello there', '')).toBe(2);
  });
});
