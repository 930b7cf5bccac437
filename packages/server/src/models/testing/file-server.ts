import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a server does with a request for a file. */
export interface Manners {
  /** Ignores Range. */
  noRanges?: boolean;
  /** Breaks the connection after so many bytes of each reply. */
  breakAfter?: number;
  /** Breaks off the next page of an index. */
  breakPage?: boolean;
  /** Answers with this instead. */
  status?: number;
}

/** A web server with files, a Python index and an npm registry, which answers ranges as real ones do. */
export class FileServer {
  readonly files = new Map<string, Buffer | string>();
  manners: Manners = {};
  /** What was asked for, with the range. */
  readonly asked: string[] = [];
  private readonly server = createServer((request, response) => this.answer(request, response));

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return this.url;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const path = request.url ?? '';
    const { range } = request.headers;
    const { noRanges, breakAfter, status } = this.manners;
    this.asked.push(range ? `${path} ${range}` : path);
    const found = this.files.get(path);
    if (found === undefined || (status && Buffer.isBuffer(found))) {
      response.writeHead(status ?? 404).end();
      return;
    }
    if (typeof found === 'string') {
      const type = found.startsWith('<') ? 'text/html' : 'application/vnd.pypi.simple.v1+json';
      response.writeHead(200, { 'content-type': type, 'content-length': Buffer.byteLength(found) });
      if (this.manners.breakPage) {
        this.manners.breakPage = false;
        response.write(found.slice(0, 5), () => setTimeout(() => response.destroy(), 20));
      } else {
        response.end(found);
      }
      return;
    }
    const from = noRanges ? 0 : Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0);
    const head = from > 0 ? { 'content-range': `bytes ${from}-${found.length - 1}/${found.length}` } : {};
    response.writeHead(from > 0 ? 206 : 200, { ...head, 'content-length': found.length - from });
    if (breakAfter === undefined || breakAfter >= found.length - from) {
      response.end(found.subarray(from));
    } else {
      response.write(found.subarray(from, from + breakAfter), () => setTimeout(() => response.destroy(), 20));
    }
  }
}
