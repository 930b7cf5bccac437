import { type ApiKeyWithSecret, session } from '@avatarium/contract';
import type { InjectOptions } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeId } from '../accounts/credentials.js';
import { OPEN_TIMEOUT_MS } from '../storage/testing/temporary-storage.js';
import { openRig, type Rig } from '../testing/api-rig.js';

const SESSION = '/api/open/v4/liveAvatar/session';
const KEYS = '/api/avatarium/v1/keys';

let rig: Rig;
let mine: ApiKeyWithSecret;
let theirs: ApiKeyWithSecret;
let theirSession: string;

beforeAll(async () => {
  rig = await openRig({ capacity: 4, maxQueued: 4 });
  const [first, second] = await Promise.all(
    ['first', 'second'].map((name) => rig.storage.accounts.ensure({ id: makeId(), name, createdAt: 0 })),
  );
  if (!first || !second) {
    throw new Error('no accounts');
  }
  mine = await rig.keys.create(first, { name: 'main' });
  theirs = await rig.keys.create(second, { name: 'main' });
  const reply = await rig.post(`${SESSION}/create`, { avatar_id: 'ava' }, { 'x-api-key': theirs.api_key });
  theirSession = session.parse(reply.data)._id;
}, OPEN_TIMEOUT_MS);
afterAll(() => rig.dispose());

async function call(made: ApiKeyWithSecret, options: InjectOptions) {
  const reply = await rig.inject({ ...options, headers: { 'x-api-key': made.api_key } });
  return reply.json();
}

/** Every way in which a call can name an object of somebody's. */
const NAMING: [string, (id: string) => InjectOptions, 'session' | 'key'][] = [
  ['session/detail', (id) => ({ method: 'GET', url: `${SESSION}/detail?id=${id}` }), 'session'],
  ['session/close by id', (id) => ({ method: 'POST', url: `${SESSION}/close`, payload: { id } }), 'session'],
  [
    'session/close by session_id',
    (session_id) => ({ method: 'POST', url: `${SESSION}/close`, payload: { session_id } }),
    'session',
  ],
  [
    'session/close by _id',
    (_id) => ({ method: 'POST', url: `${SESSION}/close`, payload: { _id } }),
    'session',
  ],
  ['showing a key', (id) => ({ method: 'GET', url: `${KEYS}/${id}` }), 'key'],
  ['changing a key', (id) => ({ method: 'PATCH', url: `${KEYS}/${id}`, payload: { name: 'stolen' } }), 'key'],
  [
    'disabling a key',
    (id) => ({ method: 'PATCH', url: `${KEYS}/${id}`, payload: { disabled: true } }),
    'key',
  ],
  [
    'sending a key nonsense',
    (id) => ({ method: 'PATCH', url: `${KEYS}/${id}`, payload: { name: 7 } }),
    'key',
  ],
  ['rotating a key', (id) => ({ method: 'POST', url: `${KEYS}/${id}/rotate`, payload: {} }), 'key'],
  ['deleting a key', (id) => ({ method: 'DELETE', url: `${KEYS}/${id}` }), 'key'],
];

describe('two accounts', () => {
  it.each(NAMING)('cannot tell each other’s objects from missing ones: %s', async (_name, options, kind) => {
    const id = kind === 'session' ? theirSession : theirs._id;
    const foreign = await call(mine, options(id));
    expect(foreign).toEqual(await call(mine, options('0123456789abcdef01234567')));
    expect(foreign.code).toBe(kind === 'session' ? 1216 : 1014);
  });

  it('leave each other’s objects as they were', async () => {
    expect(await call(theirs, { method: 'GET', url: `${SESSION}/detail?id=${theirSession}` })).toMatchObject({
      code: 1000,
      data: { status: 2, ended_at: null },
    });
    const { api_key: _, ...shown } = theirs;
    expect(await call(theirs, { method: 'GET', url: `${KEYS}/${theirs._id}` })).toMatchObject({
      data: shown,
    });
  });

  it('see their own objects alone in lists, under a uid of their own', async () => {
    const reply = await call(mine, {
      method: 'POST',
      url: `${SESSION}/create`,
      payload: { avatar_id: 'ava' },
    });
    const own = session.parse(reply.data);
    const list = await call(mine, { method: 'GET', url: `${SESSION}/list` });
    expect(list.data).toMatchObject({ count: 1, result: [{ _id: own._id, uid: mine.uid }] });
    const keys = await call(mine, { method: 'GET', url: KEYS });
    expect(keys.data).toMatchObject({ count: 1, result: [{ _id: mine._id, uid: mine.uid }] });
    expect(mine.uid).not.toBe(theirs.uid);
    for (const path of ['/api/open/v4/liveAvatar/avatar/list', '/api/open/v4/voice/list']) {
      const uids = async (made: ApiKeyWithSecret) =>
        (await call(made, { method: 'GET', url: path })).data.result.map(({ uid }: { uid: number }) => uid);
      expect(new Set(await uids(mine))).toEqual(new Set([mine.uid]));
      expect(new Set(await uids(theirs))).toEqual(new Set([theirs.uid]));
    }
  });

  it('may use the same names', async () => {
    expect(mine.name).toBe(theirs.name);
  });

  it('get no token with one’s client id and the other’s key', async () => {
    const body = { clientId: theirs.client_id, clientSecret: mine.api_key };
    expect(await rig.post('/api/open/v3/getToken', body, {})).toMatchObject({ code: 1101 });
  });
});
