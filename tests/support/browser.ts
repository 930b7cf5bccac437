import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import { type Browser, chromium, type Page } from 'playwright-core';
import { freePort } from './server-process.js';

/** Starts a headless Chromium with a fake microphone and camera. */
export function launchChromium(extraArgs: string[] = []): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream',
      ...extraArgs,
    ],
  });
}

/** Serves an empty page with `window.LivekitClient` on an origin of its own, as a third-party client would have. */
export async function serveClientPage(): Promise<{ url: string; close(): Promise<void> }> {
  // What `require` would load is the UMD build, which makes a global in a page.
  const client = await readFile(createRequire(import.meta.url).resolve('livekit-client'));
  const server: Server = createServer((request, reply) => {
    if (request.url === '/livekit-client.js') {
      reply.setHeader('content-type', 'text/javascript').end(client);
    } else {
      reply.setHeader('content-type', 'text/html');
      reply.end('<!doctype html><title>client</title><script src="/livekit-client.js"></script>');
    }
  });
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The loudest moment of the sound that the console's page plays within a second, 0..1. */
export function pageLoudness(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const source = document.querySelector('audio[hidden]');
    if (!(source instanceof HTMLAudioElement) || !(source.srcObject instanceof MediaStream)) return 0;
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    context.createMediaStreamSource(source.srcObject).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    let peak = 0;
    for (let count = 0; count < 50; count++) {
      analyser.getFloatTimeDomainData(samples);
      for (const sample of samples) peak = Math.max(peak, Math.abs(sample));
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await context.close();
    return peak;
  });
}

export type { Browser, Page };
