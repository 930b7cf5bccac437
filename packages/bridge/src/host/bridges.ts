import type { BridgeOptions, Vendor } from '../protocol.js';
import { BridgedSession, type BridgeLog } from './bridged-session.js';
import { SDK_SETTING } from './page-files.js';
import { SharedBrowser } from './shared-browser.js';
import { Turns } from './turns.js';

const RETURNS_AT_ONCE = 2;

export interface BridgesOptions {
  /** Path of Chromium. */
  browser: string;
  /** Paths of the vendors' web SDKs, as far as the operator has installed them. */
  sdks: Partial<Record<Vendor, string>>;
  log: BridgeLog;
}

/** All sessions that go to vendors' channels, in one browser. */
export class Bridges {
  private readonly browser: SharedBrowser;
  private readonly sessions = new Set<BridgedSession>();
  private readonly returns = new Turns(RETURNS_AT_ONCE);

  constructor(private readonly options: BridgesOptions) {
    this.browser = new SharedBrowser(options.browser);
  }

  /** Prepares the way of one session; nothing happens before its `join`. */
  open(options: BridgeOptions): BridgedSession {
    const { vendor } = options.vendor;
    const sdkPath = this.options.sdks[vendor];
    if (sdkPath === undefined) throw new Error(`${SDK_SETTING[vendor]} is not set`);
    const { browser, sessions, returns } = this;
    const { log } = this.options;
    const onClosed = () => void sessions.delete(session);
    const session: BridgedSession = new BridgedSession({ browser, sdkPath, log, returns, onClosed }, options);
    sessions.add(session);
    return session;
  }

  async close(): Promise<void> {
    await Promise.all([...this.sessions].map((session) => session.close()));
    await this.browser.close();
  }
}
