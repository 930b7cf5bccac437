import { VISEME_COUNT } from '@avatarium/contract/face';

/** What the search goes by; natural logarithms. */
export interface SearchWeights {
  /** VISEME_COUNT × VISEME_COUNT: of the next row's viseme, given this row's. */
  transition: Float32Array;
  /** VISEME_COUNT: how much each viseme is favoured over what its probability says. */
  bias: Float32Array;
}

/** Rows that one may look back on. */
const KEPT = 4;
/** No probability counts as less than this. */
const LEAST = 1e-10;

/**
 * Viterbi's search over posteriors while they come (Forney 1973), its paths cut off after a few rows: the likeliest
 * viseme of a row, given all rows before it and those few after it. Posteriors alone change their mind for a row or
 * two wherever two visemes are alike; a course of visemes does not.
 */
export class FixedLagSearch {
  readonly #weights: SearchWeights;
  #scores = new Float64Array(VISEME_COUNT);
  #next = new Float64Array(VISEME_COUNT);
  /** Of the last rows: the viseme that the best course to each viseme came from. */
  readonly #from = Array.from({ length: KEPT }, () => new Uint8Array(VISEME_COUNT));
  #rows = 0;

  constructor(weights: SearchWeights) {
    this.#weights = weights;
  }

  /** Takes the next row's VISEME_COUNT probabilities. */
  push(visemes: ArrayLike<number>): void {
    const { transition, bias } = this.#weights;
    const came = this.#from[this.#rows % KEPT] as Uint8Array;
    let highest = Number.NEGATIVE_INFINITY;
    for (let to = 0; to < VISEME_COUNT; to++) {
      let best = this.#rows === 0 ? 0 : Number.NEGATIVE_INFINITY;
      for (let from = 0; this.#rows > 0 && from < VISEME_COUNT; from++) {
        const score = (this.#scores[from] as number) + (transition[from * VISEME_COUNT + to] as number);
        if (score <= best) continue;
        best = score;
        came[to] = from;
      }
      const heard = Math.log(Math.max(LEAST, visemes[to] ?? 0));
      const score = best + heard + (bias[to] as number);
      this.#next[to] = score;
      highest = Math.max(highest, score);
    }
    // Only differences count; without this a stream of hours would lose them.
    for (let to = 0; to < VISEME_COUNT; to++) this.#next[to] = (this.#next[to] as number) - highest;
    [this.#scores, this.#next] = [this.#next, this.#scores];
    this.#rows++;
  }

  /** The viseme of the row `back` rows before the last one, 0 to KEPT, on the course that is likeliest now. */
  visemeAt(back: number): number {
    let viseme = Math.max(0, this.#scores.indexOf(0));
    for (let row = this.#rows - 1; row > this.#rows - 1 - back; row--) {
      viseme = this.#from[row % KEPT]?.[viseme] ?? viseme;
    }
    return viseme;
  }
}
