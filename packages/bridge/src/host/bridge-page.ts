import { readFile } from 'node:fs/promises';
import type { BrowserContext, Page } from 'playwright-core';
import {
  type BridgeOptions,
  type JoinResult,
  type PageReport,
  type PageSide,
  REPORT_BINDING,
} from '../protocol.js';
import { PAGE_ORIGIN, SDK_SETTING, servePage } from './page-files.js';
import { firstLine, type SharedBrowser } from './shared-browser.js';

/** What the page takes longer than its own time, when it is there at all. */
const PAGE_GRACE_MS = 1500;
const LEAVE_TIMEOUT_MS = 1500;

interface BridgePageOptions {
  /** For all of the way in. */
  timeoutMs: number;
  /** The avatar is in the room: nothing is joined before, and nothing at all when it rejects. */
  ready: Promise<unknown>;
  /** Closes it, whatever it is doing. */
  signal: AbortSignal;
  onWarning(message: string): void;
  /** It is out of one of the two, or dead. At most once, and only after `join` has succeeded. */
  onLost(reason: string, final: boolean): void;
}

/** One page, which carries one session, in a context of its own. */
export class BridgePage {
  private page: Page | null = null;
  private joined = false;
  /** What of the network did not answer last: the likely reason when a vendor does not. */
  private unreachable: string | null = null;
  private closing: Promise<void> | null = null;
  private readonly onAbort = () => void this.close();

  private constructor(
    private readonly browser: SharedBrowser,
    private readonly context: BrowserContext,
    private readonly given: BridgePageOptions,
  ) {}

  /**
   * Opens a page and joins both sides.
   *
   * @throws an error that tells what did not let it in; nothing is left of it then
   */
  static async join(
    browser: SharedBrowser,
    sdkPath: string,
    options: BridgeOptions,
    given: BridgePageOptions,
  ): Promise<BridgePage> {
    const { timeoutMs, ready, signal } = given;
    const endsAtMs = performance.now() + timeoutMs;
    const leftMs = () => Math.max(1, endsAtMs - performance.now());
    const { vendor } = options.vendor;
    await readFile(sdkPath).catch((error) => {
      throw new Error(`${SDK_SETTING[vendor]}: ${sdkPath} cannot be read (${error.code})`);
    });
    const opening = browser.openContext();
    const context = await withTimeout(opening, timeoutMs, 'the browser of the bridge').catch((error) => {
      opening.then((late) => browser.release(late)).catch(() => {});
      throw error;
    });
    const bridge = new BridgePage(browser, context, given);
    signal.addEventListener('abort', bridge.onAbort);
    try {
      signal.throwIfAborted();
      await bridge.open(sdkPath, new URL(options.room.url).hostname, leftMs());
      await withTimeout(ready, leftMs(), 'the avatar');
      await bridge.enter(options, leftMs());
      return bridge;
    } catch (error) {
      await bridge.close();
      throw error;
    }
  }

  /** Leaves both sides and closes the page. Idempotent; ends within two seconds. */
  close(): Promise<void> {
    this.closing ??= this.leave();
    return this.closing;
  }

  private async leave(): Promise<void> {
    this.given.signal.removeEventListener('abort', this.onAbort);
    const leaving = this.page?.evaluate(() => {
      const scope = globalThis as unknown as { bridge: PageSide };
      return scope.bridge.leave();
    });
    await withTimeout(leaving ?? Promise.resolve(), LEAVE_TIMEOUT_MS, 'leaving').catch(() => {});
    await this.browser.release(this.context);
  }

  private async open(sdkPath: string, roomHost: string, timeoutMs: number): Promise<void> {
    await servePage(this.context, sdkPath);
    const page = await this.context.newPage();
    this.page = page;
    page.on('requestfailed', (request) => {
      const { hostname } = new URL(request.url());
      const problem = request.failure()?.errorText;
      // Callers are told the reason; where our media server is they need not know.
      const isOurs = hostname === roomHost || hostname.endsWith('localhost');
      if (problem && problem !== 'net::ERR_ABORTED' && !isOurs) this.unreachable = `${hostname}: ${problem}`;
    });
    page.on('crash', () => this.lose('the page of the bridge has crashed', false));
    page.on('close', () => this.lose('the browser of the bridge has ended', false));
    await page.exposeBinding(REPORT_BINDING, (_source, report: PageReport) => this.take(report));
    try {
      await page.goto(`${PAGE_ORIGIN}/`, { waitUntil: 'load', timeout: timeoutMs });
    } catch (error) {
      throw new Error(`the page of the bridge did not load: ${firstLine(error)}`);
    }
  }

  private async enter(options: BridgeOptions, timeoutMs: number): Promise<void> {
    const { page } = this;
    if (!page) throw new Error('the page is not open');
    const request = { ...options, timeoutMs: Math.max(1, timeoutMs - PAGE_GRACE_MS) };
    const joining: Promise<JoinResult> = page.evaluate((given) => {
      const scope = globalThis as unknown as { bridge: PageSide };
      return scope.bridge.join(given);
    }, request);
    const result = await withTimeout(joining, timeoutMs, 'the page of the bridge').catch((error) => {
      throw new Error(firstLine(error));
    });
    if (!result.joined) {
      throw new Error(this.unreachable ? `${result.reason} (${this.unreachable})` : result.reason);
    }
    this.joined = true;
  }

  private take(report: PageReport): void {
    if (report.kind === 'warning') this.given.onWarning(report.message);
    else this.lose(report.reason, report.final);
  }

  private lose(reason: string, final: boolean): void {
    if (!this.joined || this.closing) return;
    this.joined = false;
    this.given.onLost(reason, final);
  }
}

function withTimeout<T>(work: Promise<T>, timeoutMs: number, what: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${what} gave no answer in time`)), timeoutMs);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
