/** Time, so that tests can let hours pass at once. */
export interface Clock {
  /** Milliseconds since 1970. */
  nowMs(): number;
  /** Calls back once, after `delayMs`. The timer keeps no process alive. Returns what cancels it. */
  after(delayMs: number, callback: () => void): () => void;
}

/** Longer delays overflow the timer and would fire at once. */
const MAX_DELAY_MS = 2 ** 31 - 1;

export const systemClock: Clock = {
  nowMs: () => Date.now(),
  after(delayMs, callback) {
    const timer = setTimeout(callback, Math.min(Math.max(0, delayMs), MAX_DELAY_MS));
    timer.unref();
    return () => clearTimeout(timer);
  },
};
