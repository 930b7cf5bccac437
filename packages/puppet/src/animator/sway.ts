/**
 * Smooth noise of −1 to 1 with a mean of zero: gradient noise (Perlin, "An image synthesizer", 1985) over
 * time, with continuous slope, so that the head never jerks.
 */
class SmoothNoise {
  readonly #gradients: Float32Array;

  constructor(random: () => number) {
    this.#gradients = Float32Array.from({ length: 256 }, () => random() * 2 - 1);
  }

  at(position: number): number {
    const cell = Math.floor(position);
    const t = position - cell;
    const near = (this.#gradients[cell & 255] ?? 0) * t;
    const far = (this.#gradients[(cell + 1) & 255] ?? 0) * (t - 1);
    const blend = t * t * t * (t * (t * 6 - 15) + 10);
    return (near + (far - near) * blend) * 2;
  }
}

/** The slow drift of a head that is held up, not fixed: three axes and the shoulders' breath. */
export class Sway {
  readonly #yaw: SmoothNoise;
  readonly #pitch: SmoothNoise;
  readonly #roll: SmoothNoise;
  #phase = 0;
  #liveliness = 0;
  yaw = 0;
  pitch = 0;
  roll = 0;
  breath = 0;

  constructor(random: () => number) {
    this.#yaw = new SmoothNoise(random);
    this.#pitch = new SmoothNoise(random);
    this.#roll = new SmoothNoise(random);
    this.#phase = random();
  }

  /**
   * Speech makes the head livelier. At rest a person breathes 12–20 times a minute (about 15 here), and the
   * in-breath is shorter than the out-breath.
   */
  advance(tS: number, dtS: number, speaking: boolean): void {
    this.#liveliness += ((speaking ? 1 : 0) - this.#liveliness) * (1 - Math.exp(-dtS / 0.6));
    const lively = this.#liveliness;
    this.yaw =
      this.#yaw.at(tS * 0.21) * (0.3 + 0.14 * lively) + this.#yaw.at(tS * 0.63 + 40) * (0.06 + 0.22 * lively);
    this.pitch = this.#pitch.at(tS * 0.19) * 0.26 + this.#pitch.at(tS * 0.8 + 40) * (0.05 + 0.2 * lively);
    this.roll = this.#roll.at(tS * 0.17) * 0.32 + this.#roll.at(tS * 0.55 + 40) * (0.05 + 0.24 * lively);
    this.#phase = (this.#phase + dtS / 4) % 1;
    const p = this.#phase < 0.42 ? this.#phase / 0.84 : 0.5 + (this.#phase - 0.42) / 1.16;
    this.breath = 0.5 - 0.5 * Math.cos(p * Math.PI * 2);
  }
}
