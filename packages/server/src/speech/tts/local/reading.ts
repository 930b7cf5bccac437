import { type Accent, EDGE, labelOf, numberOf, symbolsOf } from './symbols.js';
import { isVowel, type Phone, type Pronunciation } from './words.js';

/**
 * One symbol as the model reads it. `phone`: heard as it; `mark`: stress, which belongs to the phone that follows;
 * `space` between words; `pause`: punctuation, start and end.
 */
export interface Token {
  number: number;
  role: 'phone' | 'mark' | 'space' | 'pause';
  /** Where it is a phone: its place in the labels. */
  phone?: number;
}

/** What the model reads, and what lips make of it. */
export interface Reading {
  tokens: Token[];
  /** The lip sync's names of the phones. */
  labels: string[];
}

const PAUSES = /[,;:.?!]/;

/** English words in plain letters, with punctuation, as symbols. No tokens between the edges: nothing to say. */
export function readingOf(text: string, accent: Accent, pronunciation: Pronunciation): Reading {
  const reading: Reading = { tokens: [edge()], labels: [] };
  for (const part of partsOf(text, pronunciation)) {
    if (typeof part === 'string') reading.tokens.push({ number: numberOf(part), role: 'pause' });
    else addWord(part, accent, reading);
  }
  reading.tokens.push(edge());
  return reading;
}

function edge(): Token {
  return { number: EDGE, role: 'pause' };
}

/** Words, and marks of punctuation behind words. */
function partsOf(text: string, pronunciation: Pronunciation): (Phone[] | string)[] {
  const parts: (Phone[] | string)[] = [];
  for (const [part] of text.matchAll(/[A-Za-z]+(?:'[A-Za-z]+)*'?|[,;:.?!]/g)) {
    if (!PAUSES.test(part)) {
      const phones = pronunciation.of(part);
      if (phones.length > 0) parts.push(phones);
    } else if (typeof parts.at(-1) === 'object') {
      parts.push(part);
    }
  }
  return parts.map((part, at) =>
    typeof part === 'object' && isThe(part) ? theBefore(parts[at + 1], part) : part,
  );
}

function isThe([first, second, ...rest]: readonly Phone[]): boolean {
  return rest.length === 0 && first?.name === 'DH' && second?.name === 'AH';
}

/** "the apple". */
function theBefore(next: Phone[] | string | undefined, the: Phone[]): Phone[] {
  const [first] = typeof next === 'object' ? next : [];
  return first && isVowel(first) ? [{ name: 'DH' }, { name: 'IY', stress: 0 }] : the;
}

function addWord(word: readonly Phone[], accent: Accent, { tokens, labels }: Reading): void {
  if (tokens.length > 1) tokens.push({ number: numberOf(' '), role: 'space' });
  for (const [at, phone] of word.entries()) {
    const symbols = symbolsOf(word, at, accent);
    if (symbols === '') continue;
    if (phone.stress) tokens.push({ number: numberOf(phone.stress === 1 ? 'ˈ' : 'ˌ'), role: 'mark' });
    labels.push(labelOf(phone, symbols, accent));
    for (const symbol of symbols) {
      // "ɜːɹ" before a vowel is two phones to the lips.
      if (symbol === 'ɹ' && phone.name === 'ER' && accent === 'gb') labels.push('r');
      tokens.push({ number: numberOf(symbol), role: 'phone', phone: labels.length - 1 });
    }
  }
}
