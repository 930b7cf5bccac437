import { VISEME_COUNT } from '@avatarium/contract/face';
import { visemeIndex } from '../coarticulation.js';
import { articulationOf, isAspirate } from '../phones.js';
import { POSTERIOR_RATE_HZ, type Posteriors } from '../posteriors.js';
import { LOG_DURATION_DEVIATION, typicalS } from './durations.js';

/**
 * Share of a row's log probability that counts. Neighbouring rows hear the same sound, so they are no independent
 * witnesses; what a phone's length and the vendor's borders say must keep its weight beside them.
 */
const TRUST = 0.3;
/** No viseme is less likely than this: a model can be wrong. */
const SMALLEST = 2e-3;

/** Running sums of what a sound says, so that any stretch of rows costs one subtraction. */
export class Evidence {
  /** Sums of silence's log probability over the rows in front of each row. */
  readonly silence: Float64Array;
  /** The same of each row's likeliest viseme. */
  readonly best: Float64Array;
  readonly #visemes: Float64Array[];
  readonly #lengths = new Map<string, Float64Array>();

  constructor({ length, visemes }: Posteriors) {
    const logAt = (row: number, viseme: number) => {
      return TRUST * Math.log(Math.max(SMALLEST, visemes[row * VISEME_COUNT + viseme] ?? 0));
    };
    this.#visemes = Array.from({ length: VISEME_COUNT }, (_, viseme) =>
      sums(length, (row) => logAt(row, viseme)),
    );
    this.best = sums(length, (row) => {
      return TRUST * Math.log(Math.max(...visemes.subarray(row * VISEME_COUNT, (row + 1) * VISEME_COUNT)));
    });
    this.silence = this.#ofViseme(visemeIndex('sil'));
  }

  /** Running sums for a phone; `following` are those behind it, whose shape a breath takes. */
  ofPhone(phone: string, following: readonly string[]): Float64Array {
    const shaped = isAspirate(phone) ? following.find((next) => !isAspirate(next)) : phone;
    return this.#ofViseme(visemeIndex(articulationOf(shaped ?? '')?.viseme ?? 'sil'));
  }

  /** Log likelihood of each length of a phone in rows, `shortest` to `longest`. */
  lengths(phone: string, shortest: number, longest: number): Float64Array {
    const known = this.#lengths.get(phone);
    if (known) return known;
    const typical = Math.log(typicalS(phone) * POSTERIOR_RATE_HZ);
    const lengths = new Float64Array(longest + 1);
    for (let length = shortest; length <= longest; length++) {
      const off = (Math.log(length) - typical) / LOG_DURATION_DEVIATION;
      lengths[length] = -0.5 * off * off;
    }
    this.#lengths.set(phone, lengths);
    return lengths;
  }

  #ofViseme(viseme: number): Float64Array {
    return this.#visemes[viseme] ?? new Float64Array();
  }
}

function sums(rows: number, at: (row: number) => number): Float64Array {
  const running = new Float64Array(rows + 1);
  for (let row = 0; row < rows; row++) running[row + 1] = (running[row] ?? 0) + at(row);
  return running;
}
