import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  checkUrl,
  FetchFailedError,
  GuardedRelay,
  guardedPost,
  parseUrlAllowlist,
  RefusedUrlError,
  type Resolver,
} from '../../net/index.js';
import { guardedFetch } from '../../net/testing/guarded-fetch.js';
import { type Canary, hostileResolver, openCanary, withPort } from './canary.js';
import { ALLOWED, HOSTILE_LOCATIONS, HOSTILE_URLS } from './cases.js';

let canary: Canary;
let origin: Server;
let originPort: number;
let location = '';

beforeAll(async () => {
  canary = await openCanary();
  // A site that is allowed, and sends its visitors elsewhere.
  origin = createServer((request, response) => {
    if (request.url === '/image') {
      response.writeHead(200, { 'content-type': 'image/png' }).end('png');
      return;
    }
    const hops = Number(/^\/hops\/(\d+)/.exec(request.url ?? '')?.[1] ?? 0);
    // Header values are bytes, whatever a browser would make of them.
    const to = hops > 0 ? `/hops/${hops - 1}` : Buffer.from(location).toString('latin1');
    response.writeHead(302, ['Location', to.replace(/[\0\r\n]/g, '')]).end();
  });
  await new Promise<void>((resolve) => origin.listen(0, '127.0.0.1', resolve));
  originPort = (origin.address() as AddressInfo).port;
});
afterAll(async () => {
  await canary.close();
  origin.closeAllConnections();
  await new Promise((resolve) => origin.close(resolve));
});

const rules = () => ({
  allowlist: parseUrlAllowlist(`${ALLOWED},origin.example:${originPort}`),
  resolver: hostileResolver,
});
const options = () => ({ ...rules(), maxBytes: 1000, timeoutMs: 5000, types: ['image/', 'text/', ''] });

describe(`${HOSTILE_URLS.length} hostile URLs`, () => {
  it('are at least two hundred, all different', () => {
    expect(new Set(HOSTILE_URLS).size).toBe(HOSTILE_URLS.length);
    expect(HOSTILE_URLS.length).toBeGreaterThanOrEqual(200);
  });

  it.each(HOSTILE_URLS)('%j is refused', async (template) => {
    const url = withPort(template, canary.port);
    const media = { ...rules(), schemes: ['http:', 'https:'] };
    const relay = new GuardedRelay(rules());
    for (const attempt of [
      () => checkUrl(url, media),
      () => guardedFetch(url, options()),
      () => guardedPost(url, {}, options()),
      () => relay.open(url),
      () => relay.open(url.replace(/^http/, 'ws')),
    ]) {
      await expect(attempt()).rejects.toBeInstanceOf(RefusedUrlError);
    }
    expect(canary.visits()).toBe(0);
  });

  it.each([...HOSTILE_URLS.filter((url) => /^\s*http/.test(url)), ...HOSTILE_LOCATIONS])(
    '%j is not followed',
    async (template) => {
      location = withPort(template, canary.port);
      const fetching = guardedFetch(`http://origin.example:${originPort}/`, options());
      // What is no URL at all is taken for a path of the same site, which goes round.
      await expect(fetching).rejects.toSatisfy(
        (error) => error instanceof RefusedUrlError || /redirects more than/.test(error.message),
      );
      expect(canary.visits()).toBe(0);
    },
  );

  it('are not followed at the end of a chain, nor round in circles', async () => {
    location = withPort('http://127.0.0.1:PORT/', canary.port);
    const from = (path: string) => guardedFetch(`http://origin.example:${originPort}${path}`, options());
    for (const hops of [1, 2, 4]) {
      await expect(from(`/hops/${hops}`)).rejects.toBeInstanceOf(RefusedUrlError);
    }
    await expect(from('/hops/9')).rejects.toThrow(/redirects more than/);
    location = '/';
    await expect(from('/')).rejects.toThrow(/redirects more than/);
    location = '/image';
    expect((await from('/')).contentType).toBe('image/png');
    expect(canary.visits()).toBe(0);
  });

  it('reach nothing by a name that changes its mind after it was checked', async () => {
    for (const later of ['127.0.0.1', '::1', '169.254.169.254']) {
      let asked = 0;
      const rebinding: Resolver = async () => {
        asked += 1;
        return [asked === 1 ? { address: '127.0.0.9', family: 4 } : { address: later, family: 4 }];
      };
      const allowlist = parseUrlAllowlist('127.0.0.9');
      const url = `http://rebinding.example:${canary.port}/`;
      const guard = { ...options(), allowlist, resolver: rebinding };
      await expect(guardedFetch(url, guard)).rejects.toBeInstanceOf(FetchFailedError);
      asked = 0;
      await expect(guardedPost(url, {}, guard)).rejects.toBeInstanceOf(FetchFailedError);
      // Asked again, as by a redirect, it is judged again.
      await expect(guardedFetch(url, guard)).rejects.toBeInstanceOf(RefusedUrlError);
    }
    expect(canary.visits()).toBe(0);
  });
});
