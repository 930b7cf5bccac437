import {
  apiKey,
  apiKeyDeleted,
  apiKeyList,
  apiKeyWithSecret,
  getTokenReply,
  session,
} from '@avatarium/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OPEN_TIMEOUT_MS } from '../../storage/testing/temporary-storage.js';
import { openRig, type Rig } from '../../testing/api-rig.js';

const KEYS = '/api/avatarium/v1/keys';
const SESSION = '/api/open/v4/liveAvatar/session';
const GET_TOKEN = '/api/open/v3/getToken';

let rig: Rig;
beforeAll(async () => {
  rig = await openRig({ capacity: 5, maxQueued: 5 });
}, OPEN_TIMEOUT_MS);
afterAll(() => rig.dispose());

let serial = 0;

async function create(body: object = {}) {
  serial += 1;
  return apiKeyWithSecret.parse((await rig.post(KEYS, { name: `made ${serial}`, ...body })).data);
}

async function call(method: 'PATCH' | 'DELETE', id: string, body?: object, key?: string) {
  const headers = { 'x-api-key': key ?? 'key-key-key-key-key-0001' };
  const reply = await rig.inject({
    method,
    url: `${KEYS}/${id}`,
    headers,
    ...(body ? { payload: body } : {}),
  });
  return reply.json();
}

const list = async () => apiKeyList.parse((await rig.get(`${KEYS}?size=100`)).data);
const codeOf = async (key: string) => (await rig.get(`${SESSION}/list`, { 'x-api-key': key })).code;

async function tokenOf(made: { client_id: string; api_key: string }): Promise<string> {
  const body = { clientId: made.client_id, clientSecret: made.api_key };
  return getTokenReply.parse(await rig.post(GET_TOKEN, body, {})).token;
}

async function startSession(key: string) {
  const reply = await rig.post(`${SESSION}/create`, { avatar_id: 'ava' }, { 'x-api-key': key });
  return session.parse(reply.data);
}

