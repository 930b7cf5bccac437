import { describe, expect, it } from 'vitest';
import { phoneToViseme } from '../phones.js';
import { phonesToVisemes } from '../phones-to-visemes.js';
import { heard } from '../testing/heard.js';
import { COMFORT, HELLO, POPPING, spoken } from '../testing/spoken.js';
import type { PhoneSegment } from '../track.js';
import { describeTracks } from '../track.suite.js';
import { alignWords } from './align.js';
import { layOut } from './layout.js';
import type { Pronouncer } from './pronounce/pronouncer.js';
import type { TimedWord } from './times.js';

/**
 * The words that these phones make when every pause and every `split` phones end one. Their names are their
 * phones, so that `byName` can say them. Their times are `offS` off, in turns early and late.
 */
function wordsOf(phones: readonly PhoneSegment[], offS = 0.03, split = 5): TimedWord[] {
  const words: TimedWord[] = [];
  let open: PhoneSegment[] = [];
  const finish = () => {
    const [first, last] = [open[0], open.at(-1)];
    const shiftS = words.length % 2 ? -offS : offS;
    if (first && last) {
      const word = open.map(({ phone }) => phone).join(' ');
      words.push({ word, startS: first.startS + shiftS, endS: last.endS + shiftS });
    }
    open = [];
  };
  for (const phone of phones) {
    if (phone.phone === 'pau' || open.length === split) finish();
    if (phone.phone !== 'pau') open.push(phone);
  }
  finish();
  return words;
}

const byName: Pronouncer = (word) => [word.split(' ')];

/** Share of the rows where the sound is not silent in which both have the same viseme. */
function agreement(phones: readonly PhoneSegment[], reference: readonly PhoneSegment[]): number {
  const at = (segments: readonly PhoneSegment[], tS: number) => {
    return phoneToViseme(segments.find(({ startS, endS }) => tS >= startS && tS < endS)?.phone ?? 'pau');
  };
  const rows = Array.from({ length: Math.round((reference.at(-1)?.endS ?? 0) * 100) }, (_, row) => row / 100);
  const spokenRows = rows.filter((tS) => at(reference, tS) !== 'sil' && at(reference, tS) !== null);
  return spokenRows.filter((tS) => at(phones, tS) === at(reference, tS)).length / spokenRows.length;
}

describeTracks('words with times and sound', (phones) => {
  const durationS = phones.at(-1)?.endS;
  return phonesToVisemes(alignWords(wordsOf(phones, 0.02), heard(phones), byName) ?? [], { durationS });
});

