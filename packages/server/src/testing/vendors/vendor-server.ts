import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** What goes wrong with a request, as a vendor's cloud does it. */
export interface Trouble {
  /** Refused with this status and body. */
  status?: number;
  body?: unknown;
  headers?: Record<string, string>;
  /** Nothing comes for so long. */
  delayMs?: number;
  /** The connection is cut when this many pieces have been sent. */
  breakAfter?: number;
  /** Nothing more comes, and the connection stays open, when this many pieces have been sent. */
  stallAfter?: number;
  /** This comes in the stream when this many pieces have been sent, and ends it. */
  errorAfter?: { pieces: number; piece: string };
}

/** A request as the vendor got it. */
export interface Received {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  body: Buffer;
  /** The other side went away before the answer was over. */
  aborted: boolean;
}

/** Answers one request; `stream` sends pieces, with whatever trouble was asked for. */
export type Answer = (
  received: Received,
  response: ServerResponse,
  stream: (pieces: AsyncIterable<string | Uint8Array>) => Promise<void>,
) => void | Promise<void>;

/** An HTTP server on a loopback port that stands for a vendor's cloud. */
export class VendorServer {
  /** All that was asked, oldest first. */
  readonly received: Received[] = [];
  /** Connections that were made. */
  connections = 0;
  readonly http: Server;
  private readonly troubles = new Map<string, Trouble[]>();
  private readonly sockets = new Set<Socket>();

  /** @param authorise answers what is wrong with a request's key, or null */
  constructor(
    private readonly routes: Record<string, Answer>,
    private readonly authorise: (headers: IncomingMessage['headers']) => unknown,
  ) {
    this.http = createServer((request, response) => {
      this.serve(request, response).catch(() => response.destroy());
    });
    this.http.on('connection', (socket: Socket) => {
      this.connections++;
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
    });
  }

  async listen(): Promise<void> {
    this.http.listen(0, '127.0.0.1');
    await once(this.http, 'listening');
  }

  get port(): number {
    return (this.http.address() as AddressInfo).port;
  }

  /** The next requests to paths that end so have these troubles, one each. */
  trouble(path: string, ...troubles: Trouble[]): void {
    this.troubles.set(path, troubles);
  }

  /** The trouble that the next request to `path` is to have. */
  takeTrouble(path: string): Trouble {
    const key = [...this.troubles.keys()].find((end) => path.endsWith(end));
    return (key === undefined ? undefined : this.troubles.get(key)?.shift()) ?? {};
  }

  /** Cuts every connection. */
  cut(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  async close(): Promise<void> {
    this.cut();
    this.http.close();
    await once(this.http, 'close');
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const path = new URL(request.url ?? '/', 'http://vendor').pathname;
    const received: Received = {
      method: request.method ?? '',
      path: request.url ?? '',
      headers: request.headers,
      body: Buffer.concat(pieces),
      aborted: false,
    };
    this.received.push(received);
    response.on('close', () => {
      received.aborted = !response.writableFinished;
    });
    const trouble = this.takeTrouble(path);
    if (trouble.delayMs) await delay(trouble.delayMs, undefined, { ref: false });
    if (trouble.status !== undefined) {
      return sendJson(
        response,
        trouble.body ?? { error: { message: 'trouble' } },
        trouble.status,
        trouble.headers,
      );
    }
    const refused = this.authorise(request.headers);
    if (refused) return sendJson(response, refused, 401);
    const name = Object.keys(this.routes).find((route) => matches(route, `${request.method} ${path}`));
    const route = name === undefined ? undefined : this.routes[name];
    if (!route) return sendJson(response, { error: { message: `no route ${path}` } }, 404);
    await route(received, response, (body) => stream(response, body, trouble));
  }
}

export function sendJson(
  response: ServerResponse,
  body: unknown,
  status = 200,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

/** `*` stands for one part of a path. */
function matches(route: string, path: string): boolean {
  const [wanted, got] = [route.split('/'), path.split('/')];
  return wanted.length === got.length && wanted.every((part, at) => part === '*' || part === got[at]);
}

async function stream(
  response: ServerResponse,
  pieces: AsyncIterable<string | Uint8Array>,
  { breakAfter, stallAfter, errorAfter }: Trouble,
): Promise<void> {
  let sent = 0;
  response.flushHeaders();
  for await (const piece of pieces) {
    if (response.destroyed) return;
    if (sent === stallAfter) return;
    if (sent === breakAfter) {
      // What was sent is to arrive first.
      await delay(5);
      response.destroy();
      return;
    }
    if (sent === errorAfter?.pieces) {
      response.end(errorAfter.piece);
      return;
    }
    sent++;
    await new Promise((resolve) => response.write(piece, resolve));
  }
  response.end();
}
