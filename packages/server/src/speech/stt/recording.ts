import { RECOGNITION_RATE_HZ } from './port.js';

/** Nobody talks longer without a breath; what comes after it is not kept. */
const LONGEST_S = 300;

/** The sound of an utterance so far. */
export class Recording {
  private pcm = new Int16Array(4 * RECOGNITION_RATE_HZ);
  private length = 0;

  push(piece: Int16Array): void {
    const kept = piece.subarray(0, Math.max(0, LONGEST_S * RECOGNITION_RATE_HZ - this.length));
    const wanted = this.length + kept.length;
    if (wanted > this.pcm.length) {
      const longer = new Int16Array(2 * wanted);
      longer.set(this.pcm.subarray(0, this.length));
      this.pcm = longer;
    }
    this.pcm.set(kept, this.length);
    this.length = wanted;
  }

  /** All of it; not a copy. */
  get sound(): Int16Array<ArrayBuffer> {
    return this.pcm.subarray(0, this.length);
  }

  clear(): void {
    this.pcm = new Int16Array(0);
    this.length = 0;
  }
}
