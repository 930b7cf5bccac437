/** A second, and what clocks may differ by. */
const WINDOW_MS = 1050;

/** Holds packets back so that no second has more of them than the vendor takes, and keeps their order. */
export class Pace {
  private sent: { atMs: number; bytes: number }[] = [];
  private last: Promise<void> = Promise.resolve();

  constructor(
    private readonly limits: { packetsPerS: number; bytesPerS: number },
    private readonly clock = {
      nowMs: () => performance.now(),
      wait: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
    },
  ) {}

  /** Resolves when it is this packet's turn. */
  turn(bytes: number): Promise<void> {
    this.last = this.last.then(() => this.room(bytes));
    return this.last;
  }

  private async room(bytes: number): Promise<void> {
    const { packetsPerS, bytesPerS } = this.limits;
    for (;;) {
      const nowMs = this.clock.nowMs();
      this.sent = this.sent.filter(({ atMs }) => nowMs - atMs < WINDOW_MS);
      const [oldest] = this.sent;
      const total = this.sent.reduce((sum, one) => sum + one.bytes, bytes);
      if (!oldest || (this.sent.length < packetsPerS && total <= bytesPerS)) {
        this.sent.push({ atMs: nowMs, bytes });
        return;
      }
      await this.clock.wait(oldest.atMs + WINDOW_MS - nowMs);
    }
  }
}
