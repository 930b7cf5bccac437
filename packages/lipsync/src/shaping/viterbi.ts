import { VISEME_COUNT } from '@avatarium/contract/face';

/** What a search over posteriors goes by; natural logarithms. */
export interface SearchWeights {
  /** VISEME_COUNT × VISEME_COUNT: of the next row's viseme, given this row's. */
  transition: Float32Array;
  /** VISEME_COUNT: how much each viseme is favoured over what its probability says. */
  bias: Float32Array;
}

/** No probability counts as less than this. */
const LEAST = 1e-10;

/**
 * The forward half of Viterbi's algorithm (Forney 1973), row by row: the score of the best course to each viseme, and
 * where it came from.
 */
export class ViterbiForward {
  readonly #weights: SearchWeights;
  #scores = new Float64Array(VISEME_COUNT);
  #next = new Float64Array(VISEME_COUNT);
  #begun = false;

  constructor(weights: SearchWeights) {
    this.#weights = weights;
  }

  /** Takes the probabilities at `offset`; `came` gets, for each viseme, the one before it on the best course. */
  push(visemes: ArrayLike<number>, offset: number, came: Uint8Array): void {
    const { transition, bias } = this.#weights;
    let highest = Number.NEGATIVE_INFINITY;
    for (let to = 0; to < VISEME_COUNT; to++) {
      let best = this.#begun ? Number.NEGATIVE_INFINITY : 0;
      for (let from = 0; this.#begun && from < VISEME_COUNT; from++) {
        const score = (this.#scores[from] as number) + (transition[from * VISEME_COUNT + to] as number);
        if (score <= best) continue;
        best = score;
        came[to] = from;
      }
      const heard = Math.log(Math.max(LEAST, visemes[offset + to] ?? 0));
      const score = best + heard + (bias[to] as number);
      this.#next[to] = score;
      highest = Math.max(highest, score);
    }
    // Only differences count; without this a stream of hours would lose them.
    for (let to = 0; to < VISEME_COUNT; to++) this.#next[to] = (this.#next[to] as number) - highest;
    [this.#scores, this.#next] = [this.#next, this.#scores];
    this.#begun = true;
  }

  /** The viseme that the best course of all has come to. */
  get likeliest(): number {
    return Math.max(0, this.#scores.indexOf(0));
  }
}
