import type { PhoneSegment } from '../track.js';
import { anchorsOf } from './anchors.js';
import { typicalS } from './durations.js';
import type { Pronouncer } from './pronounce/pronouncer.js';
import type { TimedWord } from './times.js';

/** A gap this short between two words is none: vendors round. */
const SMALLEST_PAUSE_S = 0.06;
/** Phones of a word are stretched to this much of their typical length at most; what is left is a pause. */
const MOST_STRETCH = 2.2;
/** A neutral open mouth for words that nobody here can pronounce. */
const UNKNOWN_WORD = ['ax'];

/**
 * Phones inside the words' times without sound to go by: each word's likeliest pronunciation, by its letters'
 * times where there are any and by typical lengths of phones between them. Words are in order (`inOrder`).
 */
export function layOut(words: readonly TimedWord[], pronounce: Pronouncer): PhoneSegment[] {
  return words.flatMap((word, index) => {
    const next = words[index + 1]?.startS ?? Number.POSITIVE_INFINITY;
    const startS = word.startS;
    const endS = Math.min(next, next - word.endS < SMALLEST_PAUSE_S ? next : word.endS);
    const phones = pronounce(word.word)?.[0];
    if (!phones) return layPhones(UNKNOWN_WORD, [startS], startS, endS, Number.POSITIVE_INFINITY);
    const anchors = word.letters ? anchorsOf(word.letters, phones) : phones.map(() => undefined);
    return layPhones(phones, anchors, startS, endS, MOST_STRETCH);
  });
}

function layPhones(
  phones: readonly string[],
  anchors: readonly (number | undefined)[],
  startS: number,
  endS: number,
  mostStretch: number,
): PhoneSegment[] {
  const segments: PhoneSegment[] = [];
  let first = 0;
  let atS = startS;
  while (first < phones.length) {
    let next = first + 1;
    while (next < phones.length && !isWithin(anchors[next], atS, endS)) next++;
    const untilS = next < phones.length ? (anchors[next] ?? endS) : endS;
    const group = phones.slice(first, next);
    const typical = group.reduce((sum, phone) => sum + typicalS(phone), 0);
    const stretch = Math.min(mostStretch, (untilS - atS) / typical);
    for (const phone of group) {
      const phoneEndS = Math.min(untilS, atS + typicalS(phone) * stretch);
      segments.push({ phone, startS: atS, endS: phoneEndS });
      atS = phoneEndS;
    }
    // Only at the word's end may something be left over.
    const last = segments.at(-1);
    if (last && next < phones.length) last.endS = untilS;
    if (next < phones.length) atS = untilS;
    first = next;
  }
  return segments;
}

const SHORTEST_S = 0.02;

function isWithin(anchorS: number | undefined, fromS: number, toS: number): boolean {
  return anchorS !== undefined && anchorS >= fromS + SHORTEST_S && anchorS <= toS - SHORTEST_S;
}
