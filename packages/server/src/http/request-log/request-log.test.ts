import {
  type LoggedRequest,
  requestLogList,
  sessionCreateRequest,
  sessionIdRequest,
} from '@avatarium/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newKey } from '../../accounts/new-key.js';
import { SecretBox } from '../../storage/secret-box.js';
import { newId } from '../../storage/testing/add-key.js';
import { OPEN_TIMEOUT_MS } from '../../storage/testing/temporary-storage.js';
import { API_KEY, openRig, type Rig } from '../../testing/api-rig.js';
import { RequestLog } from './request-log.js';
import { unknownFields } from './unknown-fields.js';
import { withoutSecrets } from './without-secrets.js';

const REQUESTS = '/api/avatarium/v1/requests';
const SESSION = '/api/open/v4/liveAvatar/session';
const OTHER_KEY = 'key-key-key-key-key-0002';

let rig: Rig;
beforeAll(async () => {
  rig = await openRig({ capacity: 20 });
  const other = await rig.storage.accounts.ensure({ id: newId(), name: 'other', createdAt: 0 });
  const box = new SecretBox(Buffer.from('a master key of this test alone'));
  const facts = { accountId: other.id, name: 'main', clientId: 'client-client-client-002', createdAt: 0 };
  await rig.storage.apiKeys.insert(newKey(box, { ...facts, apiKey: OTHER_KEY }));
}, OPEN_TIMEOUT_MS);
afterAll(() => rig.dispose());

async function last(headers?: Record<string, string>): Promise<LoggedRequest | undefined> {
  return requestLogList.parse((await rig.get(`${REQUESTS}?page=1&size=1`, headers)).data).result[0];
}

const create = (body: object) => rig.post(`${SESSION}/create`, { avatar_id: 'ava', ...body });

describe('the request log', () => {
  it('shows what was sent and what became of it', async () => {
    const made = await create({ voice_id: 'none', duration: 60, colour: 'red', voice_params: { pitch: 2 } });
    expect(made).toMatchObject({ code: 1000, data: { status: 2 } });
    expect(await last()).toMatchObject({
      time: rig.clock.nowMs(),
      method: 'POST',
      path: `${SESSION}/create`,
      status: 200,
      code: 1000,
      key: 'default',
      body: { avatar_id: 'ava', voice_id: 'none', duration: 60, colour: 'red' },
      broken: [],
    });
    const accepted = (await last())?.accepted ?? [];
    expect(Object.fromEntries(accepted.map(({ field, note }) => [field, note]))).toEqual({
      colour: 'is not known, and ignored',
      'voice_params.pitch': 'is not known, and ignored',
      voice_id: 'there is no voice "none", the avatar speaks with its own',
      mode_type: 'is not set: 2 is used',
      stream_type: 'is not set: livekit is used',
    });
  });

  it('says which documented rules a request broke, all of them', async () => {
    await create({ duration: 4000, mode_type: 3 });
    expect(await last()).toMatchObject({
      code: 1003,
      broken: [
        { field: 'duration', problem: /3600/, rule: /above 0 and up to 3600/ },
        { field: 'mode_type', problem: 'must be 1 or 2', rule: /^1 to say texts/ },
      ],
    });
    await create({ background_url: 'http://127.0.0.1/x.png' });
    expect(await last()).toMatchObject({
      broken: [{ field: 'background_url', problem: /not a public/, rule: /URL_ALLOWLIST/ }],
    });
    await rig.get(`${SESSION}/detail?id=${newId()}`);
    expect(await last()).toMatchObject({
      code: 1216,
      query: { id: expect.any(String) },
      broken: [{ field: null, problem: 'The session does not exist', rule: 'The session does not exist' }],
    });
  });

  it('keeps no secrets', async () => {
    await rig.post(`${SESSION}/close?token=abc&note=${API_KEY}`, {
      id: newId(),
      clientSecret: 'hush-1',
      note: `my key is ${API_KEY}`,
      credentials: { livekit_token: 'hush-2', trtc_user_sig: 'hush-3' },
      voice_params: { elevenlabs_settings: { api_key: 'hush-4', model_id: 'm' } },
      url: 'https://someone:hush-5@example.com/?access_token=hush-6',
      token_text: 'eyJhbGciOi.eyJzdWIi.c2ln',
    });
    const entry = await last();
    expect(JSON.stringify(entry)).not.toMatch(/hush-\d|abc|eyJ/);
    expect(JSON.stringify(entry)).not.toContain(API_KEY);
    expect(entry?.body).toMatchObject({
      clientSecret: '[redacted]',
      voice_params: { elevenlabs_settings: { api_key: '[redacted]', model_id: 'm' } },
    });
  });

  it('is paged, without what asked for it, and of its own account only', async () => {
    const before = requestLogList.parse((await rig.get(REQUESTS)).data).count;
    await rig.get(`${SESSION}/list?page=1&size=1`);
    await rig.get(`${SESSION}/list?page=2&size=1`);
    const page = requestLogList.parse((await rig.get(`${REQUESTS}?page=2&size=1`)).data);
    expect(page).toMatchObject({ count: before + 2, result: [{ query: { page: '1' } }] });
    expect(requestLogList.parse((await rig.get(REQUESTS, { 'x-api-key': OTHER_KEY })).data).count).toBe(0);
    expect(await rig.get(`${REQUESTS}?page=0`)).toMatchObject({ code: 1003, msg: /^page/ });
    expect(await rig.get(`${SESSION}/list`, { 'x-api-key': 'wrong' })).toMatchObject({ code: 1101 });
    expect(requestLogList.parse((await rig.get(REQUESTS)).data).count).toBe(before + 2);
  });

  it('is searched by outcome and by path', async () => {
    const find = async (query: string) => requestLogList.parse((await rig.get(`${REQUESTS}?${query}`)).data);
    await rig.get(`${SESSION}/list?size=0`);
    await rig.get(`${SESSION}/detail?id=${newId()}`);
    await create({ hue: 'blue' });
    const [broken] = (await find(`outcome=broken&path=${SESSION}/list`)).result;
    expect(broken?.broken).toMatchObject([{ field: 'size' }]);
    const failed = await find('outcome=failed');
    expect(failed.result.slice(0, 2).map(({ code }) => code)).toEqual([1216, 1003]);
    expect(failed.count).toBeGreaterThan((await find('outcome=broken')).count);
    const noted = await find('outcome=noted&size=1');
    expect(noted.result[0]).toMatchObject({ code: 1000, body: { hue: 'blue' } });
    expect((await find('path=/nowhere')).count).toBe(0);
    expect(await rig.get(`${REQUESTS}?outcome=good`)).toMatchObject({ code: 1003, msg: /^outcome/ });
  });

  it('shows failures that were asked for', async () => {
    const headers = { 'x-api-key': API_KEY, 'x-avatarium-simulate': 'code=1104' };
    await rig.get(`${SESSION}/list`, headers);
    expect(await last()).toMatchObject({ code: 1104, msg: expect.stringContaining('simulated') });
  });
});

