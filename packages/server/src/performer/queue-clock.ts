/** So many drained pieces in a row have to agree before the estimate is moved later. */
const WITNESSES = 10;
/** A piece that was taken within this time had room at once: it says nothing about the queue's depth. */
const AT_ONCE_MS = 3;
/** Less is the noise of the event loop. */
const TOLERANCE_MS = 4;

/**
 * When sound that is queued now will be sent. The queue sends at the pace of real time, but it can run dry
 * unseen, and then lags behind a plain sum of what was queued. What it tells is when it has drained to
 * `targetMs`: never more is queued then, and exactly that much if it had to drain first.
 */
export class QueueClock {
  private head = 0;
  private pushedAtMs = 0;
  private lags: number[] = [];

  constructor(private readonly targetMs: number) {}

  /** When the sound queued next will be sent, on the clock of `performance.now()`. */
  headMs(nowMs: number): number {
    return Math.max(this.head, nowMs);
  }

  /** A piece is queued. Returns when it will be sent. */
  push(nowMs: number, durationMs: number): number {
    const startMs = this.headMs(nowMs);
    this.pushedAtMs = nowMs;
    this.head = startMs + durationMs;
    return startMs;
  }

  /** The queue has said that it holds no more than the target. */
  drained(nowMs: number): void {
    const lagMs = nowMs + this.targetMs - this.head;
    if (nowMs - this.pushedAtMs < AT_ONCE_MS || lagMs < TOLERANCE_MS) {
      this.head = Math.min(this.head, nowMs + this.targetMs);
      this.lags = [];
      return;
    }
    this.lags.push(lagMs);
    if (this.lags.length < WITNESSES) return;
    this.head += Math.min(...this.lags);
    this.lags = [];
  }

  /** The queue has been emptied. */
  clear(nowMs: number): void {
    this.head = nowMs;
    this.lags = [];
  }
}
