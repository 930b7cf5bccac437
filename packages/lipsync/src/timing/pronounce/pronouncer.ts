import { type Dictionary, loadDictionary } from './dictionary.js';
import { englishBySpelling } from './english.js';
import { phonesByGraphemes } from './graphemes.js';
import { readingsOfDigits } from './numbers.js';

/** The ways a word may be said, likeliest first, as CMU/radio phones; null when nobody here can tell. */
export type Pronouncer = (word: string) => string[][] | null;

/** More ways than this to say one word are not tried. */
const MOST_VARIANTS = 6;
/** Text is taken for English when at least this share of its words is in the dictionary. */
const ENGLISH_SHARE = 0.75;

/**
 * How to pronounce the words of this text: English by dictionary and by letter-to-sound rules, other
 * languages in Latin or Cyrillic script by their letters. `language` is a BCP 47 tag ("en-GB", "de"); without
 * it the words tell whether they are English.
 */
export async function pronouncerFor(words: readonly string[], language?: string): Promise<Pronouncer> {
  const primary = language?.toLowerCase().split(/[-_]/)[0];
  if (primary && primary !== 'en') return (word) => byLetters(canonical(word), primary);
  const dictionary = await loadDictionary();
  if (!primary && !isEnglish(words.map(canonical), dictionary)) return (word) => byLetters(canonical(word));
  return (word) => english(word, dictionary);
}

function canonical(word: string): string {
  return word
    .normalize('NFC')
    .toLowerCase()
    .replaceAll('’', "'")
    .replace(/^[^\p{L}\p{N}']+|[^\p{L}\p{N}']+$/gu, '');
}

function isEnglish(words: readonly string[], dictionary: Dictionary): boolean {
  const spelled = words.filter((word) => /\p{L}/u.test(word));
  const known = spelled.filter((word) => dictionary(word).length > 0);
  return known.length >= ENGLISH_SHARE * spelled.length;
}

function byLetters(word: string, language?: string): string[][] | null {
  // Nobody here can count in other languages.
  if (/\p{N}/u.test(word)) return null;
  const phones = phonesByGraphemes(word.replaceAll("'", ''), language);
  return phones && phones.length > 0 ? [phones] : null;
}

function english(written: string, dictionary: Dictionary): string[][] | null {
  const word = canonical(written);
  const listed = dictionary(word);
  if (listed.length > 0) return listed.slice(0, MOST_VARIANTS);
  if (/\d/.test(word)) return withDigits(word, dictionary);
  const plain = word.replace(/^'+|'+$/g, '');
  const bare = dictionary(plain);
  if (bare.length > 0) return bare.slice(0, MOST_VARIANTS);
  const inflected = withEnding(plain, dictionary);
  if (inflected) return inflected;
  if (!/^[a-z']+$/.test(plain)) return byLetters(plain);
  const bySpelling = englishBySpelling(plain.replaceAll("'", ''));
  const ways = bySpelling.length > 0 ? [bySpelling] : [];
  // "HTML", and "gpt" as much: no vowel to say it as a word.
  const initials = /^[A-Z]{2,5}$/.test(written) || !/[aeiouy]/.test(plain);
  const spelled = initials ? [[...plain].flatMap((letter) => dictionary(letter).at(-1) ?? [])] : [];
  const all = /[aeiouy]/.test(plain) ? [...ways, ...spelled] : [...spelled, ...ways];
  return all.length > 0 ? all : null;
}

/** Regular endings of listed words: "avatarium's", "emojis", "vlogging". */
function withEnding(word: string, dictionary: Dictionary): string[][] | null {
  const [, stem = '', ending = ''] = /^(.+?)('s|s'|s|ed|ing)$/.exec(word) ?? [];
  const stems = [stem, `${stem}e`, stem.replace(/(.)\1$/, '$1')].filter((form) => form.length > 2);
  const found = stems.map(dictionary).find((ways) => ways.length > 0);
  return found
    ? found.slice(0, MOST_VARIANTS).map((phones) => [...phones, ...endingAfter(ending, phones.at(-1) ?? '')])
    : null;
}

function endingAfter(ending: string, last: string): string[] {
  if (ending === 'ing') return ['ih', 'ng'];
  if (ending === 'ed')
    return /^[td]$/.test(last) ? ['ih', 'd'] : [/^(p|k|f|th|s|sh|ch)$/.test(last) ? 't' : 'd'];
  if (/^(s|z|sh|zh|ch|jh)$/.test(last)) return ['ih', 'z'];
  return [/^(p|t|k|f|th)$/.test(last) ? 's' : 'z'];
}

/** What an ordinal adds to its number, about. */
const ORDINALS: Record<string, string[]> = { st: ['s', 't'], nd: ['d'], rd: ['d'], th: ['th'] };

/** "1984", "3d", "22nd": digits in each of their readings, letters as they are. */
function withDigits(word: string, dictionary: Dictionary): string[][] | null {
  let ways: string[][] = [[]];
  for (const part of word.match(/\d+|[a-z']+/g) ?? []) {
    const readings = /\d/.test(part)
      ? readingsOfDigits(part).map((names) => names.flatMap((name) => dictionary(name)[0] ?? []))
      : ORDINALS[part]
        ? [ORDINALS[part]]
        : (english(part, dictionary) ?? []);
    ways = ways.flatMap((way) => readings.map((reading) => [...way, ...reading])).slice(0, MOST_VARIANTS);
  }
  return ways[0] && ways[0].length > 0 ? ways : null;
}
