import { readable } from './passages.js';

/** Scripts that write no spaces: each character counts as a word. */
const UNSPACED = String.raw`\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}`;
const WORD = new RegExp(String.raw`\s*(?:[${UNSPACED}][\p{M}\p{P}]*|[^\s${UNSPACED}]+)\s*`, 'gu');

/** A text cut into its words, each with the white space around it. */
export function wordsOf(text: string): string[] {
  return text.match(WORD) ?? (text === '' ? [] : [text]);
}

/**
 * Hands out the text of a passage word by word as its sound comes, when only the words that are spoken are known:
 * respelled ones may be more or fewer than those that were written.
 */
export class WordPieces {
  /** Each with what cannot be spoken (an emoji) after it. */
  private readonly pieces: string[] = [];
  private readonly spokenWords: number;
  private given = 0;

  constructor(text: string, spoken: string) {
    this.spokenWords = wordsOf(spoken).length;
    let silent = '';
    for (const word of wordsOf(text)) {
      const last = this.pieces.length - 1;
      if (readable(word) !== '') {
        this.pieces.push(silent + word);
        silent = '';
      } else if (last >= 0) this.pieces[last] += word;
      else silent += word;
    }
    if (silent !== '') this.pieces.push(silent);
  }

  /** The words as written that were not given out before and that belong to the first `count` spoken ones. */
  upTo(count: number): string {
    const share = this.spokenWords === 0 ? 1 : count / this.spokenWords;
    const end = Math.max(this.given, Math.min(this.pieces.length, Math.round(share * this.pieces.length)));
    const text = this.pieces.slice(this.given, end).join('');
    this.given = end;
    return text;
  }

  rest(): string {
    return this.upTo(Number.POSITIVE_INFINITY);
  }
}
