import { type BreakStrength, type Token, tokenize } from './breaks.js';
import type { Reader } from './spoken-form.js';

/** A piece of a text that is spoken in one go. The pieces of a text join up to exactly it. */
export interface Clause {
  text: string;
  /** Words as a voice reads them; empty only when the whole text has nothing to speak. */
  spoken: string;
  /** How strongly the text breaks after this piece. */
  strength: BreakStrength;
}

/** In letters, a figure being a word's worth. The first clause is short, so that sound comes soon. */
const FIRST_WEIGHT = 80;
/** Words beyond this are cut. */
const LONGEST_WORD = 60;
/** About ten seconds of speech: longer sentences are cut where they bear it best. */
const WEIGHT = 160;
/** Nothing shorter than this is cut off at a comma. */
const SHORTEST = 12;

/**
 * Cuts a text into clauses, one by one as they are asked for. What has nothing to speak (an emoji, a rule of
 * dashes) joins the clause in front of it, or the first one.
 */
export function* splitClauses(text: string, read: Reader): Generator<Clause, void, void> {
  const tokens = tokenize(text, LONGEST_WORD);
  let pending: Clause | undefined;
  let silent = '';
  let from = 0;
  while (from < tokens.length) {
    const to = pending ? cutPoint(tokens, from, WEIGHT, false) : cutPoint(tokens, from, FIRST_WEIGHT, true);
    const piece = join(tokens, from, to);
    const strength = tokens[to - 1]?.strength ?? 3;
    const spoken = read(piece);
    from = to;
    if (spoken !== '') {
      if (pending) yield pending;
      pending = { text: silent + piece, spoken, strength };
      silent = '';
    } else if (pending) {
      pending.text += piece;
      if (strength > pending.strength) pending.strength = strength;
    } else {
      silent += piece;
    }
  }
  if (pending) yield pending;
  else if (silent !== '') yield { text: silent, spoken: '', strength: 3 };
}

function join(tokens: readonly Token[], from: number, to: number): string {
  let text = '';
  for (let at = from; at < to; at++) text += tokens[at]?.text ?? '';
  return text;
}

/** Where the clause that begins at token `from` ends. */
function cutPoint(tokens: readonly Token[], from: number, maxWeight: number, first: boolean): number {
  const best = [0, 0, 0, 0];
  let weight = 0;
  for (let at = from; at < tokens.length; at++) {
    const token = tokens[at];
    if (!token) break;
    weight += token.weight;
    if (at > from && weight > maxWeight) return best[2] || best[1] || best[0] || at;
    if (token.strength === 3) return at + 1;
    if (token.strength === 2 && first && weight >= SHORTEST) return at + 1;
    if (token.strength < 2 || weight >= SHORTEST) best[token.strength] = at + 1;
  }
  return tokens.length;
}
