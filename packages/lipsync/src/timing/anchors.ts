import { articulationOf } from '../phones.js';
import { phonesByGraphemes } from './pronounce/graphemes.js';
import type { LetterTime } from './times.js';

/** What it costs to let a letter stand for a phone, for nothing, or a phone stand without a letter. */
const SAME = 0;
const BOTH_VOWELS = 0.4;
const BOTH_CONSONANTS = 1;
const MIXED = 2.5;
const SILENT_LETTER = 0.6;
const EXTRA_PHONE = 0.8;

/**
 * When each phone of a word should start by its letters' times, in seconds; undefined for a phone that has no
 * letter of its own. Letters and phones are matched in order, by the looks of what a letter usually stands for.
 */
export function anchorsOf(letters: readonly LetterTime[], phones: readonly string[]): (number | undefined)[] {
  const width = phones.length + 1;
  const costs = new Float64Array((letters.length + 1) * width).fill(Number.POSITIVE_INFINITY);
  const moves = new Uint8Array(costs.length);
  costs[0] = 0;
  for (let letter = 0; letter <= letters.length; letter++) {
    for (let phone = 0; phone <= phones.length; phone++) {
      const cost = costs[letter * width + phone] ?? 0;
      const reach = (toLetter: number, toPhone: number, extra: number, move: number) => {
        const to = toLetter * width + toPhone;
        if (toLetter > letters.length || toPhone > phones.length || cost + extra >= (costs[to] ?? 0)) return;
        costs[to] = cost + extra;
        moves[to] = move;
      };
      reach(letter + 1, phone + 1, likeness(letters[letter]?.letter ?? '', phones[phone] ?? ''), MATCH);
      reach(letter + 1, phone, SILENT_LETTER, SKIP_LETTER);
      reach(letter, phone + 1, EXTRA_PHONE, SKIP_PHONE);
    }
  }
  const anchors: (number | undefined)[] = phones.map(() => undefined);
  let [letter, phone] = [letters.length, phones.length];
  while (letter > 0 || phone > 0) {
    const move = moves[letter * width + phone];
    if (move !== SKIP_PHONE) letter--;
    if (move !== SKIP_LETTER) phone--;
    if (move === MATCH) anchors[phone] = letters[letter]?.startS;
  }
  return anchors;
}

const MATCH = 1;
const SKIP_LETTER = 2;
const SKIP_PHONE = 3;

function likeness(letter: string, phone: string): number {
  const usual = articulationOf(phonesByGraphemes(letter.toLowerCase())?.[0] ?? '');
  const asked = articulationOf(phone);
  if (!usual || !asked) return BOTH_CONSONANTS;
  if (usual.viseme === asked.viseme) return SAME;
  if (usual.vowel !== asked.vowel) return MIXED;
  return usual.vowel ? BOTH_VOWELS : BOTH_CONSONANTS;
}
