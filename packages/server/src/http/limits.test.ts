import { type ApiKeyWithSecret, getTokenReply, session, sessionList } from '@avatarium/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OPEN_TIMEOUT_MS } from '../storage/testing/temporary-storage.js';
import { openRig, type Rig } from '../testing/api-rig.js';

const SESSION = '/api/open/v4/liveAvatar/session';

let rig: Rig;
beforeAll(async () => {
  rig = await openRig({
    capacity: 3,
    maxQueued: 2,
    rates: { perKey: 40, refusedPerAddress: 5 },
    trustedProxies: ['loopback'],
  });
}, OPEN_TIMEOUT_MS);
afterAll(() => rig.dispose());

let serial = 0;
async function key(limits: object = {}): Promise<ApiKeyWithSecret> {
  serial += 1;
  return rig.keys.create(rig.account, { name: `limited ${serial}`, ...limits });
}

const as = (made: ApiKeyWithSecret) => ({ 'x-api-key': made.api_key });
const ask = (made: ApiKeyWithSecret, body: object = {}) =>
  rig.post(`${SESSION}/create`, { avatar_id: 'ava', ...body }, as(made));
const detail = async (made: ApiKeyWithSecret, id: string) =>
  session.parse((await rig.get(`${SESSION}/detail?id=${id}`, as(made))).data);
const close = (made: ApiKeyWithSecret, id: string) => rig.post(`${SESSION}/close`, { id }, as(made));
const usedSeconds = async (made: ApiKeyWithSecret) =>
  (await rig.keys.show(rig.account, made._id)).used_seconds;

describe('the budget of a key', () => {
  it('cuts a session to what is left, pays for what was used, and refuses when it is spent', async () => {
    const made = await key({ budget_minutes: 2 });
    const first = session.parse((await ask(made, { duration: 90 })).data);
    expect(first).toMatchObject({ duration: 90, used_seconds: 0, status: 2 });
    const second = session.parse((await ask(made, { duration: 90 })).data);
    expect(second.duration).toBe(30);
    expect(await ask(made)).toMatchObject({ code: 1104, msg: expect.stringMatching(/budget/) });
    await rig.clock.advance(20_000);
    expect(await detail(made, first._id)).toMatchObject({ used_seconds: 20, status: 2 });
    expect(await usedSeconds(made)).toBe(0);
    await close(made, first._id);
    await close(made, first._id);
    await close(made, second._id);
    expect(await usedSeconds(made)).toBe(40);
    await rig.clock.advance(20_000);
    expect(await detail(made, first._id)).toMatchObject({ used_seconds: 20, duration: 90, status: 3 });
    const last = session.parse((await ask(made)).data);
    expect(last.duration).toBe(80);
    await rig.clock.advance(80_000);
    expect(await detail(made, last._id)).toMatchObject({
      status: 3,
      end_reason: 'expired',
      used_seconds: 80,
    });
    expect(await usedSeconds(made)).toBe(120);
    expect(await ask(made)).toMatchObject({ code: 1104 });
  });

  it('does not pay for a session that failed to start', async () => {
    const made = await key({ budget_minutes: 1 });
    rig.failNextStart(new Error('no way in'));
    expect(await ask(made)).toMatchObject({ code: 1218, data: { status: 4, used_seconds: 0 } });
    rig.failNextStart(null);
    expect(await usedSeconds(made)).toBe(0);
  });
});

describe('sessions at once', () => {
  it('are as many as the key may have, while others have theirs', async () => {
    const made = await key({ max_sessions: 1 });
    const other = await key();
    const first = session.parse((await ask(made)).data);
    expect(await ask(made)).toMatchObject({ code: 1215, msg: expect.stringMatching(/key/) });
    const theirs = session.parse((await ask(other)).data);
    await close(made, first._id);
    const next = session.parse((await ask(made)).data);
    expect(next.status).toBe(2);
    await close(made, next._id);
    await close(other, theirs._id);
  });

  it('wait in a queue whose places are told, then are refused', async () => {
    const made = await key();
    const asked = [];
    for (let i = 0; i < 5; i++) {
      asked.push(session.parse((await ask(made)).data));
      await rig.clock.advance(10);
    }
    expect(asked.map(({ status }) => status)).toEqual([2, 2, 2, 1, 1]);
    expect(asked.map((one) => one.queue_position)).toEqual([null, null, null, 1, 2]);
    expect(await ask(made)).toMatchObject({ code: 1215, msg: expect.stringMatching(/queue is full/) });
    const waiting = sessionList.parse((await rig.get(`${SESSION}/list?status=1`, as(made))).data);
    expect(waiting.result.map((one) => one.queue_position)).toEqual([2, 1]);
    await close(made, asked[3]?._id ?? '');
    expect(await detail(made, asked[4]?._id ?? '')).toMatchObject({ status: 1, queue_position: 1 });
    for (const { _id } of asked.toReversed()) {
      await close(made, _id);
    }
  });
});

