import { SILENCE, UNSCORED } from './score.js';

/**
 * What a transcript may sound like: for each word its pronunciations, each a list of viseme indexes. Silence
 * and /h/ are in none.
 */
export type Pronunciations = number[][][];

/** Visemes in the order they are shown, without silence; repeated neighbours are one. */
export function sequenceOf(frames: Uint8Array): number[] {
  const sequence: number[] = [];
  for (const viseme of frames) {
    if (viseme !== SILENCE && viseme !== UNSCORED && viseme !== sequence.at(-1)) sequence.push(viseme);
  }
  return sequence;
}

/** Length of the reference: each word's first pronunciation, repeated neighbours merged, across words too. */
export function referenceLength(words: Pronunciations): number {
  return sequenceOf(Uint8Array.from(words.flatMap((variants) => variants[0] ?? []))).length;
}

/**
 * Fewest substitutions, insertions and deletions that turn any of the transcript's sequences into the one
 * shown. Neighbours of a reference are merged across words, so that costs are kept for each viseme a word may
 * have ended with.
 */
export function editDistance(words: Pronunciations, shown: readonly number[]): number {
  let states = new Map<number, number[]>([[SILENCE, shown.map((_, at) => at).concat(shown.length)]]);
  for (const variants of words) {
    const next = new Map<number, number[]>();
    for (const [ending, costs] of states) {
      for (const variant of variants) {
        let last = ending;
        let row = costs;
        for (const viseme of variant) {
          if (viseme === last) continue;
          row = nextRow(row, viseme, shown);
          last = viseme;
        }
        const known = next.get(last);
        next.set(last, known ? known.map((cost, at) => Math.min(cost, row[at] ?? cost)) : row);
      }
    }
    states = next;
  }
  return Math.min(...[...states.values()].map((row) => row[shown.length] ?? Number.POSITIVE_INFINITY));
}

function nextRow(row: readonly number[], viseme: number, shown: readonly number[]): number[] {
  const next = [(row[0] ?? 0) + 1];
  for (const [at, other] of shown.entries()) {
    const substituted = (row[at] ?? 0) + (other === viseme ? 0 : 1);
    next.push(Math.min(substituted, (row[at + 1] ?? 0) + 1, (next[at] ?? 0) + 1));
  }
  return next;
}

export interface Errors {
  errors: number;
  length: number;
}

/** Errors over length of all utterances together. */
export function errorRate(utterances: readonly Errors[]): number {
  const sum = (key: keyof Errors) => utterances.reduce((total, utterance) => total + utterance[key], 0);
  return sum('errors') / sum('length');
}

const RESAMPLES = 2000;

/**
 * Draws utterances with replacement, many times, and gives for each draw whatever `figure` says of the drawn
 * indexes, in ascending order. The same draws every time.
 */
export function bootstrap(count: number, figure: (drawn: readonly number[]) => number): number[] {
  let state = 1;
  // Lehmer's generator with the multiplier of Park & Miller (1988).
  const random = () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
  const draw = () => Array.from({ length: count }, () => Math.floor(random() * count));
  return Array.from({ length: RESAMPLES }, () => figure(draw())).sort((a, b) => a - b);
}
