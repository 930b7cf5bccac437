import { VISEME_COUNT } from '@avatarium/contract/face';
import { joinedTracks, type VisemeTrack } from '@avatarium/lipsync';

/** Reads lips off sound as it comes, a bounded time behind it: the VisemeStream of the lip-sync package. */
export interface LipReader {
  /** Takes sound; gives the rows that are final now. */
  push(pcm: Int16Array): VisemeTrack;
  /** Gives the rows that are left, to the end of the sound. */
  end(): VisemeTrack;
}

/** Lips of a stretch: `track` begins at `startSample`, and the lips are known up to `endSample`. */
interface LipRows {
  track: VisemeTrack;
  startSample: number;
  endSample: number;
}

/** So much sound at once: about two milliseconds of work. */
const SLICE_S = 0.2;

/** The lips of sound without phones, on the time line of its utterance. */
export class LipsOfSound {
  private rows = 0;
  private last: VisemeTrack | null = null;

  /**
   * @param startSample where on the time line the sound begins
   * @param lineRateHz samples a second of that time line
   */
  constructor(
    private readonly reader: LipReader,
    readonly sampleRateHz: number,
    private readonly startSample: number,
    private readonly lineRateHz: number,
  ) {}

  /** Slice by slice, with a turn of the event loop between them: what paces sound is never kept waiting. */
  async *read(pcm: Int16Array): AsyncIterable<LipRows> {
    const slice = Math.ceil(SLICE_S * this.sampleRateHz);
    for (let at = 0; at < pcm.length; at += slice) {
      if (at > 0) await new Promise((resolve) => setImmediate(resolve));
      const track = this.reader.push(pcm.subarray(at, at + slice));
      if (track.length > 0) yield this.place(track);
    }
  }

  end(): LipRows {
    return this.place(this.reader.end());
  }

  /** A track on the time line, led by the last row of the one before, so that the mouth moves between the two. */
  private place(track: VisemeTrack): LipRows {
    const { last } = this;
    const placed = last && track.length > 0 ? joinedTracks([last, track]) : track;
    const sampleOf = (row: number): number =>
      this.startSample + Math.floor((row * this.lineRateHz) / track.rateHz);
    const firstRow = this.rows - (placed.length - track.length);
    this.rows += track.length;
    if (track.length > 0) this.last = lastRow(track);
    return { track: placed, startSample: sampleOf(firstRow), endSample: sampleOf(this.rows) };
  }
}

function lastRow({ rateHz, length, weights, jaw, rounding }: VisemeTrack): VisemeTrack {
  const row = length - 1;
  return {
    rateHz,
    length: 1,
    weights: weights.slice(row * VISEME_COUNT),
    jaw: jaw.slice(row),
    rounding: rounding.slice(row),
  };
}
