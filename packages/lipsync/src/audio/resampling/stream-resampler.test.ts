import { describe, expect, it } from 'vitest';
import { randomNumbers } from '../../testing/random-model.js';
import { compileKernels } from '../kernels.js';
import { StreamResampler } from './stream-resampler.js';

const TO_HZ = 16_000;
const kernels = await compileKernels();

function tone(hz: number, rateHz: number, seconds: number): Float32Array {
  return Float32Array.from({ length: Math.round(rateHz * seconds) }, (_, i) =>
    Math.sin((2 * Math.PI * hz * i) / rateHz),
  );
}

function converted(sound: Float32Array, fromHz: number, pieces: Iterable<number> = [sound.length]): number[] {
  const resampler = new StreamResampler(kernels, fromHz, TO_HZ);
  const out: number[] = [];
  let at = 0;
  for (const length of pieces) {
    resampler.push(sound.subarray(at, at + length), (samples) => out.push(...samples));
    at += length;
  }
  return out;
}

/** Power of what differs, against that of what is expected, away from the ends. */
function errorDecibels(found: number[], expected: Float32Array): number {
  let error = 0;
  let power = 0;
  for (let i = 200; i < Math.min(found.length, expected.length) - 200; i++) {
    error += ((found[i] ?? 0) - (expected[i] ?? 0)) ** 2;
    power += (expected[i] ?? 0) ** 2;
  }
  return 10 * Math.log10(error / power);
}

describe('the streaming resampler', () => {
  it.each([
    8_000, 8_001, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 88_200, 95_999, 192_000,
  ])('keeps a tone from %i Hz clean and in place', (fromHz) => {
    const out = converted(tone(1_000, fromHz, 0.2), fromHz);
    expect(errorDecibels(out, tone(1_000, TO_HZ, 0.2))).toBeLessThan(-55);
  });

  it.each([22_050, 44_100, 48_000, 192_000])('removes from %i Hz what 16 kHz cannot carry', (fromHz) => {
    const out = converted(tone(9_500, fromHz, 0.1), fromHz);
    expect(Math.max(...out.slice(200, -200).map(Math.abs))).toBeLessThan(0.002);
  });

  it('gives the same bits in whatever pieces the sound comes', () => {
    const random = randomNumbers(3);
    for (const fromHz of [8_000, 16_000, 44_100, 95_999]) {
      const sound = Float32Array.from({ length: 9_000 }, random);
      const pieces: number[] = [];
      for (let at = 0; at < sound.length; at += pieces.at(-1) ?? 0) {
        pieces.push(Math.floor(10 ** (3.7 * Math.abs(random()))));
      }
      expect(converted(sound, fromHz, pieces)).toEqual(converted(sound, fromHz));
    }
  });

  it.each([8_000, 11_025, 24_000, 44_100, 48_000, 192_000])(
    'holds less than 2 ms of %i Hz back',
    (fromHz) => {
      const resampler = new StreamResampler(kernels, fromHz, TO_HZ);
      expect(resampler.lookAheadS).toBeLessThanOrEqual(0.002);
      let count = 0;
      resampler.push(new Float32Array(fromHz / 5), (samples) => (count += samples.length));
      expect(count / TO_HZ).toBeGreaterThanOrEqual(0.2 - resampler.lookAheadS - 1 / TO_HZ);
    },
  );

  it('is new after a reset', () => {
    const resampler = new StreamResampler(kernels, 48_000, TO_HZ);
    const sound = tone(300, 48_000, 0.01);
    const first: number[] = [];
    const second: number[] = [];
    resampler.push(sound, (samples) => first.push(...samples));
    resampler.reset();
    resampler.push(sound, (samples) => second.push(...samples));
    expect(second).toEqual(first);
  });
});
