import { VISEME_COUNT } from '@avatarium/contract/face';
import { POSTERIOR_RATE_HZ, type Posteriors } from '../posteriors.js';
import { joinedTracks, settle } from '../rows.js';
import { RowShaper } from '../shaping/row-shaper.js';
import type { VisemeTrack } from '../track.js';
import type { LipsyncModel } from './model.js';
import { PosteriorStream } from './posterior-stream.js';

export interface VisemeStreamOptions {
  /** Of the sound: a whole number from 8,000 to 192,000. */
  sampleRateHz: number;
  /**
   * Whether the network's rows are made into movements that a face can do: contacts made, speeds limited, at rest
   * in silence. Yes, unless told.
   */
  shaping?: boolean;
}

/** Turns sound into a viseme track while it arrives. The rows are the same in whatever pieces it arrives. */
export class VisemeStream {
  /** A row comes out once the sound up to so much after its own time has been put in; at most 0.1. */
  readonly lookAheadS: number;
  readonly #posteriors: PosteriorStream;
  readonly #shaper: RowShaper | undefined;

  /** Throws RangeError when `sampleRateHz` is out of range. */
  constructor(model: LipsyncModel, options: VisemeStreamOptions) {
    this.#posteriors = new PosteriorStream(model, options.sampleRateHz);
    this.#shaper = (options.shaping ?? true) ? new RowShaper(model.decoder) : undefined;
    this.lookAheadS = this.#posteriors.lookAheadS + (this.#shaper ? 1 / POSTERIOR_RATE_HZ : 0);
  }

  /**
   * Takes sound: mono samples, Int16Array or Float32Array in -1 to 1; what is no number counts as 0. Returns the
   * rows that became final, at 100 a second, continuing where the last ended; there may be none.
   */
  push(pcm: Int16Array | Float32Array): VisemeTrack {
    const rows = this.#posteriors.push(pcm);
    return this.#shaper ? this.#shaper.push(rows) : trackOf(rows);
  }

  /** Returns the rows up to the end of the sound. Then the stream is new: what is pushed next is another sound. */
  end(): VisemeTrack {
    const rows = this.#posteriors.end();
    return this.#shaper ? joinedTracks([this.#shaper.push(rows), this.#shaper.end()]) : trackOf(rows);
  }
}

/** The network's own shapes, as they are. */
function trackOf({ length, shapes, jaw, rounding }: Posteriors): VisemeTrack {
  for (let row = 0; row < length; row++) settle(shapes, row * VISEME_COUNT);
  return { rateHz: POSTERIOR_RATE_HZ, length, weights: shapes, jaw, rounding };
}
