import { avatarList, session } from '@avatarium/contract';
import { afterEach, describe, expect, it } from 'vitest';
import { OPEN_TIMEOUT_MS } from '../storage/testing/temporary-storage.js';
import { API_KEY, openRig, type Rig, type RigOptions } from '../testing/api-rig.js';

const BASE = '/api/open/v4/liveAvatar';
const KEY = { 'x-api-key': API_KEY };

const rigs: Rig[] = [];
async function open(options: RigOptions = {}): Promise<Rig> {
  const rig = await openRig(options);
  rigs.push(rig);
  return rig;
}
afterEach(() => Promise.all(rigs.splice(0).map((rig) => rig.dispose())));

describe('the envelope', { timeout: OPEN_TIMEOUT_MS }, () => {
  it('answers errors with HTTP 200 in compat mode, unknown paths too', async () => {
    const rig = await open();
    for (const url of [
      '/api/open/v9/nothing',
      '/nothing',
      `${BASE}/session/detail?id=1`,
      `${BASE}/session/list`,
    ]) {
      const reply = await rig.inject({ method: 'GET', url });
      expect(reply.statusCode, url).toBe(200);
      expect(reply.json().code, url).not.toBe(1000);
    }
    const unknown = await rig.inject({ method: 'DELETE', url: '/api/open/v9/nothing?key=secret' });
    expect(unknown.json()).toEqual({
      code: 1008,
      msg: 'There is nothing at /api/open/v9/nothing',
      data: null,
    });
  });

  it('answers in the envelope what no route would see, and repeats no more than a line of it', async () => {
    const rig = await open({ httpStatusMode: 'strict' });
    const long = 'x'.repeat(5000);
    const answers: [method: 'GET' | 'POST', url: string, status: number, reply: object][] = [
      ['GET', `/api/avatarium/v1/keys/${long}`, 404, { code: 1014 }],
      ['GET', `${BASE}/avatar/detail?id=${long.slice(0, 200)}`, 404, { code: 1008 }],
      ['GET', `/api/${long}`, 404, { code: 1008 }],
      [
        'POST',
        `/api/${long}`,
        404,
        { code: 1008, msg: expect.stringMatching(/^There is nothing at \/api\/x{400,500}…$/) },
      ],
      ['GET', '/api/%zz', 400, { code: 1003, msg: 'url: is not properly percent-encoded' }],
      ['GET', '/%ff', 400, { code: 1003, msg: 'url: is not properly percent-encoded' }],
    ];
    for (const [method, url, status, reply] of answers) {
      const { statusCode, body } = await rig.inject({ method, url, headers: KEY });
      expect([statusCode, JSON.parse(body)], url.slice(0, 40)).toMatchObject([
        status,
        { data: null, ...reply },
      ]);
    }
  });

  it('answers errors with their own HTTP status in strict mode, and the same body', async () => {
    const rig = await open({ httpStatusMode: 'strict', maxQueued: 0, capacity: 1 });
    const status = async (url: string, headers: Record<string, string> = KEY) =>
      (await rig.inject({ method: 'GET', url, headers })).statusCode;
    expect(await status('/nothing')).toBe(404);
    expect(await status(`${BASE}/session/list`, {})).toBe(401);
    expect(await status(`${BASE}/session/list`, { 'x-api-key': 'no' })).toBe(401);
    expect(await status(`${BASE}/session/list?size=0`)).toBe(400);
    expect(await status(`${BASE}/session/detail?id=${'0'.repeat(24)}`)).toBe(404);
    expect(await status(`${BASE}/avatar/detail?avatar_id=nobody`)).toBe(404);
    expect(await status(`${BASE}/session/list`)).toBe(200);
    const create = () =>
      rig.inject({
        method: 'POST',
        url: `${BASE}/session/create`,
        headers: KEY,
        payload: { avatar_id: 'ava' },
      });
    expect((await create()).statusCode).toBe(200);
    const busy = await create();
    expect(busy.statusCode).toBe(503);
    expect(busy.json().code).toBe(1215);
  });

  it('hides what an unexpected error says, and gives a request id to look it up by', async () => {
    const rig = await open();
    rig.storage.sessions.list = () => Promise.reject(new Error('relation "sessions" does not exist'));
    const reply = await rig.get(`${BASE}/session/list`);
    expect(reply).toMatchObject({
      code: 1218,
      msg: expect.stringMatching(/^Something went wrong \(request id \w+\)$/),
    });
  });

  it('takes no word of another library for what the content is', async () => {
    const rig = await open();
    const error = Object.assign(new Error('refused elsewhere'), { statusCode: 403, code: 'ELSEWHERE' });
    rig.storage.sessions.list = () => Promise.reject(error);
    expect(await rig.get(`${BASE}/session/list`)).not.toMatchObject({ code: 1008 });
  });

  it('refuses bodies that are too large', async () => {
    const rig = await open();
    const reply = await rig.post(`${BASE}/session/create`, { avatar_id: 'a'.repeat(2 * 1024 * 1024) });
    expect(reply).toMatchObject({ code: 1003, msg: /^body/ });
  });
});

