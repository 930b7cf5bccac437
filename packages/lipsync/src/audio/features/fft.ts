/**
 * Power spectrum of real signals of one size, by a complex transform of half the size (radix 2, decimation in time;
 * Press et al., Numerical Recipes, 12.3). In double precision, so that quiet bands survive beside loud ones.
 */
export class RealFft {
  readonly #half: number;
  readonly #reversed: Uint16Array;
  /** cos and -sin of 2πk / size, for k < size / 2. */
  readonly #cos: Float64Array;
  readonly #sin: Float64Array;
  readonly #re: Float64Array;
  readonly #im: Float64Array;

  /** `size` is a power of two, at least 4. */
  constructor(size: number) {
    const half = size / 2;
    this.#half = half;
    this.#reversed = new Uint16Array(half);
    for (let i = 0; i < half; i++) {
      this.#reversed[i] = ((this.#reversed[i >> 1] ?? 0) >> 1) | (i & 1 ? half >> 1 : 0);
    }
    this.#cos = Float64Array.from({ length: half }, (_, k) => Math.cos((2 * Math.PI * k) / size));
    this.#sin = Float64Array.from({ length: half }, (_, k) => -Math.sin((2 * Math.PI * k) / size));
    this.#re = new Float64Array(half);
    this.#im = new Float64Array(half);
  }

  /** Writes |X|² of the `size` values of `signal` into `power`: `size` / 2 + 1 values. */
  power(signal: Float64Array, power: Float64Array): void {
    const half = this.#half;
    const re = this.#re;
    const im = this.#im;
    const cos = this.#cos;
    const sin = this.#sin;
    for (let i = 0; i < half; i++) {
      const from = 2 * (this.#reversed[i] as number);
      re[i] = signal[from] as number;
      im[i] = signal[from + 1] as number;
    }
    this.#transform();
    const first = re[0] as number;
    const second = im[0] as number;
    power[0] = (first + second) ** 2;
    power[half] = (first - second) ** 2;
    // Even and odd samples were the real and imaginary parts: X(k) = even(k) + e^(-2πik/size) · odd(k).
    for (let k = 1, l = half - 1; k <= l; k++, l--) {
      const evenRe = 0.5 * ((re[k] as number) + (re[l] as number));
      const evenIm = 0.5 * ((im[k] as number) - (im[l] as number));
      const oddRe = 0.5 * ((im[k] as number) + (im[l] as number));
      const oddIm = 0.5 * ((re[l] as number) - (re[k] as number));
      const c = cos[k] as number;
      const s = sin[k] as number;
      const turnedRe = oddRe * c - oddIm * s;
      const turnedIm = oddRe * s + oddIm * c;
      power[k] = (evenRe + turnedRe) ** 2 + (evenIm + turnedIm) ** 2;
      power[l] = (evenRe - turnedRe) ** 2 + (evenIm - turnedIm) ** 2;
    }
  }

  /** The complex transform of what lies in bit-reversed order. */
  #transform(): void {
    const half = this.#half;
    const re = this.#re;
    const im = this.#im;
    for (let length = 1; length < half; length *= 2) {
      // Of the table for `size`: every (size / (2 · length))th entry.
      const stride = half / length;
      for (let k = 0; k < length; k++) {
        const c = this.#cos[k * stride] as number;
        const s = this.#sin[k * stride] as number;
        for (let i = k; i < half; i += 2 * length) {
          const j = i + length;
          const tre = (re[j] as number) * c - (im[j] as number) * s;
          const tim = (re[j] as number) * s + (im[j] as number) * c;
          re[j] = (re[i] as number) - tre;
          im[j] = (im[i] as number) - tim;
          re[i] = (re[i] as number) + tre;
          im[i] = (im[i] as number) + tim;
        }
      }
    }
  }
}
