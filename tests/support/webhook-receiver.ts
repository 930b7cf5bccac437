import { createDecipheriv, createHash, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** What an event is signed and encrypted with: those of the key whose webhook it goes to. */
export interface WebhookCredentials {
  clientId: string;
  clientSecret: string;
}

/** An event whose signature was right. */
export interface ReceivedEvent {
  /** Path of the URL that it was sent to. */
  path: string;
  event: string;
  event_id: string;
  _id: string;
  status: number;
  [field: string]: unknown;
}

export interface WebhookReceiver {
  /** `http://127.0.0.1:PORT`; any path under it is received. */
  origin: string;
  /** In the order in which they came, repetitions included. */
  events: ReceivedEvent[];
  /** What was wrong with the others. */
  refused: string[];
  close(): Promise<void>;
}

/** Opens the vendor's envelope as its documentation describes it. */
function openEnvelope(body: string, { clientId, clientSecret }: WebhookCredentials): object {
  const { signature, dataEncrypt, timestamp, nonce } = JSON.parse(body) as Record<string, string>;
  const signed = [clientId, timestamp, nonce, dataEncrypt].sort().join('');
  const expected = createHash('sha1').update(signed).digest();
  const given = Buffer.from(signature ?? '', 'hex');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw new Error('the signature is wrong');
  }
  const decipher = createDecipheriv('aes-192-cbc', clientSecret, clientId.slice(0, 16));
  return JSON.parse(decipher.update(dataEncrypt ?? '', 'base64', 'utf8') + decipher.final('utf8')) as object;
}

/**
 * Receives webhooks as their owner would: verified, decrypted, kept.
 *
 * @param credentialsOf says whose events come to a path; those of an unknown owner are taken unread
 * @param delayMs is asked how long to wait before each answer
 */
export async function startWebhookReceiver(
  credentialsOf: (path: string) => WebhookCredentials | undefined,
  delayMs: () => number = () => 0,
): Promise<WebhookReceiver> {
  const events: ReceivedEvent[] = [];
  const refused: string[] = [];
  const server = createServer(async (request, response) => {
    const path = request.url ?? '/';
    try {
      const body = Buffer.concat(await request.toArray()).toString();
      const credentials = credentialsOf(path);
      if (credentials) events.push({ path, ...openEnvelope(body, credentials) } as ReceivedEvent);
      await sleep(delayMs());
      response.writeHead(200).end();
    } catch (error) {
      // One who breaks off has said nothing wrong.
      if (!request.complete) return;
      refused.push(`${path}: ${error instanceof Error ? error.message : error}`);
      response.writeHead(400).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    events,
    refused,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