describe('keys', () => {
  it('are made with a secret that is shown once and works', async () => {
    const made = await create({
      name: 'phone app',
      budget_minutes: 1.5,
      max_sessions: 3,
      rate_per_minute: 600,
      webhook_url: 'https://1.1.1.1/hook',
    });
    expect(made).toMatchObject({
      name: 'phone app',
      account: 'default',
      uid: rig.account.uid,
      disabled: false,
      budget_minutes: 1.5,
      used_seconds: 0,
      max_sessions: 3,
      rate_per_minute: 600,
      create_time: rig.clock.nowMs(),
    });
    expect(made.api_key).toHaveLength(24);
    expect(await codeOf(made.api_key)).toBe(1000);
    expect(await codeOf(await tokenOf(made))).toBe(1000);
    const { result, count } = await list();
    expect(count).toBe(result.length);
    expect(result.find(({ current }) => current)?._id).toBe(rig.key.id);
    const { api_key: secret, ...shown } = made;
    expect(result).toContainEqual({ ...shown, current: false });
    expect(JSON.stringify(result)).not.toContain(secret);
    expect(apiKey.parse((await rig.get(`${KEYS}/${made._id}`)).data)).toEqual(shown);
  });

  it.each<[object, RegExp]>([
    [{ name: '' }, /^name: is required/],
    [{ name: 'a\u0000b' }, /^name: must not contain control characters/],
    [{ name: 'x'.repeat(101) }, /^name/],
    [{ budget_minutes: -1 }, /^budget_minutes/],
    [{ budget_minutes: '5' }, /^budget_minutes/],
    [{ max_sessions: 0 }, /^max_sessions/],
    [{ max_sessions: 1.5 }, /^max_sessions/],
    [{ rate_per_minute: 0 }, /^rate_per_minute/],
    [{ webhook_url: 'ftp://example.com/' }, /^webhook_url/],
    [{ webhook_url: 'http://127.0.0.1:9/' }, /^webhook_url/],
    [{ webhook_url: 'nonsense' }, /^webhook_url/],
    [{ webhook_url: 'https://nowhere.invalid/\0' }, /^webhook_url/],
  ])('are not made out of %j', async (body, message) => {
    const before = (await list()).count;
    const reply = await rig.post(KEYS, { name: 'wrong', ...body });
    expect(reply).toMatchObject({ code: 1003, msg: expect.stringMatching(message) });
    expect((await list()).count).toBe(before);
  });

  it('have a name each', async () => {
    const made = await create({ name: 'twin' });
    expect(await rig.post(KEYS, { name: 'twin' })).toMatchObject({
      code: 1222,
      msg: expect.stringMatching(/^name/),
    });
    const other = await create();
    expect(await call('PATCH', other._id, { name: 'twin' })).toMatchObject({ code: 1222 });
    expect(await call('PATCH', made._id, { name: 'twin' })).toMatchObject({ code: 1000 });
  });

  it('change by the field, and lose a limit by null or an empty text', async () => {
    const made = await create({ budget_minutes: 5, max_sessions: 2, webhook_url: 'https://1.1.1.1/hook' });
    const renamed = await call('PATCH', made._id, { name: 'renamed' });
    expect(renamed.data).toMatchObject({ name: 'renamed', budget_minutes: 5, max_sessions: 2 });
    const freed = await call('PATCH', made._id, { budget_minutes: null, webhook_url: '', max_sessions: 7 });
    expect(freed.data).toMatchObject({ budget_minutes: null, max_sessions: 7, webhook_url: null });
    expect(await call('PATCH', made._id, { webhook_url: 'http://[::1]/' })).toMatchObject({ code: 1003 });
  });

  it('stop working, with their tokens and sessions, when they are disabled, and do not get those back', async () => {
    const made = await create();
    const token = await tokenOf(made);
    const running = await startSession(made.api_key);
    expect(await call('PATCH', made._id, { disabled: true })).toMatchObject({
      code: 1000,
      data: { disabled: true },
    });
    expect(await codeOf(made.api_key)).toBe(1200);
    expect(await codeOf(token)).toBe(1101);
    expect(
      await rig.post(GET_TOKEN, { clientId: made.client_id, clientSecret: made.api_key }, {}),
    ).toMatchObject({
      code: 1200,
    });
    const ended = await rig.get(`${SESSION}/detail?id=${running._id}`);
    expect(ended.data).toMatchObject({ status: 3, end_reason: 'client_closed' });
    expect(await call('PATCH', made._id, { disabled: false })).toMatchObject({ code: 1000 });
    expect(await codeOf(made.api_key)).toBe(1000);
    expect(await codeOf(token)).toBe(1101);
    expect(await codeOf(await tokenOf(made))).toBe(1000);
  });

  it('get a new secret that ends the old one and its tokens, while sessions go on', async () => {
    const made = await create();
    const token = await tokenOf(made);
    const running = await startSession(made.api_key);
    const rotated = apiKeyWithSecret.parse((await rig.post(`${KEYS}/${made._id}/rotate`, {})).data);
    expect(rotated).toEqual({ ...made, api_key: rotated.api_key });
    expect(rotated.api_key).not.toBe(made.api_key);
    expect(await codeOf(made.api_key)).toBe(1101);
    expect(await codeOf(token)).toBe(1101);
    expect(await codeOf(rotated.api_key)).toBe(1000);
    expect(await codeOf(await tokenOf(rotated))).toBe(1000);
    const detail = await rig.get(`${SESSION}/detail?id=${running._id}`);
    expect(detail.data).toMatchObject({ status: 2 });
    await rig.post(`${SESSION}/close`, { id: running._id });
  });

  it('are gone when deleted, and leave the sessions they had, ended', async () => {
    const made = await create();
    const running = await startSession(made.api_key);
    expect(apiKeyDeleted.parse((await call('DELETE', made._id)).data)._id).toBe(made._id);
    expect(await codeOf(made.api_key)).toBe(1101);
    expect(await call('DELETE', made._id)).toMatchObject({ code: 1014 });
    const detail = await rig.get(`${SESSION}/detail?id=${running._id}`);
    expect(detail.data).toMatchObject({ _id: running._id, status: 3 });
  });

  it('are not found under what is no id', async () => {
    for (const id of ['f'.repeat(24), 'x', '%00', "'--"]) {
      expect(await rig.get(`${KEYS}/${id}`)).toMatchObject({ code: 1014 });
      expect(await call('PATCH', id, { name: 'n' })).toMatchObject({ code: 1014 });
      expect(await rig.post(`${KEYS}/${id}/rotate`, {})).toMatchObject({ code: 1014 });
    }
  });
});

