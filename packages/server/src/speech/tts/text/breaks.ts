/** How strongly a text may be cut after a word: not at all well, at a phrase, at a clause, at a sentence. */
export type BreakStrength = 0 | 1 | 2 | 3;

/** A word with the spaces that follow it. Tokens of a text join up to it. */
export interface Token {
  text: string;
  /** How long it takes to say, in letters. */
  weight: number;
  /** Strength of the break after this token. */
  strength: BreakStrength;
}

/** Words that end in a full stop without ending a sentence. */
const ABBREVIATIONS = new Set(
  (
    'mr mrs ms mx dr prof rev fr st sr jr gen col capt lt sgt cmdr hon gov sen rep pres messrs mt ave blvd ' +
    'rd dept inc ltd co corp bros no nos vol ch fig figs eq sec art pp ed eds cf al viz vs approx est etc ' +
    'e.g i.e a.m p.m u.s u.k u.n d.c jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu ' +
    'thur thurs fri sat sun min max hr hrs ft tel ext'
  ).split(' '),
);

/** Those of them that may well end a sentence: they do when a capital follows. */
const MAY_END = new Set('etc inc ltd co corp jr sr a.m p.m ave blvd rd st min max hr hrs ft al'.split(' '));

/** Words that open a phrase: a long sentence without punctuation is cut before them. */
const OPENERS = new Set(
  (
    'and but or nor so yet because although though while when where which who whose that if unless until since ' +
    'after before than as for with without from into onto about between through during against'
  ).split(' '),
);

const CLOSERS = /["'”’»)\]}*_]+$/u;
const OPENING = /^["'“‘«([{*_]+/u;
const SENTENCE_END = /[.!?…。！？؟।]$/u;
const CLAUSE_END = /[,;:—–，、；：،؛]$/u;

/** Cuts a text into words, each with the strength of the break after it. Words longer than `maxWeight` are cut. */
export function tokenize(text: string, maxWeight: number): Token[] {
  const words = (text.match(/\S+\s*|\s+/gu) ?? []).flatMap((word) => cutLongWord(word, maxWeight));
  return words.map((word, index) => ({
    text: word,
    weight: weightOf(word),
    strength: strengthAfter(word, words[index + 1]),
  }));
}

const ADDRESS = /^\W*(https?:\/\/|www\.)/i;
/** What remains of an address when it is read, however long it is. */
const ADDRESS_WEIGHT = 50;
const LONGEST_ADDRESS = 2000;
/** A figure is read as a word. */
const FIGURE_WEIGHT = 5;

function isAddress(word: string): boolean {
  return word.length <= LONGEST_ADDRESS && ADDRESS.test(word);
}

/** How long a word takes to say, in letters. */
function weightOf(word: string): number {
  if (isAddress(word)) return Math.min(ADDRESS_WEIGHT, word.length);
  return word.length + (FIGURE_WEIGHT - 1) * (word.match(/\d/g)?.length ?? 0);
}

function strengthAfter(token: string, next: string | undefined): BreakStrength {
  const word = token.trimEnd();
  if (next === undefined || /\n\s*$/.test(token.slice(word.length))) return 3;
  const bare = word.replace(CLOSERS, '');
  if (word.length === token.length) return /[。！？؟।]$/u.test(bare) ? 3 : CLAUSE_END.test(bare) ? 2 : 0;
  const following = next.trimEnd().replace(OPENING, '');
  if (SENTENCE_END.test(bare) && !isAbbreviation(bare.replace(OPENING, ''), following)) return 3;
  if (CLAUSE_END.test(bare) || /^[([—–-]/u.test(next)) return 2;
  return OPENERS.has(following.toLowerCase()) ? 1 : 0;
}

function isAbbreviation(word: string, following: string): boolean {
  if (!word.endsWith('.') || word.endsWith('..')) return false;
  const name = word.slice(0, -1).toLowerCase();
  const capital = /^\p{Lu}/u.test(following);
  if (/^\p{L}$/u.test(name)) return name !== 'i';
  if (/^(\p{L}\.)+\p{L}$/u.test(name) || ABBREVIATIONS.has(name)) return !(MAY_END.has(name) && capital);
  return false;
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * Words without spaces can be any length: other scripts, rows of emoji, pasted data. They are cut between
 * characters as people see them, looked for near the cut only.
 */
function cutLongWord(word: string, maxWeight: number): string[] {
  if (word.length <= maxWeight / FIGURE_WEIGHT || weightOf(word) <= maxWeight) return [word];
  const pieces: string[] = [];
  let from = 0;
  while (from < word.length) {
    const to = from + cutAt(word.slice(from, from + 2 * maxWeight), maxWeight);
    pieces.push(word.slice(from, to));
    from = to;
  }
  return pieces;
}

function cutAt(text: string, maxWeight: number): number {
  let end = 0;
  for (let weight = 0; end < text.length; end++) {
    weight += /\d/.test(text[end] ?? '') ? FIGURE_WEIGHT : 1;
    if (weight > maxWeight) break;
  }
  if (end >= text.length || text.slice(end).trim() === '') return text.length;
  return graphemes.segment(text).containing(end)?.index || end;
}
