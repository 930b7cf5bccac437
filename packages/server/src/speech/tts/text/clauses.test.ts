import { describe, expect, it } from 'vitest';
import { splitClauses } from './clauses.js';
import { createReader } from './spoken-form.js';

function pieces(text: string): string[] {
  const split = [...splitClauses(text, createReader())].map((clause) => clause.text);
  expect(split.join('')).toBe(text);
  return split;
}

describe('a text cut into clauses', () => {
  it('is cut after sentences, and after the first clause so that sound comes soon', () => {
    expect(pieces('In that case, we shall see. Then what, I wonder? Nothing!')).toEqual([
      'In that case, ',
      'we shall see. ',
      'Then what, I wonder? ',
      'Nothing!',
    ]);
  });

  it('is not cut within abbreviations, numbers, times and addresses', () => {
    for (const text of [
      'We met Dr. Lee and J. R. Smith at 10:30.',
      'It costs 3.50, e.g. in the shop.',
      'See www.example.com/a.b.c or write to a.b@example.com now.',
      'It was 5 p.m. when they left.',
    ]) {
      expect(pieces(`Well. ${text}`)).toEqual(['Well. ', text]);
    }
  });

  it('is cut after an abbreviation that ends its sentence', () => {
    expect(pieces('They left at 5 p.m. Nobody came back.')).toEqual([
      'They left at 5 p.m. ',
      'Nobody came back.',
    ]);
  });

  it('keeps quotes and brackets with their sentence', () => {
    expect(pieces('“Is it true?” (I ask.) Yes.')).toEqual(['“Is it true?” ', '(I ask.) ', 'Yes.']);
  });

  it('is cut at line breaks even without punctuation', () => {
    expect(pieces('First item\nSecond item\n\nThird')).toEqual(['First item\n', 'Second item\n\n', 'Third']);
  });

  it('is cut where it bears it best when a sentence is too long', () => {
    const text =
      'Well then. ' +
      'This sentence goes on for quite a long time and has a comma in the middle of everything it wants to say, ' +
      'after which it still goes on for a while because nobody told it to stop before it was done.';
    expect(pieces(text)[1]).toMatch(/to say, $/);
    for (const piece of pieces('word '.repeat(1000))) expect(piece.length).toBeLessThanOrEqual(160);
  });

  it('cuts long figures shorter, since each is read as a word', () => {
    for (const piece of pieces('1234567890'.repeat(30))) expect(piece.length).toBeLessThanOrEqual(32);
  });

  it('cuts endless words between whole characters', () => {
    const family = '👩‍👩‍👧';
    for (const piece of pieces(`ok ${'a'.repeat(200)}${family.repeat(50)}b`)) {
      expect(piece).not.toMatch(/^\u200d|\u200d$|^[\udc00-\udfff]|[\ud800-\udbff]$/);
    }
  });

  it('leaves what cannot be spoken with its neighbour', () => {
    expect(pieces('🎉 Hello! 🎉 ... Bye.')).toEqual(['🎉 Hello! 🎉 ... ', 'Bye.']);
    const [only] = splitClauses('🎉🎉', createReader());
    expect(only).toMatchObject({ text: '🎉🎉', spoken: '' });
    expect(pieces('')).toEqual([]);
  });

  it('begins at once with a very long text', () => {
    const reader = createReader();
    let read = 0;
    const clauses = splitClauses('Again and again. '.repeat(4000), (piece) => {
      read++;
      return reader(piece);
    });
    clauses.next();
    expect(read).toBeLessThan(5);
  });
});
