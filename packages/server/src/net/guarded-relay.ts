import { randomBytes } from 'node:crypto';
import { createServer, request as httpRequest, type IncomingMessage, type Server } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { UrlAllowlist } from './allowlist.js';
import { pinnedLookup } from './guarded-fetch.js';
import { type HostAddress, parseCallerUrl, type Resolver, resolveCallerHost } from './resolve.js';
import { ANSWER_TIMEOUT_MS, endWith, IDLE_TIMEOUT_MS } from './upgrades.js';

const SCHEMES = ['ws:', 'wss:', 'http:', 'https:'] as const;
/** What a client asks for carries an offer in its query. */
const MAX_HEADER_BYTES = 64 * 1024;
const BAD_GATEWAY = 502;

interface Target {
  url: URL;
  addresses: HostAddress[];
  sockets: Set<Duplex>;
  /** HTTP status that the last connection was turned down with. */
  refusedWith: number;
}

export interface RelayRules {
  allowlist: UrlAllowlist;
  resolver?: Resolver;
  /** How long a server may take to answer a connection in full. */
  answerTimeoutMs?: number;
}

/** A URL on the loopback that leads to the one that a caller named. */
export interface RelayedUrl {
  url: string;
  /** Ends its connections; from now on it leads nowhere. */
  close(): void;
}

/** A path with what it asks for, and what the caller's URL asks for besides. */
function withQuery(path: string, { search }: URL): string {
  return search === '' ? path : `${path}${path.includes('?') ? '&' : '?'}${search.slice(1)}`;
}

function headersOf(answer: IncomingMessage): string {
  const lines = ['HTTP/1.1 101 Switching Protocols'];
  for (let at = 0; at < answer.rawHeaders.length; at += 2) {
    lines.push(`${answer.rawHeaders[at]}: ${answer.rawHeaders[at + 1]}`);
  }
  return `${lines.join('\r\n')}\r\n\r\n`;
}

/**
 * Leads a WebSocket client that cannot be told which addresses to use, that follows redirects and repeats what
 * error pages say, to servers that callers name: the host is resolved once, its addresses are checked, and every
 * connection goes to those addresses. Of an answer that is no WebSocket only the HTTP status comes back.
 */
export class GuardedRelay {
  readonly #rules: RelayRules;
  readonly #targets = new Map<string, Target>();
  #server: Promise<Server> | null = null;

  constructor(rules: RelayRules) {
    this.#rules = rules;
  }

  /** @throws RefusedUrlError or FetchFailedError */
  async open(text: string): Promise<RelayedUrl> {
    const rules = { schemes: SCHEMES, ...this.#rules };
    const url = parseCallerUrl(text, rules);
    const addresses = await resolveCallerHost(url, rules);
    this.#server ??= this.#listen().catch((error) => {
      // The next one tries anew.
      this.#server = null;
      throw error;
    });
    const { port } = (await this.#server).address() as AddressInfo;
    // Nobody else on this machine can guess the way.
    const key = randomBytes(18).toString('hex');
    const target: Target = { url, addresses, sockets: new Set(), refusedWith: BAD_GATEWAY };
    this.#targets.set(key, target);
    return {
      url: `ws://127.0.0.1:${port}/${key}`,
      close: () => {
        this.#targets.delete(key);
        for (const socket of target.sockets) {
          socket.destroy();
        }
      },
    };
  }

  /** Ends everything. */
  async close(): Promise<void> {
    const server = await this.#server?.catch(() => null);
    for (const { sockets } of this.#targets.values()) {
      for (const socket of sockets) {
        socket.destroy();
      }
    }
    this.#targets.clear();
    await new Promise((resolve) => (server ? server.close(resolve) : resolve(null)));
  }

  async #listen(): Promise<Server> {
    const server = createServer({ maxHeaderSize: MAX_HEADER_BYTES }, (request, response) => {
      // The client asks this way why it was turned down.
      const status = this.#find(request)?.target.refusedWith ?? 404;
      response.writeHead(status, { connection: 'close' }).end();
    });
    server.on('upgrade', (request, client, head) => this.#upgrade(request, client, head));
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(0, '127.0.0.1', resolve);
    });
    return server.unref();
  }

  #find(request: IncomingMessage): { target: Target; path: string } | null {
    const [, key = '', path = '/'] = /^\/([0-9a-f]+)(\/.*)$/.exec(request.url ?? '') ?? [];
    const target = this.#targets.get(key);
    return target ? { target, path } : null;
  }

  #upgrade(request: IncomingMessage, client: Duplex, head: Buffer): void {
    client.on('error', () => client.destroy());
    const found = this.#find(request);
    if (!found) {
      endWith(client, '404 Not Found');
      return;
    }
    const { target } = found;
    const { protocol, hostname, port, host, pathname } = target.url;
    const isSecure = protocol === 'wss:' || protocol === 'https:';
    const upstream = (isSecure ? httpsRequest : httpRequest)({
      host: hostname.replace(/^\[(.*)\]$/, '$1'),
      port: port === '' ? undefined : Number(port),
      path: withQuery(pathname.replace(/\/$/, '') + found.path, target.url),
      headers: { ...request.headers, host },
      lookup: pinnedLookup(target.addresses),
      agent: false,
    });
    // Not the socket's own timeout, which starts again with every byte.
    const timer = setTimeout(
      () => upstream.destroy(new Error('no answer')),
      this.#rules.answerTimeoutMs ?? ANSWER_TIMEOUT_MS,
    );
    target.sockets.add(client);
    client.once('close', () => {
      clearTimeout(timer);
      target.sockets.delete(client);
      upstream.destroy();
    });
    const refuse = (status: number) => {
      target.refusedWith = status >= 300 ? status : BAD_GATEWAY;
      endWith(client, `${target.refusedWith} Refused`);
    };
    upstream.once('close', () => clearTimeout(timer));
    upstream.on('error', () => refuse(BAD_GATEWAY));
    upstream.on('response', (answer) => {
      answer.on('error', () => {}).destroy();
      refuse(answer.statusCode ?? BAD_GATEWAY);
    });
    upstream.on('upgrade', (answer, socket, first) => {
      clearTimeout(timer);
      client.write(headersOf(answer));
      client.write(first);
      socket.write(head);
      socket.setTimeout(IDLE_TIMEOUT_MS, () => socket.destroy());
      // A WebSocket is over when either side is: no half of one is kept.
      socket.on('error', () => client.destroy()).once('close', () => client.destroy());
      client.once('end', () => socket.destroy()).once('close', () => socket.destroy());
      socket.pipe(client).pipe(socket);
    });
    upstream.end();
  }
}
