const WARNING_MS = 30_000;
/** setTimeout takes no longer times. */
const LONGEST_MS = 2 ** 31 - 1;

/** Tells when a token is about to run out, and when it has. */
export class TokenClock {
  private timers: ReturnType<typeof setTimeout>[] = [];

  constructor(
    private readonly onWarning: () => void,
    private readonly onExpiry: () => void,
  ) {}

  /** @param expiresAt ms since 1970; replaces the one before */
  set(expiresAt: number): void {
    this.stop();
    const leftMs = expiresAt - Date.now();
    this.after(leftMs - WARNING_MS, this.onWarning);
    this.after(leftMs, this.onExpiry);
  }

  stop(): void {
    for (const timer of this.timers.splice(0)) clearTimeout(timer);
  }

  private after(delayMs: number, tell: () => void): void {
    if (delayMs < LONGEST_MS) this.timers.push(setTimeout(tell, Math.max(0, delayMs)));
  }
}
