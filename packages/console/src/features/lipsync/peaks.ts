/** Samples a block: fine enough for a minute across a screen, small enough to be gone through at every drawing. */
const BLOCK = 64;

/** Lowest and highest values of a sound, so that any part of it is drawn in no time. */
export class Peaks {
  readonly #pcm: Int16Array;
  readonly #low: Int16Array;
  readonly #high: Int16Array;

  constructor(pcm: Int16Array) {
    this.#pcm = pcm;
    const blocks = Math.ceil(pcm.length / BLOCK);
    this.#low = new Int16Array(blocks);
    this.#high = new Int16Array(blocks);
    for (let block = 0; block < blocks; block++) {
      const [low, high] = range(pcm, pcm, block * BLOCK, Math.min(pcm.length, (block + 1) * BLOCK));
      this.#low[block] = low;
      this.#high[block] = high;
    }
  }

  /** The largest value, 0 to 1. */
  get loudest(): number {
    const [low, high] = range(this.#low, this.#high, 0, this.#low.length);
    return Math.max(-low, high) / 32768;
  }

  /** Lowest and highest, −1 to 1, of the samples from `from` up to `to`; at least one sample is looked at. */
  between(from: number, to: number): [low: number, high: number] {
    const first = Math.max(0, Math.floor(from));
    const end = Math.min(this.#pcm.length, Math.max(first + 1, Math.ceil(to)));
    const [low, high] =
      end - first < 2 * BLOCK
        ? range(this.#pcm, this.#pcm, first, end)
        : range(this.#low, this.#high, Math.floor(first / BLOCK), Math.ceil(end / BLOCK));
    return [low / 32768, high / 32768];
  }
}

function range(lows: Int16Array, highs: Int16Array, from: number, to: number): [number, number] {
  if (from >= to) return [0, 0];
  let low = 32767;
  let high = -32768;
  for (let i = from; i < to; i++) {
    low = Math.min(low, lows[i] ?? 0);
    high = Math.max(high, highs[i] ?? 0);
  }
  return [low, high];
}
