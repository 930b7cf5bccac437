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

/**
 * How long clauses may be, one after another; the last number counts for all that follow. In letters, a figure being
 * a word's worth; 160 are about ten seconds of speech. Longer sentences are cut where they bear it best.
 */
export type ClauseWeights = readonly [number, ...number[]];

/** The first clause is short, so that sound comes soon. */
const USUAL: ClauseWeights = [80, 160];
/** Words beyond this are cut. */
const LONGEST_WORD = 60;
/** Nothing shorter than this is cut off at a comma, or left over at a sentence's end. */
const SHORTEST = 12;

/**
 * Cuts a text into clauses, one by one as they are asked for. What has nothing to speak (an emoji, a rule of
 * dashes) joins the clause in front of it, or the first one.
 */
export function* splitClauses(
  text: string,
  read: Reader,
  weights: ClauseWeights = USUAL,
): Generator<Clause, void, void> {
  const tokens = tokenize(text, LONGEST_WORD);
  let pending: Clause | undefined;
  let silent = '';
  let from = 0;
  let count = 0;
  while (from < tokens.length) {
    const weight = weights[count] ?? weights.at(-1) ?? weights[0];
    const to = cutPoint(tokens, from, weight, count === 0);
    const piece = join(tokens, from, to);
    const strength = tokens[to - 1]?.strength ?? 3;
    const spoken = read(piece);
    from = to;
    if (spoken !== '') {
      if (pending) yield pending;
      pending = { text: silent + piece, spoken, strength };
      count++;
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

/** Where the clause that begins at token `from` ends. The first one ends at its first comma. */
function cutPoint(tokens: readonly Token[], from: number, maxWeight: number, first: boolean): number {
  const best = [0, 0, 0, 0];
  let weight = 0;
  for (let at = from; at < tokens.length; at++) {
    const token = tokens[at];
    if (!token) break;
    weight += token.weight;
    if (at > from && weight > maxWeight + SHORTEST) return best[2] || best[1] || best[0] || from + 1;
    if (token.strength === 3) return at + 1;
    if (token.strength === 2 && first && weight >= SHORTEST) return at + 1;
    const fits = weight <= maxWeight || token.strength === 2;
    if (fits && (token.strength < 2 || weight >= SHORTEST)) best[token.strength] = at + 1;
  }
  return tokens.length;
}
