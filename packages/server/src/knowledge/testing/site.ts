import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

export interface Site {
  /** "http://127.0.0.1:<port>". */
  origin: string;
  /** What is answered under a path; a text is a plain one. */
  set(path: string, answer: string | Handler): void;
  /** Requests so far, by path. */
  hits(path: string): number;
  close(): Promise<void>;
}

/** A web site on a free port of this machine. */
export async function openSite(): Promise<Site> {
  const answers = new Map<string, string | Handler>();
  const hits = new Map<string, number>();
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    hits.set(path, (hits.get(path) ?? 0) + 1);
    const answer = answers.get(path);
    if (answer === undefined) {
      response.writeHead(404).end();
    } else if (typeof answer === 'string') {
      response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' }).end(answer);
    } else {
      answer(request, response);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    set: (path, answer) => answers.set(path, answer),
    hits: (path) => hits.get(path) ?? 0,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