describe('replies of the API', { timeout: OPEN_TIMEOUT_MS }, () => {
  it('are kept by no cache, since they carry tokens', async () => {
    const rig = await open();
    for (const url of [`${BASE}/session/list`, `${BASE}/nothing`]) {
      const reply = await rig.inject({ method: 'GET', url, headers: KEY });
      expect(reply.headers['cache-control'], url).toBe('no-store');
    }
  });
});

describe('CORS', { timeout: OPEN_TIMEOUT_MS }, () => {
  const preflight = (rig: Rig, origin: string) =>
    rig.inject({
      method: 'OPTIONS',
      url: `${BASE}/session/create`,
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'x-api-key,content-type',
      },
    });

  it('lets any page call by default, without cookies', async () => {
    const rig = await open();
    const reply = await preflight(rig, 'https://app.example');
    expect(reply.headers).toMatchObject({
      'access-control-allow-origin': '*',
      'access-control-allow-headers': 'x-api-key,content-type',
    });
    expect(reply.headers['access-control-allow-methods']).toContain('POST');
    expect(reply.headers['access-control-allow-credentials']).toBeUndefined();
    const error = await rig.inject({
      method: 'GET',
      url: '/nothing',
      headers: { origin: 'https://app.example' },
    });
    expect(error.headers['access-control-allow-origin']).toBe('*');
  });

  it('lets a page read why a path cannot be decoded', async () => {
    const origin = 'https://app.example';
    for (const corsOrigins of [['*'], [origin]]) {
      const rig = await open({ corsOrigins });
      const [allowed] = corsOrigins;
      const url = '/api/%zz';
      const wish = { 'access-control-request-method': 'GET', 'access-control-request-headers': 'x-api-key' };
      const asked = await rig.inject({ method: 'OPTIONS', url, headers: { origin, ...wish } });
      expect([asked.statusCode, asked.headers]).toMatchObject([
        204,
        { 'access-control-allow-origin': allowed, 'access-control-allow-headers': 'x-api-key' },
      ]);
      const reply = await rig.inject({ method: 'GET', url, headers: { origin } });
      expect([reply.json(), reply.headers]).toMatchObject([
        { code: 1003 },
        {
          'access-control-allow-origin': allowed,
          'cache-control': 'no-store',
          'x-content-type-options': 'nosniff',
        },
      ]);
      const foreign = await rig.inject({ method: 'GET', url, headers: { origin: 'https://evil.example' } });
      expect(foreign.headers['access-control-allow-origin']).toBe(allowed === '*' ? '*' : undefined);
    }
  });

  it('lets only the pages of the setting call', async () => {
    const rig = await open({ corsOrigins: ['https://app.example'] });
    expect((await preflight(rig, 'https://app.example')).headers['access-control-allow-origin']).toBe(
      'https://app.example',
    );
    const foreign = await preflight(rig, 'https://evil.example');
    expect(foreign.headers['access-control-allow-origin']).toBeUndefined();
  });
});

describe('URLs in replies', { timeout: OPEN_TIMEOUT_MS }, () => {
  it('follow the request, or PUBLIC_URL where it is set', async () => {
    const [plain, behindProxy] = [await open(), await open({ publicUrl: 'https://avatars.example/live' })];
    const urls = async (rig: Rig, host: string) => {
      const headers = { ...KEY, host };
      const made = await rig.post(`${BASE}/session/create`, { avatar_id: 'ava' }, headers);
      const list = await rig.get(`${BASE}/avatar/list`, headers);
      const { credentials } = session.parse(made.data);
      return [credentials.livekit_url, avatarList.parse(list.data).result[0]?.thumbnailUrl];
    };
    expect(await urls(plain, 'Box.local:9000')).toEqual([
      'ws://box.local:9000',
      'http://box.local:9000/media/avatars/ava.png',
    ]);
    expect(
      behindProxy.app.server.keepAliveTimeout,
      'longer than proxies keep idle connections',
    ).toBeGreaterThan(120_000);
    expect(await urls(behindProxy, 'box.local:9000')).toEqual([
      'wss://avatars.example/live',
      'https://avatars.example/live/media/avatars/ava.png',
    ]);
    expect(await urls(plain, 'evil"><script>')).toEqual([
      'ws://127.0.0.1',
      'http://127.0.0.1/media/avatars/ava.png',
    ]);
  });
});

describe('health and figures', { timeout: OPEN_TIMEOUT_MS }, () => {
  it('stand outside the envelope and need no key', async () => {
    const rig = await open();
    const health = await rig.inject({ method: 'GET', url: '/healthz' });
    expect([health.statusCode, health.json()]).toEqual([200, { status: 'ok' }]);
    const figures = await rig.inject({ method: 'GET', url: '/metrics' });
    expect(figures.headers['content-type']).toMatch(/^text\/plain/);
    expect(figures.body).toMatch(/nodejs_eventloop_lag_p99_seconds /);
    expect(figures.body).toMatch(/avatarium_http_request_duration_seconds_count\{[^}]*route="\/healthz"/);
  });
});