describe('words aligned with sound', () => {
  it.each([
    ['HELLO', HELLO],
    ['POPPING', POPPING],
    ['COMFORT', COMFORT],
  ])('find the phones of %s in noise, with times 40 ms off', (_, phones) => {
    const words = wordsOf(phones, 0.04);
    const aligned = alignWords(words, heard(phones, 0.7), byName) ?? [];
    expect(aligned.map(({ phone }) => phone).filter((phone) => phone !== 'pau')).toEqual(
      phones.map(({ phone }) => phone).filter((phone) => phone !== 'pau'),
    );
    expect(agreement(aligned, phones)).toBeGreaterThan(0.93);
    expect(agreement(aligned, phones)).toBeGreaterThan(agreement(layOut(words, byName), phones) + 0.1);
  });

  it('cover the sound in order, without overlaps', () => {
    const aligned = alignWords(wordsOf(COMFORT), heard(COMFORT), byName) ?? [];
    for (const [at, { startS, endS }] of aligned.entries()) {
      expect(endS).toBeGreaterThan(startS);
      expect(startS).toBeCloseTo(aligned[at - 1]?.endS ?? 0);
    }
    expect(aligned.at(-1)?.endS).toBeCloseTo(2.4, 1);
  });

  it('let the dictionary’s variants compete', () => {
    const read = spoken('pau:0.2 r:0.28 iy:0.42 d:0.5 pau:0.7');
    const red = spoken('pau:0.2 r:0.28 eh:0.42 d:0.5 pau:0.7');
    const either: Pronouncer = () => [
      ['r', 'eh', 'd'],
      ['r', 'iy', 'd'],
    ];
    const word = [{ word: 'read', startS: 0.2, endS: 0.5 }];
    expect(alignWords(word, heard(read), either)?.map(({ phone }) => phone)).toContain('iy');
    expect(alignWords(word, heard(red), either)?.map(({ phone }) => phone)).toContain('eh');
  });

  it('keep the silence that the sound has inside a vendor’s times', () => {
    const phones = spoken('pau:0.2 m:0.3 aa:0.45 pau:0.9 m:1 iy:1.2 pau:1.4');
    const words = [
      { word: 'm aa', startS: 0.2, endS: 0.9 },
      { word: 'm iy', startS: 0.9, endS: 1.2 },
    ];
    expect(agreement(alignWords(words, heard(phones), byName) ?? [], phones)).toBeGreaterThan(0.9);
    const pause = alignWords(words, heard(phones), byName)?.find(
      ({ phone, startS }) => phone === 'pau' && startS > 0.3,
    );
    expect(pause?.startS).toBeCloseTo(0.45, 1);
    expect(pause?.endS).toBeCloseTo(0.9, 1);
  });

  it('give what is heard for a word that nobody can say, and for one that is not what is said', () => {
    const unknown = alignWords(wordsOf(COMFORT, 0), heard(COMFORT), () => null) ?? [];
    expect(agreement(unknown, COMFORT)).toBeGreaterThan(0.9);
    const wrong = alignWords(wordsOf(COMFORT, 0), heard(COMFORT), () => [['s', 'uw', 's', 'uw', 's']]) ?? [];
    expect(agreement(wrong, COMFORT)).toBeGreaterThan(0.85);
  });

  it('follow the letters’ times where the sound does not tell', () => {
    const word = { word: 'moma', startS: 0.2, endS: 0.8 };
    const letters = [...'moma'].map((letter, at) => ({
      letter,
      startS: [0.2, 0.3, 0.7, 0.75][at] ?? 0,
      endS: [0.3, 0.7, 0.75, 0.8][at] ?? 0,
    }));
    const phones = ['m', 'aa', 'm', 'aa'];
    const deaf = heard(spoken('pau:1'), 1);
    for (const index of deaf.visemes.keys()) deaf.visemes[index] = 1 / 15;
    const aligned = alignWords([{ ...word, letters }], deaf, () => [phones]) ?? [];
    const secondM = aligned.filter(({ phone }) => phone === 'm')[1];
    expect(secondM?.startS).toBeGreaterThan(0.6);
    expect(
      layOut([{ ...word, letters }], () => [phones]).filter(({ phone }) => phone === 'm')[1]?.startS,
    ).toBe(0.7);
  });

  it('are null when they cannot be fitted in', () => {
    const words = Array.from({ length: 40 }, () => ({ word: 'm aa m aa', startS: 0.1, endS: 0.12 }));
    expect(alignWords(words, heard(spoken('pau:0.4')), byName)).toBeNull();
    expect(alignWords([], heard(HELLO), byName)?.map(({ phone }) => phone)).toEqual(['pau']);
  });
});

describe('words laid out without sound', () => {
  it('take their time by the typical lengths of phones, and leave pauses', () => {
    const words = [
      { word: 'm ay', startS: 0.1, endS: 0.4 },
      { word: 't aa t', startS: 0.43, endS: 0.7 },
      { word: 'ax', startS: 1, endS: 2 },
    ];
    const phones = layOut(words, byName);
    expect(phones.map(({ phone }) => phone)).toEqual(['m', 'ay', 't', 'aa', 't', 'ax']);
    expect(phones[1]?.endS).toBeCloseTo(0.43);
    expect((phones[1]?.endS ?? 0) - (phones[1]?.startS ?? 0)).toBeGreaterThan((phones[0]?.endS ?? 0) - 0.1);
    expect(phones[4]?.endS).toBeCloseTo(0.7);
    // Nobody says "a" for a second.
    expect(phones[5]?.endS).toBeLessThan(1.2);
  });
});
