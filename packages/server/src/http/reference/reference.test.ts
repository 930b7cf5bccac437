import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { gunzipSync } from 'node:zlib';
import { OPERATIONS, openApiPath } from '@avatarium/contract/openapi';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OPEN_TIMEOUT_MS } from '../../storage/testing/temporary-storage.js';
import { openRig, type Rig } from '../../testing/api-rig.js';

/** Routes that are not the API's: the console, its sign-in, and the reference. */
const PAGES = [
  'GET /',
  'GET /*',
  'GET /console/login',
  'GET /console/me',
  'GET /docs',
  'GET /docs/',
  'GET /docs/reference.js',
  'GET /docs/start.js',
  'POST /console/login',
  'POST /console/logout',
];

const routes = new Set<string>();
let rig: Rig;

beforeAll(async () => {
  const collect = (message: unknown) => {
    const { fastify } = message as { fastify: FastifyInstance };
    fastify.addHook('onRoute', ({ method, url }) => {
      for (const one of [method].flat()) {
        routes.add(`${one} ${url}`);
      }
    });
  };
  subscribe('fastify.initialization', collect);
  rig = await openRig();
  unsubscribe('fastify.initialization', collect);
}, OPEN_TIMEOUT_MS);
afterAll(() => rig.dispose());

describe('/openapi.json', () => {
  it('describes every route, and nothing that is no route', async () => {
    const { paths } = (await rig.inject({ url: '/openapi.json' })).json<{ paths: Record<string, object> }>();
    const described = Object.entries(paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const served = [...routes].filter((route) => !/^(?:HEAD|OPTIONS) /.test(route));
    expect([...described, ...PAGES].sort()).toEqual(served.map(openApiPath).sort());
  });

  it('has an operation for each entry of the registry, under ids of their own', () => {
    expect(new Set(OPERATIONS.map(({ operationId }) => operationId)).size).toBe(OPERATIONS.length);
    expect(new Set(OPERATIONS.map(({ method, path }) => `${method} ${path}`)).size).toBe(OPERATIONS.length);
  });

  it.each(['localhost:99999', '999.999.999.999', '[:::]'])(
    'is there for a host that is none: %s',
    async (host) => {
      for (const url of ['/openapi.json', '/docs']) {
        expect((await rig.inject({ url, headers: { host } })).statusCode).toBe(200);
      }
    },
  );

  it('names the server as its reader reaches it, needs no key, and can be cached', async () => {
    const reply = await rig.inject({ url: '/openapi.json', headers: { host: 'box.local:9000' } });
    expect(reply.json()).toMatchObject({
      openapi: expect.stringMatching(/^3\.1\./),
      info: { version: '0.0.0' },
      servers: [{ url: 'http://box.local:9000' }],
    });
    expect(reply.headers).toMatchObject({
      'content-type': expect.stringMatching(/^application\/json/),
      'cache-control': expect.stringContaining('max-age'),
      'access-control-allow-origin': '*',
    });
    const headers = { host: 'box.local:9000', 'if-none-match': String(reply.headers.etag) };
    expect(await rig.inject({ url: '/openapi.json', headers })).toMatchObject({ statusCode: 304, body: '' });
    const elsewhere = { ...headers, host: 'other.local' };
    expect(await rig.inject({ url: '/openapi.json', headers: elsewhere })).toMatchObject({ statusCode: 200 });
  });
});

describe('/docs', () => {
  it('is a page that loads scripts of this server, and nothing else', async () => {
    const page = await rig.inject({ url: '/docs' });
    expect(page.headers['content-type']).toMatch(/^text\/html/);
    const policy = String(page.headers['content-security-policy']);
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("connect-src 'self' http://localhost;");
    expect(page.body).not.toMatch(/(?:src|href)="(?:\w+:|\/\/)/);
    const scripts = [...page.body.matchAll(/src="([^"]+)"/g)].map(([, path]) => path);
    expect(scripts.length).toBeGreaterThan(0);
    for (const path of scripts) {
      const script = await rig.inject({ url: `/${path}` });
      expect(script).toMatchObject({ statusCode: 200 });
      expect(script.headers['content-type']).toMatch(/^text\/javascript/);
    }
    expect(await rig.inject({ url: '/docs/' })).toMatchObject({
      statusCode: 301,
      headers: { location: '../docs' },
    });
  });

  it('sends the library compressed to who takes it so, and once', async () => {
    const url = '/docs/reference.js';
    const plain = await rig.inject({ url });
    const zipped = await rig.inject({ url, headers: { 'accept-encoding': 'gzip, br' } });
    expect(zipped.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'accept-encoding' });
    expect(gunzipSync(zipped.rawPayload).equals(plain.rawPayload)).toBe(true);
    const headers = { 'accept-encoding': 'gzip', 'if-none-match': String(zipped.headers.etag) };
    expect(await rig.inject({ url, headers })).toMatchObject({ statusCode: 304 });
  });
});
