import { ADDRESSES } from './addresses.js';
import { DATES_AND_TIMES } from './dates-and-times.js';
import { plainText } from './plain-text.js';
import { QUANTITIES } from './quantities.js';
import { applyRules, type Rule } from './rules.js';
import { DRAWN, SIGNS } from './signs.js';
import { SHORT_FORMS, WORDS } from './words.js';

const RULES: readonly Rule[] = [
  ...ADDRESSES,
  ...DRAWN,
  ...SHORT_FORMS,
  ...DATES_AND_TIMES,
  ...QUANTITIES,
  ...WORDS,
  ...SIGNS,
  // Punctuation as a reader needs it: one mark, close to its word.
  [/\s+(?=[,.;:!?])/g, () => ''],
  [/([,;:])(?:\s*[,;:])+/g, (_all, mark) => mark],
  [/[,;:\s]*([.!?])[.,;:!?\s]*(?=\s|$)/g, (_all, mark) => `${mark} `],
  [/^[\s,.;:!?]+/g, () => ''],
  [/\s+/g, () => ' '],
];

/** Letters, figures and signs with a name. */
const READABLE = /[A-Za-z0-9$€£¥₹°%&+=@]/;

/** Gives a piece of text its spoken form: English words in ASCII; empty when there is nothing to speak. */
export type Reader = (piece: string) => string;

/**
 * A reader of English text: numbers, money, dates, units, addresses and abbreviations become words; accents and
 * typographic signs become plain; emoji and other scripts are left out. `pronunciations` maps words (whole, in
 * any case) to respellings, which are read in their place.
 */
export function createReader(pronunciations: Record<string, string> = {}): Reader {
  const respell = createRespeller(pronunciations);
  return (piece) => {
    const plain = plainText(respell(piece));
    if (!READABLE.test(plain)) return '';
    const spoken = applyRules(plain, RULES).trim();
    return /[A-Za-z]/.test(spoken) ? spoken : '';
  };
}

/** Replaces the words (whole, in any case) of `pronunciations` by their respellings. */
export function createRespeller(pronunciations: Record<string, string>): (text: string) => string {
  const respellings = new Map<string, string>();
  for (const [word, respelling] of Object.entries(pronunciations)) {
    const key = canonical(word);
    if (key !== '' && respelling.trim() !== '') respellings.set(key, respelling);
  }
  if (respellings.size === 0) return (text) => text;
  const alternatives = [...respellings.keys()]
    .sort((a, b) => b.length - a.length)
    .map((word) => word.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&').replace(/\s+/g, '\\s+'));
  const pattern = new RegExp(
    `(?<![\\p{L}\\p{N}\\p{M}])(?:${alternatives.join('|')})(?![\\p{L}\\p{N}\\p{M}])`,
    'giu',
  );
  return (text) => text.normalize('NFC').replace(pattern, (word) => respellings.get(canonical(word)) ?? word);
}

function canonical(word: string): string {
  return word.normalize('NFC').trim().replace(/\s+/g, ' ').toLowerCase();
}
