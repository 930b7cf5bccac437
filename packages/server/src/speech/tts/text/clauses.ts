import { type BreakStrength, type Token, tokenize } from './breaks.js';

/** A piece of a text that is spoken in one go. The pieces of a text join up to exactly it. */
export interface Clause {
  text: string;
  /** Words as a voice reads them; empty only when the whole text has nothing to speak. */
  spoken: string;
  /** How strongly the text breaks after this piece. */
  strength: BreakStrength;
}

/** The first clause is short, so that sound comes soon. */
const FIRST_LENGTH = 60;
/** About ten seconds of speech: longer sentences are cut where they bear it best. */
const LENGTH = 160;
/** Nothing shorter than this is cut off at a comma. */
const SHORTEST = 12;

/**
 * Cuts a text into clauses. `speak` gives a piece's spoken form, empty when there is nothing to speak; such
 * pieces join their neighbours.
 */
export function splitClauses(text: string, speak: (piece: string) => string): Clause[] {
  const clauses: Clause[] = [];
  let tokens = tokenize(text, FIRST_LENGTH);
  let silent = '';
  while (tokens.length > 0) {
    const first = !clauses.some(({ spoken }) => spoken !== '');
    const count = cutPoint(tokens, first ? FIRST_LENGTH : LENGTH, first);
    const piece = tokens
      .slice(0, count)
      .map((token) => token.text)
      .join('');
    const strength = tokens[count - 1]?.strength ?? 3;
    tokens = tokens.slice(count);
    const spoken = speak(piece);
    const before = clauses.at(-1);
    if (spoken !== '') {
      clauses.push({ text: silent + piece, spoken, strength });
      silent = '';
    } else if (before) {
      before.text += piece;
      if (strength > before.strength) before.strength = strength;
    } else {
      silent += piece;
    }
  }
  if (silent !== '') clauses.push({ text: silent, spoken: '', strength: 3 });
  return clauses;
}

/** How many tokens the next clause takes. */
function cutPoint(tokens: readonly Token[], maxLength: number, first: boolean): number {
  const best = [0, 0, 0, 0];
  let length = 0;
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at];
    if (!token) break;
    length += token.text.length;
    if (at > 0 && length > maxLength) return bestCut(best);
    if (token.strength === 3) return at + 1;
    if (token.strength === 2 && first && length >= SHORTEST) return at + 1;
    if (token.strength < 2 || length >= SHORTEST) best[token.strength] = at + 1;
  }
  return tokens.length;
}

function bestCut(best: readonly number[]): number {
  return best[2] || best[1] || best[0] || 1;
}
