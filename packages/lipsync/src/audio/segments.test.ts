import { VISEME_COUNT, VISEMES, type Viseme } from '@avatarium/contract/face';
import { describe, expect, it } from 'vitest';
import type { Posteriors } from '../posteriors.js';
import { randomModelFile, randomNumbers } from '../testing/random-model.js';
import { type Decoder, loadLipsyncModel } from './model.js';
import { segmentsOfAudio, visemeLabelsOfAudio } from './one-shot.js';
import { likeliestVisemes, segmentsOf } from './segments.js';

/** Rows in which one viseme has the given probability and all others share the rest. */
function rowsOf(...rows: [viseme: Viseme, probability: number][]): Posteriors {
  const visemes = new Float32Array(rows.length * VISEME_COUNT);
  for (const [row, [viseme, probability]] of rows.entries()) {
    const others = (1 - probability) / (VISEME_COUNT - 1);
    for (let i = 0; i < VISEME_COUNT; i++) {
      visemes[row * VISEME_COUNT + i] = VISEMES[i] === viseme ? probability : others;
    }
  }
  const none = new Float32Array(rows.length);
  return { length: rows.length, visemes, shapes: visemes, jaw: none, rounding: none };
}

/** A viseme goes on with probability `stay`, and turns into any other alike. */
function decoderOf(stay: number, changes: Partial<Decoder> = {}): Decoder {
  const change = Math.log((1 - stay) / (VISEME_COUNT - 1));
  const transition = Float32Array.from({ length: VISEME_COUNT ** 2 }, (_, i) =>
    i % (VISEME_COUNT + 1) === 0 ? Math.log(stay) : change,
  );
  return { transition, bias: new Float32Array(VISEME_COUNT), ...changes };
}

const named = (path: Uint8Array): string => [...path].map((viseme) => VISEMES[viseme]).join(' ');

describe('the likeliest course of visemes', () => {
  it('follows what is clearly heard', () => {
    const rows = rowsOf(['sil', 0.9], ['PP', 0.9], ['PP', 0.9], ['aa', 0.9]);
    expect(named(likeliestVisemes(rows, decoderOf(0.5)))).toBe('sil PP PP aa');
  });

  it('passes over what is too short and too faint to be said', () => {
    const rows = rowsOf(['aa', 0.9], ['aa', 0.9], ['PP', 0.5], ['aa', 0.9], ['aa', 0.9]);
    expect(named(likeliestVisemes(rows, decoderOf(0.99)))).toBe('aa aa aa aa aa');
    expect(named(likeliestVisemes(rows, decoderOf(0.1)))).toBe('aa aa PP aa aa');
  });

  it('is the likeliest of all courses', () => {
    const random = randomNumbers(4);
    const transition = Float32Array.from({ length: VISEME_COUNT ** 2 }, () => -3 + 2 * random());
    const bias = Float32Array.from({ length: VISEME_COUNT }, () => random() - 0.5);
    const decoder = { transition, bias };
    const visemes = Float32Array.from({ length: 3 * VISEME_COUNT }, () => 0.01 + Math.abs(random()));
    const none = new Float32Array(3);
    const rows: Posteriors = { length: 3, visemes, shapes: visemes, jaw: none, rounding: none };
    const heard = (row: number, viseme: number): number =>
      Math.log(visemes[row * VISEME_COUNT + viseme] ?? 0) + (bias[viseme] ?? 0);
    let best = { score: Number.NEGATIVE_INFINITY, path: [0, 0, 0] };
    for (let a = 0; a < VISEME_COUNT; a++) {
      for (let b = 0; b < VISEME_COUNT; b++) {
        for (let c = 0; c < VISEME_COUNT; c++) {
          const steps = (transition[a * VISEME_COUNT + b] ?? 0) + (transition[b * VISEME_COUNT + c] ?? 0);
          const score = heard(0, a) + heard(1, b) + heard(2, c) + steps;
          if (score > best.score) best = { score, path: [a, b, c] };
        }
      }
    }
    expect([...likeliestVisemes(rows, decoder)]).toEqual(best.path);
  });

  it('favours what the decoder is biased to', () => {
    const rows = rowsOf(['aa', 0.5], ['aa', 0.5]);
    const bias = Float32Array.from(VISEMES, (viseme) => (viseme === 'FF' ? 4 : 0));
    expect(named(likeliestVisemes(rows, decoderOf(0.5)))).toBe('aa aa');
    expect(named(likeliestVisemes(rows, decoderOf(0.5, { bias })))).toBe('FF FF');
  });

  it('goes on when something is impossible', () => {
    const rows = rowsOf(['aa', 1], ['PP', 1]);
    expect(named(likeliestVisemes(rows, decoderOf(0.5)))).toBe('aa PP');
  });
});

describe('segments', () => {
  it('change half-way between two rows and end with the sound', () => {
    expect(segmentsOf(Uint8Array.of(0, 0, 1, 1, 10), 0.047)).toEqual([
      { startS: 0, endS: 0.015, viseme: 'sil' },
      { startS: 0.015, endS: 0.035, viseme: 'PP' },
      { startS: 0.035, endS: 0.047, viseme: 'aa' },
    ]);
  });

  it('cover a sound of any length without gaps, as its labels do', async () => {
    const model = await loadLipsyncModel(randomModelFile(31));
    const random = randomNumbers(32);
    for (const [samples, sampleRateHz] of [
      [1, 8_000],
      [441, 44_100],
      [20_000, 16_000],
    ] as const) {
      const pcm = Float32Array.from({ length: samples }, random);
      const segments = segmentsOfAudio(model, pcm, sampleRateHz);
      expect(segments.at(0)?.startS).toBe(0);
      expect(segments.at(-1)?.endS).toBe(samples / sampleRateHz);
      for (const [i, { startS, endS, viseme }] of segments.entries()) {
        expect(endS).toBeGreaterThan(startS);
        if (i > 0) expect(startS).toBe(segments[i - 1]?.endS);
        if (i > 0) expect(viseme).not.toBe(segments[i - 1]?.viseme);
      }
      const labels = visemeLabelsOfAudio(model, pcm, sampleRateHz);
      expect(labels).toHaveLength(Math.ceil((samples * 100) / sampleRateHz));
      for (const [row, label] of labels.entries()) {
        const segment = segments.find(({ startS, endS }) => startS <= row / 100 && row / 100 < endS);
        expect(segment?.viseme).toBe(VISEMES[label]);
      }
    }
    expect(segmentsOfAudio(model, new Int16Array(0), 16_000)).toEqual([]);
  });
});
