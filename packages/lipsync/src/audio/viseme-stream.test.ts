import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { VISEME_COUNT } from '@avatarium/contract/face';
import { describe, expect, it } from 'vitest';
import { joinedTracks } from '../rows.js';
import { randomModelFile, randomNumbers } from '../testing/random-model.js';
import type { VisemeTrack } from '../track.js';
import { loadLipsyncModel } from './model.js';
import { segmentsOfAudio, visemesOfAudio } from './one-shot.js';
import { VisemeStream } from './viseme-stream.js';

const model = await loadLipsyncModel(randomModelFile(21));

/** Noise whose loudness goes up and down, so that random weights have something to tell apart. */
function sound(seed: number, length: number): Int16Array {
  const random = randomNumbers(seed);
  return Int16Array.from({ length }, (_, i) => 30_000 * random() ** 3 * Math.sin(i / 700) ** 2);
}

function streamed(
  stream: VisemeStream,
  pcm: Int16Array | Float32Array,
  pieces: Iterable<number>,
): VisemeTrack {
  let track = stream.push(pcm.subarray(0, 0));
  let at = 0;
  for (const length of pieces) {
    track = joinedTracks([track, stream.push(pcm.subarray(at, at + length))]);
    at += length;
  }
  return joinedTracks([track, stream.end()]);
}

function randomPieces(seed: number, length: number): number[] {
  const random = randomNumbers(seed);
  const pieces: number[] = [];
  for (let rest = length; rest > 0; rest -= pieces.at(-1) ?? 0) {
    pieces.push(Math.min(rest, Math.floor(10 ** (4 * Math.abs(random())))));
  }
  return pieces;
}

