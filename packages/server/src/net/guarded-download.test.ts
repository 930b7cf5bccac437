import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { guardedDownload, parseUrlAllowlist } from './index.js';

let server: Server;
let origin: string;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'avatarium-download-'));
  server = createServer((request, response) => {
    if (request.url === '/endless') {
      response.writeHead(200, { 'content-type': 'text/plain' });
      const more = () => response.write('x'.repeat(1000), () => setImmediate(more));
      more();
    } else if (request.url === '/silent') {
      response.writeHead(200, { 'content-type': 'text/plain' }).write('a');
    } else {
      response.writeHead(200, { 'content-type': 'Text/HTML; Charset="Shift_JIS"' }).end('hello');
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true, force: true });
});

const options = {
  allowlist: parseUrlAllowlist('127.0.0.1'),
  maxBytes: 100_000,
  timeoutMs: 20_000,
  types: ['text/'],
};

describe('a download', () => {
  it('becomes a file, with its type and charset', async () => {
    const path = join(folder, 'page');
    expect(await guardedDownload(`${origin}/page`, path, options)).toEqual({
      contentType: 'text/html',
      charset: 'Shift_JIS',
      sizeBytes: 5,
    });
    expect(await readFile(path, 'utf8')).toBe('hello');
    await rm(path);
  });

  it.each<[string, string, Partial<typeof options>, string]>([
    ['is too long', '/endless', {}, 'is larger than 100000 bytes'],
    ['takes too long', '/silent', { timeoutMs: 300 }, 'took longer than 300 ms'],
    ['leads somewhere private', '/page', { allowlist: parseUrlAllowlist('') }, 'is not a public address'],
  ])('that %s leaves no file', async (_, path, change, reason) => {
    await expect(
      guardedDownload(origin + path, join(folder, 'none'), { ...options, ...change }),
    ).rejects.toThrow(reason);
    expect(await readdir(folder)).toEqual([]);
  });

  it('that is given up leaves no file', async () => {
    const abort = new AbortController();
    const downloading = guardedDownload(`${origin}/silent`, join(folder, 'none'), {
      ...options,
      signal: abort.signal,
    });
    setTimeout(() => abort.abort(), 100);
    await expect(downloading).rejects.toThrow('could not be fetched');
    expect(await readdir(folder)).toEqual([]);
  });

  it('does not write over a file that is there', async () => {
    const path = join(folder, 'taken');
    await writeFile(path, 'mine');
    await expect(guardedDownload(`${origin}/page`, path, options)).rejects.toThrow();
  });
});
