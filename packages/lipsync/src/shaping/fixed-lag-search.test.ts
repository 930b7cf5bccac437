import { VISEME_COUNT, VISEMES, type Viseme } from '@avatarium/contract/face';
import { describe, expect, it } from 'vitest';
import { likeliestVisemes } from '../audio/segments.js';
import { heard, seededRandom } from '../testing/heard.js';
import { HELLO } from '../testing/spoken.js';
import { FixedLagSearch } from './fixed-lag-search.js';
import type { SearchWeights } from './viterbi.js';

/** A viseme goes on with probability `stay`, and turns into any other alike. */
function weightsOf(stay: number): SearchWeights {
  const change = Math.log((1 - stay) / (VISEME_COUNT - 1));
  const transition = Float32Array.from({ length: VISEME_COUNT ** 2 }, (_, i) =>
    i % (VISEME_COUNT + 1) === 0 ? Math.log(stay) : change,
  );
  return { transition, bias: new Float32Array(VISEME_COUNT) };
}

function rowOf(viseme: Viseme, probability: number): Float32Array {
  const others = (1 - probability) / (VISEME_COUNT - 1);
  return Float32Array.from(VISEMES, (name) => (name === viseme ? probability : others));
}

function searched(rows: Float32Array[], back: number, weights: SearchWeights): (Viseme | undefined)[] {
  const search = new FixedLagSearch(weights);
  return rows.flatMap((row, at) => {
    search.push(row);
    return at < back ? [] : [VISEMES[search.visemeAt(back)]];
  });
}

describe('a search that looks a few rows ahead', () => {
  it('passes over a doubt of one row and follows a change that lasts', () => {
    const rows = [...Array(5).fill(rowOf('aa', 0.8)), rowOf('E', 0.6), ...Array(5).fill(rowOf('aa', 0.8))];
    expect(new Set(searched(rows, 1, weightsOf(0.9)))).toEqual(new Set(['aa']));
    const changed = [...Array(5).fill(rowOf('aa', 0.8)), ...Array(5).fill(rowOf('E', 0.8))];
    expect(searched(changed, 2, weightsOf(0.9)).join(' ')).toBe('aa aa aa aa aa E E E');
  });

  it('comes to the same as a search over the whole, nearly always', () => {
    const rows = heard(HELLO, 0.6);
    const each = Array.from({ length: rows.length }, (_, row) =>
      rows.visemes.slice(row * VISEME_COUNT, (row + 1) * VISEME_COUNT),
    );
    const whole = [...likeliestVisemes(rows, weightsOf(0.9))].map((viseme) => VISEMES[viseme]);
    const found = searched(each, 2, weightsOf(0.9));
    const alike = found.filter((viseme, row) => viseme === whole[row]).length;
    expect(alike / found.length).toBeGreaterThan(0.97);
  });

  it('favours what it is biased to', () => {
    const weights = weightsOf(0.5);
    weights.bias[VISEMES.indexOf('PP')] = 3;
    expect(searched([rowOf('aa', 0.5), rowOf('aa', 0.5)], 0, weights)).toEqual(['PP', 'PP']);
  });

  it('goes on for ever, and when nothing at all is likely', () => {
    const random = seededRandom(5);
    const search = new FixedLagSearch(weightsOf(0.9));
    for (let row = 0; row < 50_000; row++) search.push(Float32Array.from(VISEMES, () => random()));
    search.push(new Float32Array(VISEME_COUNT));
    for (let row = 0; row < 4; row++) search.push(rowOf('ou', 0.9));
    expect(VISEMES[search.visemeAt(0)]).toBe('ou');
  });
});