describe('a viseme stream', () => {
  it.each([8_000, 16_000, 22_050, 24_000, 44_100, 48_000, 96_000])(
    'gives the same bits in whatever pieces a sound of %i Hz comes',
    (sampleRateHz) => {
      const pcm = sound(sampleRateHz, Math.round(sampleRateHz * 0.437));
      const whole = visemesOfAudio(model, pcm, sampleRateHz);
      const stream = new VisemeStream(model, { sampleRateHz });
      // The same stream again: an end makes it new.
      for (const seed of [1, 2]) {
        expect(streamed(stream, pcm, randomPieces(seed, pcm.length))).toEqual(whole);
      }
    },
  );

  it('hears the same in whole numbers and fractions', () => {
    const pcm = sound(5, 9_000);
    const floats = Float32Array.from(pcm, (value) => value / 32_768);
    expect(visemesOfAudio(model, floats, 16_000)).toEqual(visemesOfAudio(model, pcm, 16_000));
  });

  it.each([
    [0, 0],
    [1, 1],
    [160, 1],
    [161, 2],
    [16_000, 100],
    [16_001, 101],
  ])('of %i samples at 16 kHz has %i rows', (samples, rows) => {
    const track = visemesOfAudio(model, new Int16Array(samples), 16_000);
    expect(track.length).toBe(rows);
    expect(track.rateHz).toBe(100);
    expect(track.weights).toHaveLength(rows * VISEME_COUNT);
    expect(track.jaw).toHaveLength(rows);
    expect(track.rounding).toHaveLength(rows);
  });

  it.each([true, false])('has each row as soon as it has heard the look-ahead (shaping: %s)', (shaping) => {
    for (const sampleRateHz of [8_000, 16_000, 44_100, 48_000]) {
      const stream = new VisemeStream(model, { sampleRateHz, shaping });
      expect(stream.lookAheadS).toBeLessThanOrEqual(0.1);
      let rows = 0;
      for (let piece = 1; piece <= 40; piece++) {
        rows += stream.push(new Int16Array(sampleRateHz / 100)).length;
        // The last row that must be there lies lookAheadS before what has been heard.
        expect(rows).toBeGreaterThanOrEqual(Math.floor(piece - stream.lookAheadS * 100));
        expect(rows).toBeLessThanOrEqual(piece);
      }
    }
  });

  it('gives the network’s own shapes when it is told not to shape', () => {
    const pcm = sound(6, 8_000);
    const plain = streamed(new VisemeStream(model, { sampleRateHz: 16_000, shaping: false }), pcm, [8_000]);
    expect(plain.length).toBe(50);
    expect(plain.weights).not.toEqual(visemesOfAudio(model, pcm, 16_000).weights);
    for (let row = 0; row < plain.length; row++) {
      const weights = plain.weights.subarray(row * VISEME_COUNT, (row + 1) * VISEME_COUNT);
      const sum = weights.reduce((total, weight) => total + weight, 0);
      expect(sum).toBeGreaterThan(0.999);
      expect(sum).toBeLessThanOrEqual(1);
    }
  });

  it('takes what is no number for silence, and nothing of it stays', () => {
    const good = Float32Array.from(sound(7, 8_000), (value) => value / 32_768);
    const bad = good.slice();
    const clean = good.slice();
    for (const [at, value] of [
      [100, Number.NaN],
      [2_000, Number.POSITIVE_INFINITY],
      [2_001, Number.NEGATIVE_INFINITY],
    ] as const) {
      bad[at] = value;
      clean[at] = 0;
    }
    expect(visemesOfAudio(model, bad, 16_000)).toEqual(visemesOfAudio(model, clean, 16_000));
    const loud = new Float32Array(48_000).fill(3e38);
    const track = visemesOfAudio(model, loud, 48_000);
    expect([...track.weights, ...track.jaw, ...track.rounding].every(Number.isFinite)).toBe(true);
  });

  it.each([0, 7_999, 192_001, 44_100.5, Number.NaN, Number.POSITIVE_INFINITY])(
    'refuses a rate of %d Hz',
    (sampleRateHz) => {
      const message = 'sampleRateHz must be a whole number from 8000 to 192000';
      expect(() => new VisemeStream(model, { sampleRateHz })).toThrow(RangeError);
      expect(() => visemesOfAudio(model, new Int16Array(1), sampleRateHz)).toThrow(message);
      expect(() => segmentsOfAudio(model, new Int16Array(1), sampleRateHz)).toThrow(message);
    },
  );

  it('refuses samples that are neither of the two kinds', () => {
    const stream = new VisemeStream(model, { sampleRateHz: 16_000 });
    const bytes = new Uint8Array(10) as unknown as Int16Array;
    expect(() => stream.push(bytes)).toThrow(new TypeError('pcm must be an Int16Array or a Float32Array'));
  });

  it('is not disturbed by others at the same model', () => {
    const a = sound(8, 6_000);
    const b = sound(9, 18_000);
    const streamA = new VisemeStream(model, { sampleRateHz: 8_000 });
    const streamB = new VisemeStream(model, { sampleRateHz: 24_000 });
    let trackA = streamA.push(a.subarray(0, 0));
    let trackB = streamB.push(b.subarray(0, 0));
    for (let i = 0; i < 10; i++) {
      trackA = joinedTracks([trackA, streamA.push(a.subarray(i * 600, (i + 1) * 600))]);
      trackB = joinedTracks([trackB, streamB.push(b.subarray(i * 1_800, (i + 1) * 1_800))]);
    }
    expect(joinedTracks([trackA, streamA.end()])).toEqual(visemesOfAudio(model, a, 8_000));
    expect(joinedTracks([trackB, streamB.end()])).toEqual(visemesOfAudio(model, b, 24_000));
  });
});

describe('memory', () => {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;

  function usedBytes(): number {
    // Twice: what arrays were made of goes one round later than the arrays.
    collectGarbage();
    collectGarbage();
    const { heapUsed, arrayBuffers, external } = process.memoryUsage();
    return heapUsed + Math.max(arrayBuffers, external);
  }

  it('is at most 64 KB for a stream, and comes back when streams are dropped half-way', async () => {
    const trained = await loadLipsyncModel();
    const pcm = sound(10, 4_800);
    const open = (): VisemeStream => {
      const stream = new VisemeStream(trained, { sampleRateHz: 48_000 });
      stream.push(pcm);
      return stream;
    };
    open();
    const before = usedBytes();
    const streams = Array.from({ length: 100 }, open);
    expect((usedBytes() - before) / streams.length).toBeLessThan(64 * 1024);
    for (let i = 0; i < 100; i++) streams[i % streams.length] = open();
    streams.length = 0;
    expect(usedBytes() - before).toBeLessThan(1_000_000);
  });
});
