import { POSTERIOR_RATE_HZ, type Posteriors } from '../posteriors.js';
import type { LipsyncModel } from './model.js';
import { OUTPUTS_PER_FRAME } from './model-file.js';
import { MAX_STEPS, type NetworkState } from './network/network.js';
import { PosteriorRows } from './posterior-rows.js';
import { StreamResampler } from './resampling/stream-resampler.js';

const MIN_SAMPLE_RATE_HZ = 8_000;
const MAX_SAMPLE_RATE_HZ = 192_000;
/** Sound is taken in pieces of this length, so that a long one needs no more memory than a short one. */
const PIECE_SAMPLES = 1_024;
/** Louder than any sound; keeps sums of what is no sound at all finite. */
const LOUDEST = 16;

/** One piece on its way; nothing stays in it between two calls. */
const piece = new Float32Array(PIECE_SAMPLES);

/**
 * Sound in, posteriors out, row by row as they become final: resampler, features and network of one stream. Row k
 * lies at k / 100 s. The same sound gives the same bits in whatever pieces it arrives.
 */
export class PosteriorStream {
  /** A row comes out once the sound up to so much after its own time has been put in. */
  readonly lookAheadS: number;
  readonly #model: LipsyncModel;
  readonly #sampleRateHz: number;
  readonly #resampler: StreamResampler;
  /** Sound at the model's rate, from where the next frame's window begins. */
  readonly #sound: Float32Array;
  #soundLength = 0;
  /** Features of the frames that the network has not had yet. */
  readonly #frames: Float32Array;
  #frameCount = 0;
  #network: NetworkState;
  /** Samples that were put in, and rows that came out. */
  #samples = 0;
  #rows = 0;
  /** Rows that lie before the start. */
  #rowsBefore = 0;

  /** Throws RangeError when `sampleRateHz` is not a whole number from 8,000 to 192,000. */
  constructor(model: LipsyncModel, sampleRateHz: number) {
    if (
      !Number.isInteger(sampleRateHz) ||
      sampleRateHz < MIN_SAMPLE_RATE_HZ ||
      sampleRateHz > MAX_SAMPLE_RATE_HZ
    ) {
      throw new RangeError(
        `sampleRateHz must be a whole number from ${MIN_SAMPLE_RATE_HZ} to ${MAX_SAMPLE_RATE_HZ}, not ${sampleRateHz}`,
      );
    }
    const { sizes, network } = model;
    this.#model = model;
    this.#sampleRateHz = sampleRateHz;
    this.#resampler = new StreamResampler(model.kernels, sampleRateHz, sizes.sampleRateHz);
    const ahead =
      (sizes.lookAheadFrames + sizes.framesPerStep - 1) * sizes.hopSamples + sizes.windowSamples / 2;
    this.lookAheadS = ahead / sizes.sampleRateHz + this.#resampler.lookAheadS;
    this.#sound = new Float32Array(sizes.windowSamples + PIECE_SAMPLES);
    this.#frames = new Float32Array(MAX_STEPS * network.inputs);
    this.#network = network.newState();
    this.#reset();
  }

  /**
   * Takes sound: mono samples, Int16Array or Float32Array in -1 to 1; what is no number counts as 0. Returns the
   * rows that became final. Throws TypeError for anything else.
   */
  push(pcm: Int16Array | Float32Array): Posteriors {
    if (!(pcm instanceof Int16Array || pcm instanceof Float32Array)) {
      throw new TypeError('pcm must be an Int16Array or a Float32Array');
    }
    this.#samples += pcm.length;
    const rows = new PosteriorRows(this.#rowsSoFar() - this.#rows);
    for (let at = 0; at < pcm.length; at += PIECE_SAMPLES) {
      const length = Math.min(PIECE_SAMPLES, pcm.length - at);
      if (pcm instanceof Int16Array) {
        for (let i = 0; i < length; i++) piece[i] = (pcm[at + i] as number) / 32_768;
      } else {
        for (let i = 0; i < length; i++) piece[i] = audible(pcm[at + i] as number);
      }
      this.#take(piece.subarray(0, length), rows);
    }
    this.#think(rows);
    this.#rows += rows.length;
    return rows.taken();
  }

  /** Returns the rows up to the end of the sound: in all, one for each begun hundredth of a second. Then the stream is new. */
  end(): Posteriors {
    const rows = new PosteriorRows(this.#rowsSoFar() - this.#rows);
    const silence = piece.subarray(0, Math.ceil(this.#sampleRateHz / POSTERIOR_RATE_HZ)).fill(0);
    while (!rows.full) {
      this.#take(silence, rows);
      this.#think(rows);
    }
    this.#reset();
    return rows.taken();
  }

  #reset(): void {
    const { sizes, network } = this.#model;
    this.#resampler.reset();
    // Silence before it: the first frame is centred on the first sample.
    this.#sound.fill(0);
    this.#soundLength = sizes.windowSamples / 2;
    this.#frameCount = 0;
    this.#network = network.newState();
    this.#samples = 0;
    this.#rows = 0;
    this.#rowsBefore = sizes.lookAheadFrames;
  }

  /** Rows that the sound so far has. */
  #rowsSoFar(): number {
    return Math.ceil((this.#samples * POSTERIOR_RATE_HZ) / this.#sampleRateHz);
  }

  #take(samples: Float32Array, rows: PosteriorRows): void {
    this.#resampler.push(samples, (sound) => {
      for (let at = 0; at < sound.length; ) {
        const part = sound.subarray(at, at + this.#sound.length - this.#soundLength);
        this.#sound.set(part, this.#soundLength);
        this.#soundLength += part.length;
        at += part.length;
        this.#listen(rows);
      }
    });
  }

  /** Makes features of all windows that are complete. */
  #listen(rows: PosteriorRows): void {
    const { sizes, logMel, mean, scale } = this.#model;
    let from = 0;
    for (; from + sizes.windowSamples <= this.#soundLength; from += sizes.hopSamples) {
      const at = this.#frameCount * sizes.melBands;
      logMel.write(this.#sound, from, this.#frames, at);
      for (let band = 0; band < sizes.melBands; band++) {
        const value = this.#frames[at + band] as number;
        this.#frames[at + band] = (value - (mean[band] as number)) * (scale[band] as number);
      }
      this.#frameCount++;
      if (this.#frameCount === MAX_STEPS * sizes.framesPerStep) this.#think(rows);
    }
    this.#sound.copyWithin(0, from, this.#soundLength);
    this.#soundLength -= from;
  }

  /** Hands the frames of complete steps to the network. */
  #think(rows: PosteriorRows): void {
    const { sizes, network } = this.#model;
    const steps = Math.floor(this.#frameCount / sizes.framesPerStep);
    if (steps === 0) return;
    const logits = network.run(this.#network, this.#frames, steps);
    for (let frame = 0; frame < steps * sizes.framesPerStep; frame++) {
      if (this.#rowsBefore > 0) this.#rowsBefore--;
      else rows.add(logits, frame * OUTPUTS_PER_FRAME);
    }
    this.#frames.copyWithin(0, steps * network.inputs, this.#frameCount * sizes.melBands);
    this.#frameCount -= steps * sizes.framesPerStep;
  }
}

function audible(sample: number): number {
  return Number.isFinite(sample) ? Math.max(-LOUDEST, Math.min(LOUDEST, sample)) : 0;
}
