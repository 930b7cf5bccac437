import { setTimeout as delay } from 'node:timers/promises';
import type { BridgeOptions } from '../protocol.js';
import { BridgePage } from './bridge-page.js';
import type { SharedBrowser } from './shared-browser.js';
import type { Turns } from './turns.js';

/** Pauses before each attempt to come back. */
const REJOIN_DELAYS_MS = [100, 1000, 3000, 6000];
const REJOIN_TIMEOUT_MS = 12_000;
/** The page itself may take two seconds. */
const LEAVE_TIMEOUT_MS = 1000;

export interface BridgeLog {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
}

interface BridgedSessionDeps {
  browser: SharedBrowser;
  sdkPath: string;
  log: BridgeLog;
  /** Those who come back take turns: when the browser has died, all sessions want to at once. */
  returns: Turns;
  onClosed(): void;
}

/** One session's way to a vendor's channel. Comes back by itself when its page, browser or connection is lost. */
export class BridgedSession {
  private page: BridgePage | null = null;
  /** What is being joined or come back to. */
  private working: Promise<void> = Promise.resolve();
  private readonly closed = new AbortController();
  private closing: Promise<void> | null = null;
  private onFailed: (error: Error) => void = () => {};

  constructor(
    private readonly deps: BridgedSessionDeps,
    private readonly options: BridgeOptions,
  ) {}

  /** Calls back once when it cannot go on. `close` is still to be called. */
  whenFailed(callback: (error: Error) => void): void {
    this.onFailed = callback;
  }

  /**
   * Resolves when the avatar is in the vendor's channel. The page is opened meanwhile, and joins once `ready` says that
   * the avatar is in its room.
   *
   * @throws an error that tells why it is not, within `timeoutMs`; the reason of `ready` when that rejects
   */
  async join(timeoutMs: number, ready: Promise<unknown>): Promise<void> {
    const joining = this.enter(timeoutMs, ready);
    this.working = joining.catch(() => {});
    try {
      await joining;
    } catch (error) {
      throw this.clean(error);
    }
  }

  /** Leaves the channel and the room. Idempotent; ends within three seconds. */
  close(): Promise<void> {
    this.closing ??= this.leave();
    return this.closing;
  }

  private async leave(): Promise<void> {
    this.closed.abort();
    // What is under way closes its own page; it may be waiting for its turn, or for the browser to start.
    await Promise.race([this.working, delay(LEAVE_TIMEOUT_MS, undefined, { ref: false })]);
    await this.page?.close();
    this.deps.onClosed();
  }

  private async enter(timeoutMs: number, ready: Promise<unknown>): Promise<void> {
    const { browser, sdkPath, log } = this.deps;
    const { sessionId, vendor } = this.options;
    this.page = await BridgePage.join(browser, sdkPath, this.options, {
      timeoutMs,
      ready,
      signal: this.closed.signal,
      onWarning: (message) =>
        log.warn({ sessionId, cause: this.redact(message) }, 'the bridge has a problem'),
      onLost: (reason, final) => {
        this.working = this.comeBack(reason, final);
      },
    });
    log.info({ sessionId, vendor: vendor.vendor }, 'the bridge is in the channel');
  }

  private async comeBack(reason: string, final: boolean): Promise<void> {
    const { log, returns } = this.deps;
    const { sessionId } = this.options;
    const { signal } = this.closed;
    let last = reason;
    log.warn({ sessionId, cause: this.redact(reason) }, 'the bridge has lost its way');
    const lost = this.page;
    this.page = null;
    await lost?.close();
    for (const delayMs of final ? [] : REJOIN_DELAYS_MS) {
      await delay(delayMs, undefined, { ref: false, signal }).catch(() => {});
      if (signal.aborted) return;
      try {
        await returns.take(async () => {
          signal.throwIfAborted();
          await this.enter(REJOIN_TIMEOUT_MS, Promise.resolve());
        });
        return;
      } catch (error) {
        if (signal.aborted) return;
        last = error instanceof Error ? error.message : String(error);
        log.warn({ sessionId, cause: this.redact(last) }, 'the bridge did not come back');
      }
    }
    if (!signal.aborted) this.onFailed(this.clean(last));
  }

  private clean(error: unknown): Error {
    return new Error(this.redact(error instanceof Error ? error.message : String(error)));
  }

  /** Without what lets somebody into the room or the channel. */
  private redact(text: string): string {
    const { room, vendor } = this.options;
    const secrets = [room.token, vendor.vendor === 'agora' ? vendor.token : vendor.userSig];
    return secrets
      .filter((secret) => secret !== '')
      .reduce((clean, secret) => clean.replaceAll(secret, '…'), text);
  }
}
