import type { Browser, Page } from '../support/index.js';

declare global {
  interface Window {
    sockets: WebSocket[];
  }
}

/** A page that can lose its network: Chromium's switch spares connections that are open. */
export async function openPage(browser: Browser, url: string): Promise<Page> {
  const page = await browser.newPage();
  await page.addInitScript(() => {
    window.sockets = [];
    window.WebSocket = class extends WebSocket {
      constructor(...args: ConstructorParameters<typeof WebSocket>) {
        super(...args);
        window.sockets.push(this);
      }
    };
  });
  await page.goto(url);
  return page;
}

export async function dropNetwork(page: Page): Promise<void> {
  await page.context().setOffline(true);
  await page.evaluate(() => {
    for (const socket of window.sockets.splice(0)) socket.close(4000);
  });
}

/** Takes the network away after the media server has told clients to connect anew, as one does that restarts. */
export async function restartNetwork(page: Page): Promise<void> {
  await page.context().setOffline(true);
  await page.evaluate(() => {
    // LiveKit's SignalResponse with a LeaveRequest of action RECONNECT.
    const told = Uint8Array.of(0x42, 0x02, 0x18, 0x02).buffer;
    for (const socket of window.sockets.splice(0)) {
      socket.dispatchEvent(new MessageEvent('message', { data: told }));
    }
  });
}
