import { createServer } from 'node:http';
import { NotShown } from './expect.js';

/** A request that came to this machine. */
export interface Received {
  contentType: string;
  text: string;
}

export interface Receiver {
  /** Status of further answers; 200 at first. */
  answer(status: number): void;
  /** The first request, of those that have come and will come, that fits; null when none comes in time. */
  find<T>(fits: (received: Received) => T | null, timeoutMs: number): Promise<T | null>;
  close(): Promise<void>;
}

const POLL_MS = 50;

/** Listens where the server sends its events. @throws NotShown when that cannot be done here */
export async function listen(url: URL): Promise<Receiver> {
  const received: Received[] = [];
  let status = 200;
  const server = createServer(async (request, response) => {
    const chunks = await request.toArray().catch(() => null);
    if (chunks !== null) {
      const contentType = request.headers['content-type'] ?? '';
      received.push({ contentType, text: Buffer.concat(chunks).toString() });
    }
    response.writeHead(status).end();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(Number(url.port || 80), resolve);
  }).catch((error: Error) => {
    throw new NotShown(`WEBHOOK_RECEIVER: cannot listen on port ${url.port || 80} (${error.message})`);
  });
  return {
    answer(next) {
      status = next;
    },
    async find(fits, timeoutMs) {
      for (const until = Date.now() + timeoutMs; ; ) {
        for (const one of received) {
          const found = fits(one);
          if (found !== null) {
            return found;
          }
        }
        if (Date.now() > until) {
          return null;
        }
        await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      }
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