describe('a request log', () => {
  const entry = (id: string): LoggedRequest => ({
    id,
    time: 0,
    method: 'GET',
    path: '/',
    query: {},
    body: null,
    status: 200,
    code: 1000,
    msg: 'OK',
    ms: 1,
    key: 'main',
    accepted: [],
    broken: [],
  });

  it('keeps the last 500 of an account, and bounds all accounts together', () => {
    const log = new RequestLog();
    for (let n = 0; n < 600; n++) {
      log.add('first', entry(`first ${n}`));
    }
    const { count, rows } = log.list('first', { offset: 499, limit: 10 });
    expect([count, rows.map(({ id }) => id)]).toEqual([500, ['first 100']]);
    expect(log.list('first', { offset: 500, limit: 10 }).rows).toEqual([]);
    for (let n = 0; n < 20 * 500; n++) {
      log.add(`account ${n % 20}`, entry(''));
    }
    expect(log.list('first', { offset: 0, limit: 10 }).count).toBe(0);
    expect(log.list('account 19', { offset: 0, limit: 10 }).count).toBe(500);
  });
});

describe('what is shown of a body', () => {
  it('is bounded', () => {
    expect(withoutSecrets({ text: 'x'.repeat(10_000) }, [])).toEqual({ text: `${'x'.repeat(500)}…` });
    expect(withoutSecrets(Array(1000).fill(1), [])).toHaveLength(50);
    expect(withoutSecrets(Array(50).fill('y'.repeat(400)), [])).toMatch(/too long to be kept/);
    let deep: object = {};
    for (let n = 0; n < 10_000; n++) {
      deep = { deep };
    }
    expect(JSON.stringify(withoutSecrets(deep, [])).length).toBeLessThan(200);
  });
});

describe('unknown fields', () => {
  it('are found in objects inside of objects, whatever these are wrapped in', () => {
    const body = {
      avatar_id: 'ava',
      credentials: { livekit_url: 'x', room: 1 },
      voice_params: { turn_detection: { type: 'server_vad', eagerness: 'low' } },
    };
    expect(unknownFields(sessionCreateRequest, body)).toEqual([
      'credentials.room',
      'voice_params.turn_detection.eagerness',
    ]);
    expect(unknownFields(sessionIdRequest, { _id: 'x', other: 1 })).toEqual(['other']);
    expect(unknownFields(sessionIdRequest, 'text')).toEqual([]);
  });
});
