import { inputWindow, resampledLength, resampleInto } from '@avatarium/lipsync';

interface Piece {
  /** Samples of the stretch before it. */
  start: number;
  pcm: Int16Array;
}

/** Sound of one rate without a gap, however it was cut when it came. */
interface Stretch {
  /** Of the line, at the line's rate. */
  startSample: number;
  rateHz: number;
  /** Samples at `rateHz` so far. */
  taken: number;
  pieces: Piece[];
}

/**
 * Pieces of sound in a row, read at one rate. Where pieces of a rate meet nothing is heard of the cut, and nothing
 * of their length is lost, however many there are.
 */
export class SoundLine {
  private readonly stretches: Stretch[] = [];

  constructor(private readonly rateHz: number) {}

  /** Samples at the line's rate. */
  get length(): number {
    const last = this.stretches.at(-1);
    return last ? last.startSample + resampledLength(last.taken, last.rateHz, this.rateHz) : 0;
  }

  append(pcm: Int16Array, rateHz: number): void {
    let stretch = this.stretches.at(-1);
    if (stretch?.rateHz !== rateHz) {
      stretch = { startSample: this.length, rateHz, taken: 0, pieces: [] };
      this.stretches.push(stretch);
    }
    stretch.pieces.push({ start: stretch.taken, pcm });
    stretch.taken += pcm.length;
  }

  /** Fills `out` from sample `start` on; beyond what is there it is silence. */
  read(start: number, out: Int16Array): void {
    let filled = 0;
    for (const stretch of this.stretches) {
      const end = stretch.startSample + resampledLength(stretch.taken, stretch.rateHz, this.rateHz);
      const at = start + filled;
      if (filled === out.length || end <= at) continue;
      const part = out.subarray(filled, filled + Math.min(out.length - filled, end - at));
      this.readStretch(stretch, at - stretch.startSample, part);
      filled += part.length;
    }
    out.fill(0, filled);
  }

  /** Lets go of what is not needed to read from `sample` on. */
  forgetBefore(sample: number): void {
    while (this.stretches[1] && this.stretches[1].startSample <= sample) this.stretches.shift();
    const [stretch] = this.stretches;
    if (!stretch || sample <= stretch.startSample) return;
    const { from } = inputWindow(sample - stretch.startSample, 0, stretch.rateHz, this.rateHz);
    const needed = stretch.pieces.findIndex(({ start, pcm }) => start + pcm.length > from);
    stretch.pieces.splice(0, needed < 0 ? stretch.pieces.length : needed);
  }

  private readStretch({ rateHz, pieces }: Stretch, start: number, out: Int16Array): void {
    const { from, to, outputStart } = inputWindow(start, out.length, rateHz, this.rateHz);
    const input = new Int16Array(to - from);
    for (const piece of pieces) {
      const first = Math.max(from, piece.start);
      const last = Math.min(to, piece.start + piece.pcm.length);
      if (first < last) input.set(piece.pcm.subarray(first - piece.start, last - piece.start), first - from);
    }
    resampleInto(input, rateHz, this.rateHz, start - outputStart, out);
  }
}
