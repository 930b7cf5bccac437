import type { LiveSession, LiveSessionEvents } from '../live/port.js';

/** A session's way from its room to a vendor's channel. */
export interface SessionBridge {
  /** Calls back once when it cannot go on. */
  whenFailed(callback: (error: Error) => void): void;
  /**
   * Resolves when the avatar is in the channel; rejects with the reason within `timeoutMs`. Goes nowhere before `ready`:
   * the avatar is in its room.
   */
  join(timeoutMs: number, ready: Promise<unknown>): Promise<void>;
  /** Idempotent; ends within 3 s. */
  close(): Promise<void>;
}

/** For the avatar and the bridge together, a little less than a session is given to start. */
const START_BUDGET_MS = 13_000;

/** An avatar that has started when it is in the vendor's channel, too, and fails when it is out of it for good. */
export class BridgedLiveSession implements LiveSession {
  private readonly listeners: ((error: Error) => void)[] = [];

  constructor(
    private readonly live: LiveSession,
    private readonly bridge: SessionBridge,
  ) {
    bridge.whenFailed((error) => {
      for (const listener of this.listeners) listener(asBridges(error));
    });
  }

  on<E extends keyof LiveSessionEvents>(event: E, listener: (...args: LiveSessionEvents[E]) => void): void {
    this.live.on(event, listener);
    if (event === 'failed') this.listeners.push(listener as (error: Error) => void);
  }

  async start(): Promise<void> {
    const entering = this.live.start();
    const joining = this.bridge.join(START_BUDGET_MS, entering);
    // Where the avatar does not start, its own reason counts.
    joining.catch(() => {});
    await entering;
    try {
      await joining;
    } catch (error) {
      throw asBridges(error);
    }
  }

  async close(): Promise<void> {
    await Promise.all([this.bridge.close(), this.live.close()]);
  }
}

function asBridges(error: unknown): Error {
  return new Error(`bridge: ${error instanceof Error ? error.message : error}`, { cause: error });
}
