import { VISEME_COUNT } from '@avatarium/contract/face';
import { type SearchWeights, ViterbiForward } from './viterbi.js';

/** Rows that one may look back on. */
const KEPT = 4;

/**
 * Viterbi's search over posteriors while they come, its paths cut off after a few rows: the likeliest
 * viseme of a row, given all rows before it and those few after it. Posteriors alone change their mind for a row or
 * two wherever two visemes are alike; a course of visemes does not.
 */
export class FixedLagSearch {
  readonly #forward: ViterbiForward;
  /** Of the last rows: the viseme that the best course to each viseme came from. */
  readonly #from = Array.from({ length: KEPT }, () => new Uint8Array(VISEME_COUNT));
  #rows = 0;

  constructor(weights: SearchWeights) {
    this.#forward = new ViterbiForward(weights);
  }

  /** Takes the next row's VISEME_COUNT probabilities. */
  push(visemes: ArrayLike<number>): void {
    this.#forward.push(visemes, 0, this.#from[this.#rows % KEPT] as Uint8Array);
    this.#rows++;
  }

  /** The viseme of the row `back` rows before the last one, 0 to KEPT, on the course that is likeliest now. */
  visemeAt(back: number): number {
    let viseme = this.#forward.likeliest;
    for (let row = this.#rows - 1; row > this.#rows - 1 - back; row--) {
      viseme = this.#from[row % KEPT]?.[viseme] ?? viseme;
    }
    return viseme;
  }
}
