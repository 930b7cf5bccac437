import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { ANSWER_TIMEOUT_MS, endWith, IDLE_TIMEOUT_MS } from '../net/index.js';

const MAX_UPGRADES = 2000;
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Paths of the media server on our own port. */
export function isMediaServerPath(url: string | undefined): boolean {
  return /^\/(?:rtc|twirp)(?:[/?]|$)/.test(url ?? '');
}

/** Passes signalling and room service calls through to the media server on the loopback. */
export class MediaProxy {
  readonly #port: number;
  readonly #open = new Set<Duplex>();

  constructor(port: number) {
    this.#port = port;
  }

  /** Answers a plain HTTP request. */
  request(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const upstream = httpRequest({
      host: '127.0.0.1',
      port: this.#port,
      method: incoming.method,
      path: incoming.url,
      headers: incoming.headers,
      agent: false,
      timeout: ANSWER_TIMEOUT_MS,
    });
    const fail = () => {
      if (!outgoing.headersSent) {
        outgoing.writeHead(502, { 'content-type': 'text/plain' });
      }
      outgoing.end();
    };
    upstream.on('timeout', () => upstream.destroy());
    upstream.on('error', fail);
    upstream.on('response', (response) => {
      for (const [name, value] of Object.entries(response.headers)) {
        if (value !== undefined && !HOP_BY_HOP.has(name)) {
          outgoing.setHeader(name, value);
        }
      }
      outgoing.writeHead(response.statusCode ?? 502);
      response.on('error', () => outgoing.destroy());
      response.pipe(outgoing);
    });
    outgoing.on('close', () => upstream.destroy());
    incoming.pipe(upstream);
  }

  /** Joins an upgrade's socket with one to the media server, byte for byte. */
  upgrade(request: IncomingMessage, client: Duplex, head: Buffer): void {
    if (this.#open.size >= MAX_UPGRADES) {
      endWith(client, '503 Service Unavailable');
      return;
    }
    this.#open.add(client);
    const upstream = connect({ host: '127.0.0.1', port: this.#port, noDelay: true });
    let answered = false;
    const timer = setTimeout(() => {
      endWith(client, '504 Gateway Timeout');
      upstream.destroy();
    }, ANSWER_TIMEOUT_MS);
    timer.unref();

    upstream.once('connect', () => {
      const lines = [`${request.method} ${request.url} HTTP/1.1`];
      for (let i = 0; i < request.rawHeaders.length; i += 2) {
        lines.push(`${request.rawHeaders[i]}: ${request.rawHeaders[i + 1]}`);
      }
      upstream.write(`${lines.join('\r\n')}\r\n\r\n`);
      upstream.write(head);
      client.pipe(upstream);
      upstream.pipe(client);
    });
    upstream.once('data', () => {
      answered = true;
      clearTimeout(timer);
      upstream.setTimeout(IDLE_TIMEOUT_MS, () => upstream.destroy());
    });
    upstream.on('error', () => {
      if (!answered) {
        endWith(client, '502 Bad Gateway');
      }
    });
    client.on('error', () => upstream.destroy());
    // A WebSocket is over when either side is: no half of one is kept.
    client.once('end', () => upstream.destroySoon());
    client.once('close', () => {
      clearTimeout(timer);
      this.#open.delete(client);
      upstream.destroy();
    });
    upstream.once('close', () => client.destroySoon?.());
  }

  /** Ends every joined connection. */
  close(): void {
    for (const socket of this.#open) {
      socket.destroy();
    }
  }
}