describe('rights of a key', () => {
  it('do not reach so far that it locks itself out', async () => {
    const own = rig.key.id;
    expect(await call('DELETE', own)).toMatchObject({ code: 1009 });
    expect(await call('PATCH', own, { disabled: true })).toMatchObject({ code: 1009 });
    expect(await call('PATCH', own, { budget_minutes: 0 })).toMatchObject({ code: 1009 });
    expect(await call('PATCH', own, { webhook_url: 'https://1.1.1.1/' })).toMatchObject({ code: 1000 });
    expect(await codeOf('key-key-key-key-key-0001')).toBe(1000);
  });

  it('are few when it has limits, lest it lift them', async () => {
    const limited = await create({ budget_minutes: 5 });
    const other = await create();
    const key = limited.api_key;
    const headers = { 'x-api-key': key };
    expect(await rig.post(KEYS, { name: 'way out' }, headers)).toMatchObject({ code: 1009 });
    expect(await call('PATCH', limited._id, { budget_minutes: null }, key)).toMatchObject({ code: 1009 });
    expect(await call('PATCH', limited._id, { name: 'free' }, key)).toMatchObject({ code: 1009 });
    expect(await call('PATCH', other._id, { disabled: true }, key)).toMatchObject({ code: 1009 });
    expect(await call('DELETE', other._id, undefined, key)).toMatchObject({ code: 1009 });
    expect(await rig.post(`${KEYS}/${other._id}/rotate`, {}, headers)).toMatchObject({ code: 1009 });
    const hook = { webhook_url: 'https://1.1.1.1/' };
    expect(await call('PATCH', limited._id, hook, key)).toMatchObject({ code: 1000 });
    const rotated = await rig.post(`${KEYS}/${limited._id}/rotate`, {}, headers);
    expect(apiKeyWithSecret.parse(rotated.data)).toMatchObject({ budget_minutes: 5 });
  });
});

describe('the console', () => {
  it('stays signed in when it rotates its own key, and others do not', async () => {
    const made = await create();
    const host = { host: 'localhost:8080', 'sec-fetch-site': 'same-origin' };
    const signIn = async () => {
      const reply = await rig.inject({
        method: 'POST',
        url: '/console/login',
        headers: host,
        payload: { apiKey: made.api_key },
      });
      return reply.cookies[0]?.value ?? '';
    };
    const withCookie = (value: string) => ({ ...host, cookie: `avatarium_console=${value}` });
    const [mine, other] = [await signIn(), await signIn()];
    expect(await rig.get(`${SESSION}/list`, withCookie(mine))).toMatchObject({ code: 1000 });
    const reply = await rig.inject({
      method: 'POST',
      url: `${KEYS}/${made._id}/rotate`,
      headers: withCookie(mine),
      payload: {},
    });
    expect(apiKeyWithSecret.parse(reply.json().data)._id).toBe(made._id);
    const renewed = reply.cookies[0]?.value ?? '';
    expect(await rig.get(`${SESSION}/list`, withCookie(renewed))).toMatchObject({ code: 1000 });
    expect(await rig.get(`${SESSION}/list`, withCookie(mine))).toMatchObject({ code: 1101 });
    expect(await rig.get(`${SESSION}/list`, withCookie(other))).toMatchObject({ code: 1101 });
  });
});