describe('the rate of calls', () => {
  const list = (made: ApiKeyWithSecret) => rig.get(`${SESSION}/list`, as(made));

  async function granted(made: ApiKeyWithSecret, times: number): Promise<number> {
    const codes = [];
    for (let i = 0; i < times; i++) {
      codes.push((await list(made)).code);
    }
    expect(codes.filter((code) => code !== 1000 && code !== 1005)).toEqual([]);
    return codes.filter((code) => code === 1000).length;
  }

  it('is the key’s own, or what the settings say', async () => {
    expect(await granted(await key({ rate_per_minute: 3 }), 6)).toBe(3);
    expect(await granted(await key(), 45)).toBe(40);
    const wide = await key({ rate_per_minute: 1000 });
    expect(await granted(wide, 45)).toBe(45);
  });

  it('is one for a key and its tokens', async () => {
    const made = await key({ rate_per_minute: 3 });
    const body = { clientId: made.client_id, clientSecret: made.api_key };
    const { token } = getTokenReply.parse(await rig.post('/api/open/v3/getToken', body, {}));
    expect((await list(made)).code).toBe(1000);
    expect((await rig.get(`${SESSION}/list`, { 'x-api-key': token })).code).toBe(1000);
    expect((await list(made)).code).toBe(1005);
    expect((await rig.get(`${SESSION}/list`, { 'x-api-key': token })).code).toBe(1005);
    expect((await rig.post('/api/open/v3/getToken', body, {})).code).toBe(1005);
    await rig.clock.advance(20_000);
    expect((await list(made)).code).toBe(1000);
  });

  it('is low for who has no good credential, and nobody else suffers for it', async () => {
    const made = await key();
    const codes = [];
    for (let i = 0; i < 8; i++) {
      codes.push((await rig.get(`${SESSION}/list`, { 'x-api-key': `bad ${i}` })).code);
    }
    expect(codes).toEqual([1101, 1101, 1101, 1101, 1101, 1005, 1005, 1005]);
    expect((await rig.get(`${SESSION}/list`, {})).code).toBe(1005);
    expect((await list(made)).code).toBe(1000);
    await rig.clock.advance(60_000);
    expect((await rig.get(`${SESSION}/list`, {})).code).toBe(1102);
  });

  it('tells callers behind a trusted proxy apart, and takes nobody else’s word', async () => {
    const from = (address: string) => rig.get(`${SESSION}/list`, { 'x-forwarded-for': address });
    for (let i = 0; i < 5; i++) {
      expect((await from('198.51.100.1')).code).toBe(1102);
    }
    expect((await from('198.51.100.1')).code).toBe(1005);
    expect((await from('198.51.100.2')).code).toBe(1102);
    const direct = await openRig({ rates: { refusedPerAddress: 1 } });
    try {
      const headers = { 'x-forwarded-for': '198.51.100.1' };
      expect((await direct.get(`${SESSION}/list`, headers)).code).toBe(1102);
      headers['x-forwarded-for'] = '198.51.100.2';
      expect((await direct.get(`${SESSION}/list`, headers)).code).toBe(1005);
    } finally {
      await direct.dispose();
    }
  });
});

describe('pages beyond counting', () => {
  it.each(['9007199254740991', '9999999999999999999', '1'.repeat(400)])('are empty: %s', async (page) => {
    const made = await key();
    for (const path of [
      `${SESSION}/list`,
      '/api/open/v4/liveAvatar/avatar/list',
      '/api/open/v4/voice/list',
      '/api/avatarium/v1/keys',
    ]) {
      const reply = await rig.get(`${path}?page=${page}&size=100`, as(made));
      expect(reply).toMatchObject({ code: 1000, data: { result: [] } });
    }
  });
});
