/** What Whisper hears by: 80 mel bands in steps of 10 ms, from 16 kHz sound. */
export const MELS = 80;
const RATE_HZ = 16_000;
const WINDOW = 400;
const HOP = 160;
const BINS = WINDOW / 2 + 1;

const HANN = Float64Array.from(
  { length: WINDOW },
  (_, at) => 0.5 - 0.5 * Math.cos((2 * Math.PI * at) / WINDOW),
);
/** cos and sin of one turn, in steps of the transform. */
const COSINE = Float64Array.from({ length: WINDOW }, (_, at) => Math.cos((2 * Math.PI * at) / WINDOW));
const SINE = Float64Array.from({ length: WINDOW }, (_, at) => Math.sin((2 * Math.PI * at) / WINDOW));

/** Slaney's mel scale: straight up to 1 kHz, logarithmic above. */
function hzOfMel(mel: number): number {
  return mel < 15 ? (200 / 3) * mel : 1000 * 6.4 ** ((mel - 15) / 27);
}

function melOfHz(hz: number): number {
  return hz < 1000 ? hz / (200 / 3) : 15 + (27 * Math.log(hz / 1000)) / Math.log(6.4);
}

interface Band {
  from: number;
  weights: Float64Array;
}

/** Triangles of equal area, evenly spaced in mels from 0 to 8 kHz. */
const BANDS: readonly Band[] = makeBands();

function makeBands(): Band[] {
  const top = melOfHz(RATE_HZ / 2);
  const edges = Array.from({ length: MELS + 2 }, (_, at) => hzOfMel((top * at) / (MELS + 1)));
  return Array.from({ length: MELS }, (_, band) => {
    const [low = 0, middle = 0, high = 0] = edges.slice(band, band + 3);
    const weights = Array.from({ length: BINS }, (_, bin) => {
      const hz = (bin * RATE_HZ) / WINDOW;
      const height = Math.min((hz - low) / (middle - low), (high - hz) / (high - middle));
      return (Math.max(0, height) * 2) / (high - low);
    });
    const from = Math.max(
      0,
      weights.findIndex((weight) => weight > 0),
    );
    const to = weights.findLastIndex((weight) => weight > 0) + 1;
    return { from, weights: Float64Array.from(weights.slice(from, to)) };
  });
}

/**
 * Log-mel bands of a sound as Whisper was trained on them, [80, frames] in rows; a frame for each 160 samples.
 * `pcm`: mono, 16 kHz, signed 16 bit. `frames`: how many; what is beyond the sound is silence.
 */
export function logMel(pcm: Int16Array, frames: number): Float32Array {
  const bands = new Float32Array(MELS * frames);
  const framed = new Float64Array(WINDOW);
  const power = new Float64Array(BINS);
  let loudest = Number.NEGATIVE_INFINITY;
  for (let frame = 0; frame < frames; frame++) {
    // Frames are centred; before its start the sound is mirrored.
    const from = frame * HOP - WINDOW / 2;
    for (let at = 0; at < WINDOW; at++)
      framed[at] = (HANN[at] ?? 0) * ((pcm[Math.abs(from + at)] ?? 0) / 32_768);
    powerOf(framed, power);
    for (let band = 0; band < MELS; band++) {
      const { from: first = 0, weights } = BANDS[band] ?? { weights: power };
      let sum = 0;
      for (let at = 0; at < weights.length; at++) sum += (weights[at] ?? 0) * (power[first + at] ?? 0);
      const level = Math.log10(Math.max(1e-10, sum));
      bands[band * frames + frame] = level;
      if (level > loudest) loudest = level;
    }
  }
  for (let at = 0; at < bands.length; at++) bands[at] = (Math.max(bands[at] ?? 0, loudest - 8) + 4) / 4;
  return bands;
}

/** Sixteen transforms of 25 samples each, joined: 400 = 16 × 25. */
const PARTS = 16;
const PART = WINDOW / PARTS;
const PART_REAL = new Float64Array(PARTS * PART);
const PART_IMAGINARY = new Float64Array(PARTS * PART);

/** Power spectrum of 400 real samples (Cooley & Tukey 1965). */
function powerOf(framed: Float64Array, power: Float64Array): void {
  for (let part = 0; part < PARTS; part++) {
    for (let bin = 0; bin < PART; bin++) {
      let real = 0;
      let imaginary = 0;
      for (let at = 0, turn = 0; at < PART; at++) {
        const sample = framed[part + PARTS * at] ?? 0;
        real += sample * (COSINE[turn] ?? 0);
        imaginary -= sample * (SINE[turn] ?? 0);
        turn += PARTS * bin;
        if (turn >= WINDOW) turn %= WINDOW;
      }
      PART_REAL[part * PART + bin] = real;
      PART_IMAGINARY[part * PART + bin] = imaginary;
    }
  }
  for (let bin = 0; bin < BINS; bin++) {
    let real = 0;
    let imaginary = 0;
    for (let part = 0, turn = 0; part < PARTS; part++) {
      const at = part * PART + (bin % PART);
      const [a, b, c, s] = [
        PART_REAL[at] ?? 0,
        PART_IMAGINARY[at] ?? 0,
        COSINE[turn] ?? 0,
        -(SINE[turn] ?? 0),
      ];
      real += a * c - b * s;
      imaginary += a * s + b * c;
      turn += bin;
      if (turn >= WINDOW) turn -= WINDOW;
    }
    power[bin] = real * real + imaginary * imaginary;
  }
}
