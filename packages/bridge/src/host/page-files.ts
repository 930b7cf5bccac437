import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { BrowserContext } from 'playwright-core';
import type { Vendor } from '../protocol.js';

/**
 * Where the page stands. Names under localhost count as secure without a certificate, and a page there may open
 * connections without encryption, as to a media server on this machine or beside it. Nothing is asked of the network:
 * all that is below is answered by the host.
 */
export const PAGE_ORIGIN = 'http://bridge.localhost';

const PAGE_SCRIPT = fileURLToPath(new URL('../page.js', import.meta.url));
const HTML =
  '<!doctype html><meta charset="utf-8"><title>bridge</title><script src="/sdk.js"></script><script src="/page.js"></script>';

/** The setting that names each vendor's SDK. */
export const SDK_SETTING: Record<Vendor, string> = { agora: 'AGORA_SDK', trtc: 'TRTC_SDK' };

/** Answers what pages of a context ask of `PAGE_ORIGIN`. */
export async function servePage(context: BrowserContext, sdkPath: string): Promise<void> {
  const scripts: Record<string, string> = { '/sdk.js': sdkPath, '/page.js': PAGE_SCRIPT };
  await context.route(`${PAGE_ORIGIN}/**`, async (route) => {
    const { pathname } = new URL(route.request().url());
    const script = scripts[pathname];
    if (script !== undefined) {
      await route.fulfill({ contentType: 'text/javascript', body: await readFile(script) });
    } else if (pathname === '/') {
      await route.fulfill({ contentType: 'text/html', body: HTML });
    } else {
      await route.fulfill({ status: 404 });
    }
  });
}
