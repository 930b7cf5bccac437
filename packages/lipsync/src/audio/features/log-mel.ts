import type { ModelSizes } from '../model-file.js';
import { RealFft } from './fft.js';

/** Added to band energies before the logarithm; about the energy of 16 bit rounding noise. */
const ENERGY_FLOOR = 1e-7;

interface Band {
  firstBin: number;
  weights: Float64Array;
}

/**
 * Logarithms of the energies in bands of the HTK mel scale (S. Young et al., The HTK Book, 5.4), of windows of
 * sound: what the network hears, exactly as in its training.
 */
export class LogMel {
  readonly bands: number;
  readonly windowSamples: number;
  readonly #window: Float64Array;
  readonly #filters: Band[];
  readonly #fft: RealFft;
  readonly #buffer: Float64Array;
  readonly #power: Float64Array;

  constructor(sizes: ModelSizes) {
    const { windowSamples, fftSize, melBands } = sizes;
    this.bands = melBands;
    this.windowSamples = windowSamples;
    this.#window = Float64Array.from(
      { length: windowSamples },
      (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / windowSamples),
    );
    this.#filters = melFilters(sizes);
    this.#fft = new RealFft(fftSize);
    this.#buffer = new Float64Array(fftSize);
    this.#power = new Float64Array(fftSize / 2 + 1);
  }

  /** Writes the `bands` values of the window that starts at `at` into `out` from `outAt` on. */
  write(samples: Float32Array, at: number, out: Float32Array, outAt: number): void {
    const buffer = this.#buffer;
    const power = this.#power;
    for (let i = 0; i < this.windowSamples; i++) {
      buffer[i] = (samples[at + i] as number) * (this.#window[i] as number);
    }
    this.#fft.power(buffer, power);
    for (let band = 0; band < this.bands; band++) {
      const { firstBin, weights } = this.#filters[band] as Band;
      let energy = 0;
      for (let i = 0; i < weights.length; i++) {
        energy += (weights[i] as number) * (power[firstBin + i] as number);
      }
      out[outAt + band] = Math.log(energy / this.windowSamples + ENERGY_FLOOR);
    }
  }
}

const mel = (hz: number): number => 2595 * Math.log10(1 + hz / 700);
const hertz = (mels: number): number => 700 * (10 ** (mels / 2595) - 1);

/** Triangles of height 1 between edges that are equally spaced in mel. */
function melFilters({ melBands, melLowHz, melHighHz, fftSize, sampleRateHz }: ModelSizes): Band[] {
  const low = mel(melLowHz);
  const stepMel = (mel(melHighHz) - low) / (melBands + 1);
  const binHz = sampleRateHz / fftSize;
  return Array.from({ length: melBands }, (_, band) => {
    const fromHz = hertz(low + band * stepMel);
    const peakHz = hertz(low + (band + 1) * stepMel);
    const toHz = hertz(low + (band + 2) * stepMel);
    const firstBin = Math.ceil(fromHz / binHz);
    const lastBin = Math.min(fftSize / 2, Math.floor(toHz / binHz));
    const weights = Float64Array.from({ length: Math.max(0, lastBin - firstBin + 1) }, (_, i) => {
      const hz = (firstBin + i) * binHz;
      return Math.max(0, Math.min((hz - fromHz) / (peakHz - fromHz), (toHz - hz) / (toHz - peakHz)));
    });
    return { firstBin, weights };
  });
}
