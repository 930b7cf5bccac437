import type { MediaSink } from '../performer.js';

/** A room that sends sound at the pace of real time, and notes when it sends what. */
export class PacedSink implements MediaSink {
  readonly audioRateHz = 48_000;
  readonly audioQueueMs = 160;
  readonly frames: { atMs: number; tS: number }[] = [];
  /** Loudest sample of each piece, and when it was sent. */
  sent: { atMs: number; peak: number }[] = [];
  private endsAtMs = 0;

  async captureAudio(pcm: Int16Array<ArrayBuffer>): Promise<void> {
    const nowMs = performance.now();
    const startMs = Math.max(nowMs, this.endsAtMs);
    this.sent.push({ atMs: startMs, peak: pcm.reduce((peak, sample) => Math.max(peak, sample), 0) });
    this.endsAtMs = startMs + pcm.length / 48;
    const waitMs = this.endsAtMs - this.audioQueueMs - nowMs;
    await new Promise((resolve) => (waitMs > 0 ? setTimeout(resolve, waitMs) : setImmediate(resolve)));
  }

  clearAudio(): void {
    const nowMs = performance.now();
    this.sent = this.sent.filter(({ atMs }) => atMs <= nowMs);
    this.endsAtMs = nowMs;
  }

  captureVideo(_i420: Uint8Array, ptsUs: bigint): void {
    this.frames.push({ atMs: performance.now(), tS: Number(ptsUs) / 1e6 });
  }
}
