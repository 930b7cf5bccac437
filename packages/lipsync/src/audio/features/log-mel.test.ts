import { describe, expect, it } from 'vitest';
import { randomModelFile, randomNumbers } from '../../testing/random-model.js';
import { parseModelFile } from '../model-file.js';
import { RealFft } from './fft.js';
import { LogMel } from './log-mel.js';

describe('the transform', () => {
  it.each([4, 8, 64, 512])('of %i values is that of its definition', (size) => {
    const random = randomNumbers(size);
    const signal = Float64Array.from({ length: size }, random);
    const power = new Float64Array(size / 2 + 1);
    new RealFft(size).power(signal, power);
    for (let bin = 0; bin <= size / 2; bin++) {
      let re = 0;
      let im = 0;
      for (let i = 0; i < size; i++) {
        re += (signal[i] ?? 0) * Math.cos((2 * Math.PI * bin * i) / size);
        im -= (signal[i] ?? 0) * Math.sin((2 * Math.PI * bin * i) / size);
      }
      expect(power[bin]).toBeCloseTo(re * re + im * im, 8);
    }
  });
});

describe('log-mel features', () => {
  const { sizes } = parseModelFile(randomModelFile(1), 'x');
  const logMel = new LogMel(sizes);

  function featuresOf(sample: (index: number) => number): Float32Array {
    const out = new Float32Array(sizes.melBands);
    logMel.write(
      Float32Array.from({ length: sizes.windowSamples }, (_, i) => sample(i)),
      0,
      out,
      0,
    );
    return out;
  }

  it('of silence are the floor', () => {
    for (const value of featuresOf(() => 0)) expect(value).toBeCloseTo(Math.log(1e-7), 4);
  });

  it('of one click follow from the definition', () => {
    // A click in the middle of the window has the same power, 1 / windowSamples, in all bins.
    const mel = (hz: number): number => 2595 * Math.log10(1 + hz / 700);
    const hz = (mels: number): number => 700 * (10 ** (mels / 2595) - 1);
    const edge = (i: number): number =>
      hz(mel(sizes.melLowHz) + ((mel(sizes.melHighHz) - mel(sizes.melLowHz)) * i) / (sizes.melBands + 1));
    const found = featuresOf((i) => (i === sizes.windowSamples / 2 ? 1 : 0));
    for (let band = 0; band < sizes.melBands; band++) {
      let height = 0;
      for (let bin = 0; bin <= sizes.fftSize / 2; bin++) {
        const binHz = (bin * sizes.sampleRateHz) / sizes.fftSize;
        const rising = (binHz - edge(band)) / (edge(band + 1) - edge(band));
        const falling = (edge(band + 2) - binHz) / (edge(band + 2) - edge(band + 1));
        height += Math.max(0, Math.min(rising, falling));
      }
      expect(found[band]).toBeCloseTo(Math.log(height / sizes.windowSamples + 1e-7), 4);
    }
  });

  it('of a tone are highest in its band', () => {
    const found = featuresOf((i) => 0.5 * Math.sin((2 * Math.PI * 1_000 * i) / sizes.sampleRateHz));
    // 1,000 Hz are 1,000 mel, of some 92 to 2,835 in 41 equal parts: about 13.6 of them above the first edge.
    expect([12, 13]).toContain(found.indexOf(Math.max(...found)));
  });
});
