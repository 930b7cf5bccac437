/** Samples a block: fine enough for a minute across a screen, coarse enough to be gone through at every drawing. */
const BLOCK = 64;

/** Lowest and highest samples of each block of a sound. */
export interface Peaks {
  low: Int16Array;
  high: Int16Array;
  /** The largest of all values, 0 to 1. */
  loudest: number;
}

export function peaksOf(pcm: Int16Array): Peaks {
  const blocks = Math.ceil(pcm.length / BLOCK);
  const [low, high] = [new Int16Array(blocks), new Int16Array(blocks)];
  let loudest = 0;
  for (let block = 0; block < blocks; block++) {
    const [lowest, highest] = range(pcm, pcm, block * BLOCK, Math.min(pcm.length, (block + 1) * BLOCK));
    low[block] = lowest;
    high[block] = highest;
    loudest = Math.max(loudest, -lowest, highest);
  }
  return { low, high, loudest: loudest / 32_768 };
}

/** Lowest and highest, −1 to 1, of the samples from `from` up to `to`; at least one sample is looked at. */
export function peakBetween(
  pcm: Int16Array,
  peaks: Peaks,
  from: number,
  to: number,
): [low: number, high: number] {
  const first = Math.max(0, Math.floor(from));
  const end = Math.min(pcm.length, Math.max(first + 1, Math.ceil(to)));
  const [low, high] =
    end - first < 2 * BLOCK
      ? range(pcm, pcm, first, end)
      : range(peaks.low, peaks.high, Math.floor(first / BLOCK), Math.ceil(end / BLOCK));
  return [low / 32_768, high / 32_768];
}

function range(lows: Int16Array, highs: Int16Array, from: number, to: number): [number, number] {
  if (from >= to) return [0, 0];
  let low = 32_767;
  let high = -32_768;
  for (let i = from; i < to; i++) {
    low = Math.min(low, lows[i] ?? 0);
    high = Math.max(high, highs[i] ?? 0);
  }
  return [low, high];
}
