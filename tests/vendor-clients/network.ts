import type { Browser, Page } from '../support/index.js';

declare global {
  interface Window {
    sockets: WebSocket[];
    peers: RTCPeerConnection[];
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
    window.peers = [];
    window.RTCPeerConnection = class extends RTCPeerConnection {
      constructor(...args: ConstructorParameters<typeof RTCPeerConnection>) {
        super(...args);
        window.peers.push(this);
      }
    };
  });
  await page.goto(url);
  return page;
}

/** @param withMedia loses the way of media as well, so that livekit-client has to begin anew */
export async function dropNetwork(page: Page, withMedia = false): Promise<void> {
  await page.context().setOffline(true);
  await page.evaluate((all) => {
    for (const socket of window.sockets.splice(0)) socket.close(4000);
    for (const peer of all ? window.peers.splice(0) : []) peer.close();
  }, withMedia);
}
