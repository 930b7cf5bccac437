import { describe, expect, it, vi } from 'vitest';
import { phonesToVisemes } from '../phones-to-visemes.js';
import { shapedRows } from '../shaping/row-shaper.js';
import { heard } from '../testing/heard.js';
import { HELLO } from '../testing/spoken.js';
import { trackOfSpeech } from './track-of-speech.js';

const loaded = vi.hoisted(() => ({ times: 0 }));
vi.mock('cmu-pronouncing-dictionary', async (original) => {
  loaded.times++;
  return await original();
});

/** "Hello, I am your avatar." */
const WORDS = [
  { word: 'Hello,', startS: 0.16, endS: 0.66 },
  { word: 'I', startS: 0.88, endS: 1.04 },
  { word: 'am', startS: 1.04, endS: 1.15 },
  { word: 'your', startS: 1.15, endS: 1.33 },
  { word: 'avatar.', startS: 1.33, endS: 1.9 },
];
const CHARACTERS = {
  characters: [...'Hello, I'],
  startS: [0.17, 0.26, 0.31, 0.4, 0.55, 0.66, 0.7, 0.88],
  endS: [0.26, 0.31, 0.4, 0.55, 0.66, 0.7, 0.88, 1.04],
};
const DURATION_S = 2.074;

describe('the track of speech', () => {
  it('is made without the dictionary where there is no text', async () => {
    await trackOfSpeech({ phones: HELLO });
    await trackOfSpeech({ posteriors: heard(HELLO) });
    expect(loaded.times).toBe(0);
    await trackOfSpeech({ words: WORDS });
    await trackOfSpeech({ words: WORDS });
    expect(loaded.times).toBe(1);
  });

  it('is made of phones where they have times, whatever else there is', async () => {
    const made = await trackOfSpeech({
      phones: HELLO,
      words: WORDS,
      characters: CHARACTERS,
      posteriors: heard(HELLO),
    });
    expect(made).toMatchObject({ source: 'phones', ignored: [] });
    expect(made.track).toEqual(phonesToVisemes(HELLO, { durationS: 2.08 }));
  });

  it('is made of IPA as well', async () => {
    const phones = [
      { phone: 'h', startS: 0, endS: 0.1 },
      { phone: 'aɪ', startS: 0.1, endS: 0.3 },
      { phone: 'ts', startS: 0.3, endS: 0.5 },
      { phone: '', startS: 0.5, endS: 0.6 },
    ];
    const made = await trackOfSpeech({ phones, alphabet: 'ipa' });
    expect(made.phones?.map(({ phone, endS }) => `${phone} ${endS}`)).toEqual([
      'hh 0.1',
      'ay 0.3',
      't 0.4',
      's 0.5',
      'pau 0.6',
    ]);
  });

  it('is made of words and sound, closer to the sound than words alone', async () => {
    const fused = await trackOfSpeech({ words: WORDS, posteriors: heard(HELLO, 0.6), durationS: DURATION_S });
    const alone = await trackOfSpeech({ words: WORDS, durationS: DURATION_S });
    expect([fused.source, alone.source]).toEqual(['words', 'words']);
    const truth = phonesToVisemes(HELLO, { durationS: DURATION_S });
    const distance = (weights: Float32Array) => {
      return weights.reduce((sum, weight, at) => sum + Math.abs(weight - (truth.weights[at] ?? 0)), 0);
    };
    expect(fused.track.length).toBe(truth.length);
    expect(distance(fused.track.weights)).toBeLessThan(0.5 * distance(alone.track.weights));
  });

  it('prefers characters to words, and is as long as the sound', async () => {
    const made = await trackOfSpeech({ characters: CHARACTERS, words: WORDS, durationS: DURATION_S });
    expect(made.source).toBe('characters');
    expect(made.track.length).toBe(208);
    expect(made.phones?.map(({ phone }) => phone)).toEqual(['hh', 'ax', 'l', 'ow', 'ay']);
  });

  it('is made of the sound alone where there is nothing else', async () => {
    const posteriors = heard(HELLO);
    const made = await trackOfSpeech({ posteriors });
    expect(made).toEqual({ track: shapedRows(posteriors), source: 'audio', ignored: [] });
  });

  it.each([
    ['all zero', WORDS.map(({ word }) => ({ word, startS: 0, endS: 0 })), /no time/],
    ['out of order', WORDS.toReversed(), /order/],
    [
      'in milliseconds',
      WORDS.map(({ word, startS, endS }) => ({ word, startS: startS * 1e3, endS: endS * 1e3 })),
      /beyond/,
    ],
    ['of the first word only', WORDS.slice(0, 1), /miss/],
    ['missing', [], /none/],
    ['not numbers', [{ word: 'Hello', startS: Number.NaN, endS: 1 }], /number/],
  ])('ignores words whose times are %s, and says so', async (_, words, reason) => {
    const posteriors = heard(HELLO);
    const made = await trackOfSpeech({ words, posteriors });
    expect(made.source).toBe('audio');
    expect(made.ignored).toEqual([{ source: 'words', reason: expect.stringMatching(reason) }]);
    expect(made.track).toEqual(shapedRows(posteriors));
  });

  it('takes the next best where the best is wrong', async () => {
    const phones = HELLO.map(({ phone }) => ({ phone, startS: 0, endS: 0 }));
    const made = await trackOfSpeech({ phones, words: WORDS, posteriors: heard(HELLO) });
    expect(made.source).toBe('words');
    expect(made.ignored.map(({ source }) => source)).toEqual(['phones']);
  });

  it('is a mouth at rest where nothing is known', async () => {
    const made = await trackOfSpeech({ words: [], durationS: 0.5 });
    expect(made.source).toBe('none');
    expect(made.track.length).toBe(50);
    expect(Math.max(...made.track.jaw)).toBe(0);
  });
});
