export interface PacedQueueLimits {
  /** What may go within any one second. */
  messagesPerS: number;
  bytesPerS: number;
  /** What may wait. */
  maxWaitingBytes: number;
}

interface PacedQueueOptions extends PacedQueueLimits {
  send(bytes: Uint8Array): unknown;
  /** A message will not be sent, and why. */
  onDropped(reason: string): void;
  nowMs?: () => number;
  after?: (delayMs: number, callback: () => void) => void;
}

/** A little more than a second, since the other side's clock may count from another moment. */
const WINDOW_MS = 1050;
/** A message that does not go is tried again: its channel may be reconnecting. */
const RETRY_MS = 500;
const MAX_TRIES = 20;

/** Sends messages one after the other, in the order they came, never more within a second than the limits say. */
export class PacedQueue {
  private readonly waiting: Uint8Array[] = [];
  private waitingBytes = 0;
  /** What went within the last window. */
  private readonly gone: { atMs: number; bytes: number }[] = [];
  private busy = false;
  private closed = false;
  private readonly nowMs: () => number;
  private readonly after: (delayMs: number, callback: () => void) => void;

  constructor(private readonly options: PacedQueueOptions) {
    this.nowMs = options.nowMs ?? (() => performance.now());
    this.after = options.after ?? ((delayMs, callback) => void setTimeout(callback, delayMs));
  }

  push(bytes: Uint8Array): void {
    if (this.closed) return;
    if (this.waitingBytes + bytes.byteLength > this.options.maxWaitingBytes) {
      this.options.onDropped(`${this.waitingBytes} bytes wait already`);
      return;
    }
    this.waiting.push(bytes);
    this.waitingBytes += bytes.byteLength;
    void this.run();
  }

  close(): void {
    this.closed = true;
    this.waiting.length = 0;
  }

  private async run(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    for (let next = this.waiting[0]; next; next = this.waiting[0]) {
      await this.turn(next.byteLength);
      if (this.closed) break;
      await this.deliver(next);
      if (this.closed) break;
      this.waiting.shift();
      this.waitingBytes -= next.byteLength;
    }
    this.busy = false;
  }

  /** Waits until so many bytes may go. */
  private async turn(bytes: number): Promise<void> {
    const { messagesPerS, bytesPerS } = this.options;
    for (;;) {
      const now = this.nowMs();
      while (this.gone[0] && this.gone[0].atMs <= now - WINDOW_MS) this.gone.shift();
      const used = this.gone.reduce((sum, message) => sum + message.bytes, 0);
      const oldest = this.gone[0];
      if (!oldest || (this.gone.length < messagesPerS && used + bytes <= bytesPerS)) return;
      await this.wait(oldest.atMs + WINDOW_MS - now);
    }
  }

  private async deliver(bytes: Uint8Array): Promise<void> {
    for (let tries = 1; !this.closed; tries++) {
      this.gone.push({ atMs: this.nowMs(), bytes: bytes.byteLength });
      try {
        await this.options.send(bytes);
        return;
      } catch (error) {
        if (tries === MAX_TRIES) {
          this.options.onDropped(error instanceof Error ? error.message : String(error));
          return;
        }
        await this.wait(RETRY_MS);
      }
    }
  }

  private wait(delayMs: number): Promise<void> {
    return new Promise((resolve) => this.after(delayMs, resolve));
  }
}
