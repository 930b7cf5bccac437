import type { PhoneSegment } from '../track.js';

/** One word of a voice with its time, in seconds from the start of the clip. */
export interface WordTime {
  word: string;
  startS: number;
  endS: number;
}

/** Times of single characters, spaces and punctuation included: three lists of one length, as ElevenLabs gives them. */
export interface CharacterTimes {
  characters: readonly string[];
  startS: readonly number[];
  endS: readonly number[];
}

/** A letter that sounds, with its time. */
export interface LetterTime {
  letter: string;
  startS: number;
  endS: number;
}

/** A word to be laid out, with its letters' times where they are known. */
export interface TimedWord extends WordTime {
  letters?: LetterTime[];
}

/** What separates words that are pronounced one by one. */
const BREAK = /[\s\-‐-―/_+&]/u;
const SOUNDING = /[\p{L}\p{M}\p{N}'’]/u;
/** Stage directions ("[laughs]", "<break/>") are not said. */
const OPENING = /[[<]/u;
const CLOSING = /[\]>]/u;

/** The words that the characters make, with their letters' times. */
export function wordsOfCharacters({ characters, startS, endS }: CharacterTimes): TimedWord[] {
  const words: TimedWord[] = [];
  let letters: LetterTime[] = [];
  let aside = false;
  const finish = () => {
    const [first, last] = [letters[0], letters.at(-1)];
    if (first && last && letters.some(({ letter }) => /[\p{L}\p{N}]/u.test(letter))) {
      const word = letters.map(({ letter }) => letter).join('');
      words.push({ word, startS: first.startS, endS: last.endS, letters });
    }
    letters = [];
  };
  for (const [at, letter] of characters.entries()) {
    if (OPENING.test(letter)) aside = true;
    if (aside || BREAK.test(letter)) finish();
    else if (SOUNDING.test(letter)) letters.push({ letter, startS: startS[at] ?? 0, endS: endS[at] ?? 0 });
    if (CLOSING.test(letter)) aside = false;
  }
  finish();
  return words;
}

/** Words of one spelling each: "well-known" is two, in proportion to their letters; what has no letter is none. */
export function singleWords(words: readonly WordTime[]): TimedWord[] {
  return words.flatMap(({ word, startS, endS }) => {
    if (/^\s*[[<].*[\]>]\s*$/u.test(word)) return [];
    const characters = [...word];
    const stepS = (endS - startS) / Math.max(1, characters.length);
    const parts = wordsOfCharacters({
      characters,
      startS: characters.map((_, at) => startS + at * stepS),
      endS: characters.map((_, at) => startS + (at + 1) * stepS),
    });
    return parts.map((part, at) => ({
      word: part.word,
      startS: at === 0 ? startS : part.startS,
      endS: at === parts.length - 1 ? endS : part.endS,
    }));
  });
}

/** Times may overlap or run backwards by this much, as vendors round them. */
const SLACK_S = 0.05;
/** Times may pass the end of the sound by this much. */
const BEYOND_S = 0.3;
/** What a sound takes at the very least, on average. */
const SHORTEST_S = 0.01;

/** What is plainly wrong with these times, or null: they must be numbers, in order, within the sound, and last. */
export function faultOf(
  spans: readonly { startS: number; endS: number }[],
  durationS?: number,
): string | null {
  if (spans.length === 0) return 'there are none';
  let beforeS = Number.NEGATIVE_INFINITY;
  let totalS = 0;
  for (const { startS, endS } of spans) {
    if (!(Number.isFinite(startS) && Number.isFinite(endS))) return 'a time is not a number';
    if (startS < -SLACK_S) return 'a time is before the start';
    if (endS < startS || startS < beforeS - SLACK_S) return 'they are out of order';
    if (durationS !== undefined && endS > durationS + BEYOND_S) return 'a time is beyond the end';
    totalS += endS - startS;
    beforeS = startS;
  }
  return totalS < SHORTEST_S * spans.length ? 'they last no time' : null;
}

/** The same spans with no overlap and none beyond either end; the order must be right (`faultOf`). */
export function inOrder<Span extends { startS: number; endS: number }>(
  spans: readonly Span[],
  durationS = Number.POSITIVE_INFINITY,
): Span[] {
  let beforeS = 0;
  return spans.map((span) => {
    const startS = Math.min(durationS, Math.max(beforeS, span.startS));
    const endS = Math.min(durationS, Math.max(startS, span.endS));
    beforeS = startS;
    return { ...span, startS, endS };
  });
}

/** Seconds of the last end, 0 when there is none. */
export function lastEndS(segments: readonly Pick<PhoneSegment, 'endS'>[]): number {
  return segments.reduce((last, { endS }) => Math.max(last, endS), 0);
}
