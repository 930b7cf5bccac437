import { consoleMe } from '@avatarium/contract';
import type { LightMyRequestResponse } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OPEN_TIMEOUT_MS } from '../storage/testing/temporary-storage.js';
import { API_KEY, openRig, type Rig } from '../testing/api-rig.js';

const HOST = 'localhost:8080';
const PAGE = { host: HOST, origin: `http://${HOST}`, 'sec-fetch-site': 'same-origin' };
const LIST = '/api/open/v4/liveAvatar/session/list';
const CREATE = '/api/open/v4/liveAvatar/session/create';

let rig: Rig;
beforeAll(async () => {
  rig = await openRig({ publicUrl: 'https://avatars.example' });
}, OPEN_TIMEOUT_MS);
afterAll(() => rig.dispose());

function cookieOf(reply: LightMyRequestResponse): string {
  const [cookie] = reply.cookies;
  return `${cookie?.name}=${cookie?.value}`;
}

const login = (apiKey: string, headers: Record<string, string> = PAGE) =>
  rig.inject({ method: 'POST', url: '/console/login', headers, payload: { apiKey } });

async function signIn(): Promise<string> {
  return cookieOf(await login(API_KEY));
}

describe('sign-in', () => {
  it('by key sets a cookie that no script can read', async () => {
    const reply = await login(API_KEY);
    expect(reply.json()).toMatchObject({ code: 1000 });
    expect(reply.cookies).toMatchObject([{ httpOnly: true, sameSite: 'Strict', path: '/' }]);
    expect(reply.headers['set-cookie']).not.toContain(API_KEY);
    const me = await rig.get('/console/me', { ...PAGE, cookie: cookieOf(reply) });
    expect(consoleMe.parse(me.data)).toMatchObject({ signedIn: true, account: { uid: rig.account.uid } });
    expect(JSON.stringify(me)).not.toContain(API_KEY);
  });

  it('needs the right key, from our own page', async () => {
    expect((await login('wrong')).json()).toMatchObject({ code: 1101 });
    expect((await login('')).json()).toMatchObject({ code: 1003, msg: /^apiKey/ });
    const foreign = await login(API_KEY, { host: HOST, origin: 'https://evil.example' });
    expect(foreign.json()).toMatchObject({ code: 1009 });
    expect(foreign.cookies).toEqual([]);
  });

  it('by link works once, and not for long', async () => {
    const follow = (code: string) =>
      rig.inject({ method: 'GET', url: `/console/login?code=${code}`, headers: { host: HOST } });
    const code = rig.console.makeCode(rig.key.id);
    const preview = await rig.inject({
      method: 'HEAD',
      url: `/console/login?code=${code}`,
      headers: { host: HOST },
    });
    expect(preview.cookies).toEqual([]);
    const first = await follow(code);
    expect([first.statusCode, first.headers.location]).toEqual([303, '/']);
    expect(await rig.get(LIST, { ...PAGE, cookie: cookieOf(first) })).toMatchObject({ code: 1000 });
    expect((await follow(code)).cookies).toEqual([]);
    const late = rig.console.makeCode(rig.key.id);
    await rig.clock.advance(16 * 60_000);
    expect((await follow(late)).cookies).toEqual([]);
    expect((await follow('')).cookies).toEqual([]);
  });

  it('ends with sign-out, for the cookie itself and not only for the browser', async () => {
    const cookie = await signIn();
    await rig.inject({ method: 'POST', url: '/console/logout', headers: { ...PAGE, cookie } });
    expect(await rig.get(LIST, { ...PAGE, cookie })).toMatchObject({ code: 1101 });
    expect((await rig.get('/console/me', { ...PAGE, cookie })).data).toMatchObject({
      signedIn: false,
      account: null,
    });
  });

  it('ends after a week', async () => {
    const cookie = await signIn();
    await rig.clock.advance(7 * 86_400_000);
    expect(await rig.get(LIST, { ...PAGE, cookie })).toMatchObject({ code: 1101 });
  });
});

describe('the cookie', () => {
  const codeFor = async (headers: Record<string, string>, method: 'GET' | 'POST' = 'GET') => {
    const cookie = await signIn();
    const url = method === 'GET' ? LIST : CREATE;
    const payload = method === 'GET' ? undefined : { avatar_id: 'nobody' };
    return (await rig.inject({ method, url, headers: { ...headers, cookie }, payload })).json().code;
  };

  it('is good for calls from our own page', async () => {
    expect(await codeFor(PAGE)).toBe(1000);
    expect(await codeFor({ host: HOST, 'sec-fetch-site': 'same-origin' })).toBe(1000);
    expect(await codeFor(PAGE, 'POST')).toBe(1008);
    expect(await codeFor({ host: 'avatars.example', origin: 'https://avatars.example' }, 'POST')).toBe(1008);
    expect(await codeFor({ host: '192.168.1.5:8080', origin: 'http://192.168.1.5:8080' }, 'POST')).toBe(1008);
    expect(await codeFor({ host: '[::1]:8080', origin: 'http://[::1]:8080' }, 'POST')).toBe(1008);
  });

  it('is worthless for a page from elsewhere, another port of this machine included', async () => {
    expect(await codeFor({ host: HOST, origin: 'https://evil.example' })).toBe(1009);
    expect(await codeFor({ host: HOST, origin: 'http://localhost:3000' }, 'POST')).toBe(1009);
    expect(await codeFor({ host: HOST, origin: 'null' }, 'POST')).toBe(1009);
    expect(await codeFor({ host: HOST, 'sec-fetch-site': 'same-site' })).toBe(1009);
    expect(await codeFor({ host: HOST, 'sec-fetch-site': 'cross-site' })).toBe(1009);
    expect(await codeFor({ host: HOST }, 'POST')).toBe(1009);
  });

  it('is worthless under a foreign name that was made to lead here', async () => {
    expect(await codeFor({ host: 'rebound.example:8080', origin: 'http://rebound.example:8080' })).toBe(1009);
    expect(await codeFor({ host: 'localhost.evil.example' })).toBe(1009);
  });

  it('does not stand in the way of a key', async () => {
    const reply = await rig.get(LIST, {
      host: 'rebound.example',
      cookie: await signIn(),
      'x-api-key': API_KEY,
    });
    expect(reply).toMatchObject({ code: 1000 });
  });
});

describe("the console's page", () => {
  const html = { accept: 'text/html,*/*', host: HOST };

  it('comes with a strict policy, at the root and at its own paths', async () => {
    for (const url of ['/', '/sessions/123']) {
      const reply = await rig.inject({ method: 'GET', url, headers: html });
      expect(reply.body, url).toContain('<title>Console</title>');
      const policy = String(reply.headers['content-security-policy']);
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self';");
      expect(policy).not.toContain('unsafe');
      expect(policy).toContain("connect-src 'self' wss://avatars.example https://avatars.example;");
      expect(reply.headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'cache-control': 'no-cache',
      });
    }
  });

  it('does not cover up what is not there', async () => {
    const api = await rig.inject({ method: 'GET', url: '/api/open/v3/nothing', headers: html });
    expect(api.json()).toMatchObject({ code: 1008 });
    expect((await rig.inject({ method: 'GET', url: '/assets/old-1234.js', headers: html })).statusCode).toBe(
      404,
    );
    const call = await rig.inject({
      method: 'GET',
      url: '/sessions/123',
      headers: { accept: 'application/json' },
    });
    expect(call.json()).toMatchObject({ code: 1008 });
    const outside = await rig.inject({ method: 'GET', url: '/..%2f..%2fetc%2fpasswd', headers: {} });
    expect(outside.body).not.toContain('root:');
  });
});
