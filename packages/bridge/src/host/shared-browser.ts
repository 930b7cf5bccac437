import type { Browser, BrowserContext } from 'playwright-core';

/** How long the browser is kept after its last page: the next session may be near. */
const LINGER_MS = 30_000;
const LAUNCH_TIMEOUT_MS = 10_000;
/** What the browser is told of our environment; nothing that may be secret. */
const ENVIRONMENT = [
  'PATH',
  'HOME',
  'LANG',
  'TZ',
  'TMPDIR',
  'XDG_CONFIG_HOME',
  'XDG_CACHE_HOME',
  'LD_LIBRARY_PATH',
];

const ARGUMENTS = [
  '--disable-gpu',
  '--mute-audio',
  '--autoplay-policy=no-user-gesture-required',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  // A bridge's page stands under localhost and goes out to the vendor's cloud, and to servers beside us.
  '--disable-features=LocalNetworkAccessChecks,WebRtcHideLocalIpsWithMdns',
];

/**
 * One Chromium for all bridges: started with the first page, ended a while after the last. It is spoken to by a pipe,
 * which ends it when this process is killed.
 */
export class SharedBrowser {
  private launching: Promise<Browser> | null = null;
  private contexts = 0;
  private lingering: NodeJS.Timeout | null = null;
  private closed = false;

  /** @param executablePath Chromium, or a script that starts it with further arguments */
  constructor(private readonly executablePath: string) {}

  /** A context of its own: no cookies, storage or process is shared with another. `release` it. */
  async openContext(): Promise<BrowserContext> {
    if (this.closed) throw new Error('the bridge is closed');
    this.contexts += 1;
    this.stopLingering();
    try {
      const browser = await this.browser();
      return await browser.newContext({ acceptDownloads: false, serviceWorkers: 'block' });
    } catch (error) {
      this.letGo();
      throw error;
    }
  }

  /** Closes a context; one whose browser has died is gone already. */
  async release(context: BrowserContext): Promise<void> {
    await context.close().catch(() => {});
    this.letGo();
  }

  async close(): Promise<void> {
    this.closed = true;
    this.stopLingering();
    const browser = await this.launching?.catch(() => null);
    await browser?.close().catch(() => {});
  }

  private browser(): Promise<Browser> {
    if (this.launching) return this.launching;
    const launching = this.launch();
    this.launching = launching;
    // One that ends late must not be taken for the one that was started meanwhile.
    const forget = () => {
      if (this.launching === launching) this.launching = null;
    };
    launching.then((browser) => {
      browser.on('disconnected', forget);
      if (!browser.isConnected()) forget();
    }, forget);
    return launching;
  }

  private async launch(): Promise<Browser> {
    try {
      // Not before it is needed: most servers never need it.
      const { chromium } = await import('playwright-core');
      return await chromium.launch({
        executablePath: this.executablePath,
        args: ARGUMENTS,
        // Chromium refuses to run its sandbox for the superuser.
        chromiumSandbox: process.getuid?.() !== 0,
        timeout: LAUNCH_TIMEOUT_MS,
        env: Object.fromEntries(
          ENVIRONMENT.flatMap((name) => [[name, process.env[name] ?? '']]).filter(([, value]) => value),
        ),
        // Signals are the server's own business.
        handleSIGINT: false,
        handleSIGTERM: false,
        handleSIGHUP: false,
      });
    } catch (error) {
      throw new Error(`BRIDGE_BROWSER: ${this.executablePath} did not start: ${firstLine(error)}`);
    }
  }

  private letGo(): void {
    this.contexts -= 1;
    if (this.contexts > 0 || this.closed) return;
    this.lingering = setTimeout(() => {
      const ending = this.launching;
      this.launching = null;
      ending?.then((browser) => browser.close()).catch(() => {});
    }, LINGER_MS);
    this.lingering.unref();
  }

  private stopLingering(): void {
    if (this.lingering) clearTimeout(this.lingering);
    this.lingering = null;
  }
}

/** Playwright's errors go on with logs of the call. */
export function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n')[0] ?? '';
}
