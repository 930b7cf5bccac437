import type { SessionBridge } from '../bridged-live-session.js';

/** A bridge to nowhere: it records what is asked of it, and joins when it is told to. */
export class FakeBridge implements SessionBridge {
  readonly calls: ('join' | 'close')[] = [];
  /** What it was given for the way in. */
  timeoutMs = 0;
  fail: (error: Error) => void = () => {};
  settle: (error?: Error) => void = () => {};

  /** @param joinsAtOnce when false, it waits for `settle` */
  constructor(private readonly joinsAtOnce = false) {}

  whenFailed(callback: (error: Error) => void): void {
    this.fail = callback;
  }

  async join(timeoutMs: number, ready: Promise<unknown>): Promise<void> {
    this.timeoutMs = timeoutMs;
    await ready;
    this.calls.push('join');
    await new Promise<void>((resolve, reject) => {
      this.settle = (error) => (error ? reject(error) : resolve());
      if (this.joinsAtOnce) resolve();
    });
  }

  async close(): Promise<void> {
    this.calls.push('close');
  }
}
