/** Samples of a stream of bytes (signed 16 bit, little endian) that may be cut anywhere, also within a sample. */
export class PcmLine {
  private pieces: Int16Array<ArrayBuffer>[] = [];
  private half: number | null = null;
  private count = 0;

  /** Samples that are there. */
  get length(): number {
    return this.count;
  }

  push(bytes: Uint8Array): void {
    const whole = new Uint8Array(bytes.length + (this.half === null ? 0 : 1));
    if (this.half !== null) whole[0] = this.half;
    whole.set(bytes, this.half === null ? 0 : 1);
    this.half = whole.length % 2 === 1 ? (whole.at(-1) ?? 0) : null;
    // Every processor that the product runs on is little endian too.
    const pcm = new Int16Array(whole.buffer, 0, whole.length >> 1);
    this.pieces.push(pcm);
    this.count += pcm.length;
  }

  /** Takes the first `count` samples, or as many as there are. */
  take(count: number): Int16Array<ArrayBuffer> {
    const out = new Int16Array(Math.max(0, Math.min(Math.round(count), this.count)));
    let at = 0;
    while (at < out.length && this.pieces.length > 0) {
      const piece = this.pieces[0] ?? new Int16Array(0);
      const part = piece.subarray(0, out.length - at);
      out.set(part, at);
      at += part.length;
      if (part.length === piece.length) this.pieces.shift();
      else this.pieces[0] = piece.subarray(part.length);
    }
    this.count -= out.length;
    return out;
  }
}
