import { EXPRESSIONS, type Expression } from '@avatarium/contract/face';
import { easeShare } from '../curves.js';

const HOLD_S = 4;
const RISE_S = 0.16;
const FALL_S = 0.4;

/**
 * Eases one expression in, holds it for 4 s, and eases it back. Macro-expressions last 0.5–4 s (Ekman, "Emotions
 * revealed", 2003).
 */
export class ExpressionMixer {
  #target: Expression | null = null;
  #untilS: number | null = null;

  set(expression: Expression | null): void {
    this.#target = expression;
    this.#untilS = null;
  }

  /** Moves `weights` towards the expression in force at `tS`. */
  advance(tS: number, dtS: number, weights: Record<Expression, number>): void {
    if (this.#target) {
      this.#untilS ??= tS + HOLD_S;
      if (tS >= this.#untilS) this.#target = null;
    }
    for (const name of EXPRESSIONS) {
      const goal = name === this.#target ? 1 : 0;
      const next = weights[name] + (goal - weights[name]) * easeShare(dtS, goal ? RISE_S : FALL_S);
      weights[name] = next < 0.001 ? 0 : next;
    }
  }
}
