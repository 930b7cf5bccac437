import { describe, expect, it } from 'vitest';
import { resampledLength, resampleInto } from './resampler.js';

const OUT_HZ = 48_000;

function tone(hz: number, rateHz: number, seconds: number, amplitude = 16_000): Int16Array {
  return Int16Array.from({ length: Math.round(rateHz * seconds) }, (_, i) =>
    Math.round(amplitude * Math.sin((2 * Math.PI * hz * i) / rateHz)),
  );
}

function convert(input: Int16Array, fromHz: number): Int16Array {
  const out = new Int16Array(resampledLength(input.length, fromHz, OUT_HZ));
  resampleInto(input, fromHz, OUT_HZ, 0, out);
  return out;
}

/** Amplitude of one frequency, away from the ends. */
function amplitudeAt(hz: number, pcm: Int16Array, rateHz: number): number {
  const from = Math.round(rateHz * 0.05);
  const to = pcm.length - from;
  let re = 0;
  let im = 0;
  for (let i = from; i < to; i++) {
    re += (pcm[i] ?? 0) * Math.cos((2 * Math.PI * hz * i) / rateHz);
    im += (pcm[i] ?? 0) * Math.sin((2 * Math.PI * hz * i) / rateHz);
  }
  return (2 * Math.hypot(re, im)) / (to - from);
}

const decibels = (ratio: number): number => 20 * Math.log10(ratio);

describe('resampler', () => {
  it.each([8_000, 16_000, 22_050, 24_000, 44_100])('keeps a tone from %i Hz clean and in place', (fromHz) => {
    const out = convert(tone(1_000, fromHz, 0.5), fromHz);
    const ideal = tone(1_000, OUT_HZ, 0.5);
    let noise = 0;
    let signal = 0;
    for (let i = 4_800; i < out.length - 4_800; i++) {
      noise += ((out[i] ?? 0) - (ideal[i] ?? 0)) ** 2;
      signal += (ideal[i] ?? 0) ** 2;
    }
    expect(decibels(Math.sqrt(signal / noise))).toBeGreaterThan(70);
  });

  it('lets no image of the tone through', () => {
    const out = convert(tone(3_000, 16_000, 0.5), 16_000);
    const image = amplitudeAt(13_000, out, OUT_HZ);
    expect(decibels(16_000 / image)).toBeGreaterThan(70);
  });

  it('passes speech frequencies unchanged', () => {
    for (const hz of [100, 1_000, 4_000, 7_000]) {
      const out = convert(tone(hz, 16_000, 0.5), 16_000);
      expect(Math.abs(decibels(amplitudeAt(hz, out, OUT_HZ) / 16_000))).toBeLessThan(0.5);
    }
  });

  it('removes what the lower rate cannot carry', () => {
    const input = tone(30_000, 96_000, 0.5);
    const out = convert(input, 96_000);
    expect(Math.max(...out.subarray(4_800, -4_800))).toBeLessThan(20);
  });

  it('gives the same samples in one go and piece by piece', () => {
    const input = tone(700, 22_050, 0.2);
    const whole = convert(input, 22_050);
    const pieces = new Int16Array(whole.length);
    for (let at = 0; at < whole.length; at += 960) {
      resampleInto(input, 22_050, OUT_HZ, at, pieces.subarray(at, at + 960));
    }
    expect(pieces).toEqual(whole);
  });

  it('copies when the rates are the same, with silence after the end', () => {
    const out = new Int16Array(4).fill(9);
    resampleInto(Int16Array.of(1, 2, 3, 4), OUT_HZ, OUT_HZ, 2, out);
    expect([...out]).toEqual([3, 4, 0, 0]);
  });

  it('does not overflow at full scale', () => {
    const square = Int16Array.from({ length: 1_600 }, (_, i) => (i % 40 < 20 ? 32_767 : -32_768));
    const out = convert(square, 16_000);
    // A wrapped sample would jump by nearly the whole range.
    for (let i = 1; i < out.length; i++)
      expect(Math.abs((out[i] ?? 0) - (out[i - 1] ?? 0))).toBeLessThan(40_000);
  });
});
