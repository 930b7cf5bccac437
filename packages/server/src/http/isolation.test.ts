import { requestLogList } from '@avatarium/contract';
import { type OpenApiOperation, openApiDocument } from '@avatarium/contract/openapi';
import type { InjectOptions } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OPEN_TIMEOUT_MS } from '../storage/testing/temporary-storage.js';
import { openRig, type Rig } from '../testing/api-rig.js';
import { makeAgoraToken } from '../vendors/agora-token.js';
import { makeUserSig } from '../vendors/trtc-user-sig.js';
import { type Belongings, furnish, type Kind, send } from './testing/belongings.js';

type Body = Record<string, unknown>;

/** How an operation is tried. Each has one at least, so that no operation goes untried. */
type Trial =
  /** It takes the id of an object of this kind; with these bodies, or this in the query, beside it. */
  | { names: Kind; with?: Body[]; query?: Record<string, string> }
  /** Its body may refer to an object of this kind, which is missing for everybody else. */
  | { refers: Kind; by(value: string): Body }
  /** It lists objects of this kind. */
  | { lists: Kind }
  /** It takes names that are unique in an account: those of another account are free. */
  | { takes(mine: Belongings, theirs: Belongings): InjectOptions }
  /** It shows what the account has sent, whatever that named. */
  | { logs: true }
  /** It knows nothing of accounts' objects. */
  | { public: true };

/** Tokens of the rig's own, for sessions that there never were. */
const NOBODY = 'session-000000000000000000000000';
const IN_GOOD_TIME = { issuedAtS: Math.floor(Date.now() / 1000), lifetimeS: 600 };
const agoraToken = () =>
  makeAgoraToken(
    { appId: 'x', channel: NOBODY, uid: '1', salt: 1, privileges: { join: 600 }, ...IN_GOOD_TIME },
    rig.vendors.local.agora.secret,
  );
const userSig = () =>
  makeUserSig({ sdkAppId: 1, userId: NOBODY, ...IN_GOOD_TIME }, rig.vendors.local.trtc.secret);

const CREATE_SESSION = { avatar_id: 'ava' };

const TRIALS: Record<string, Trial[]> = {
  createSession: [
    { refers: 'avatar', by: (avatar_id) => ({ avatar_id }) },
    { refers: 'knowledge', by: (knowledge_id) => ({ ...CREATE_SESSION, knowledge_id }) },
    { refers: 'file', by: (id) => ({ ...CREATE_SESSION, background_url: fileUrl(id) }) },
    { refers: 'file', by: (id) => ({ ...CREATE_SESSION, voice_url: fileUrl(id) }) },
  ],
  getSession: [{ names: 'session' }],
  listSessions: [{ lists: 'session' }],
  closeSession: [{ names: 'session' }],
  joinLocalAgora: [
    {
      refers: 'session',
      by: (id) => ({ app_id: 'x', channel: `session-${id}`, token: agoraToken(), uid: 1 }),
    },
  ],
  joinLocalTrtc: [
    {
      refers: 'session',
      by: (id) => ({ sdk_app_id: 1, user_id: `client-${id}`, user_sig: userSig(), room_id: '1' }),
    },
  ],
  listTranscripts: [{ lists: 'session' }],
  getTranscript: [{ names: 'session' }, { names: 'session', query: { format: 'vtt' } }],
  deleteTranscript: [{ names: 'session' }],
  listTurns: [{ names: 'session' }],
  createAvatar: [
    { refers: 'file', by: (id) => ({ url: fileUrl(id), avatar_id: 'stolen', name: 'x' }) },
    {
      takes: (mine, theirs) => ({
        payload: { url: mine.named.file[1], avatar_id: theirs.named.avatar[1], name: 'x' },
      }),
    },
  ],
  listAvatars: [{ lists: 'avatar' }],
  getAvatar: [{ names: 'avatar' }],
  getAvatarV3: [{ names: 'avatar' }],
  deleteAvatar: [{ names: 'avatar' }],
  getAvatarPack: [{ names: 'avatar' }],
  deleteAvatarByQuery: [{ names: 'avatar' }],
  listVoices: [{ public: true }],
  listVoicesV3: [{ public: true }],
  listLanguages: [{ public: true }],
  listKnowledge: [{ lists: 'knowledge' }],
  createKnowledge: [
    { refers: 'file', by: (id) => ({ name: 'stolen', docs: [{ name: 'a.txt', url: fileUrl(id) }] }) },
    { takes: () => ({ payload: { name: "second's knowledge" } }) },
  ],
  getKnowledge: [{ names: 'knowledge' }],
  updateKnowledge: [
    { names: 'knowledge', with: [{ name: 'stolen' }, { prompt: 'stolen' }, { docs: [] }, { name: 7 }] },
  ],
  deleteKnowledge: [{ names: 'knowledge' }],
  searchKnowledge: [{ names: 'knowledge', query: { q: 'second' } }],
  uploadFile: [
    {
      takes: () => ({
        query: { name: 'second.png' },
        payload: 'text',
        headers: { 'content-type': 'text/plain' },
      }),
    },
  ],
  listFiles: [{ lists: 'file' }],
  deleteFile: [{ names: 'file' }],
  deleteFileByQuery: [{ names: 'file' }],
  getToken: [{ public: true }],
  listKeys: [{ lists: 'key' }],
  getUsage: [{ lists: 'key' }],
  createKey: [{ takes: (_mine, theirs) => ({ payload: { name: theirs.key.name } }) }],
  getKey: [{ names: 'key' }],
  updateKey: [
    { names: 'key', with: [{ name: 'stolen' }, { disabled: true }, { budget_minutes: 0 }, { name: 7 }] },
  ],
  rotateKey: [{ names: 'key' }],
  deleteKey: [{ names: 'key' }],
  listDeliveries: [{ lists: 'delivery' }],
  retryDelivery: [{ names: 'delivery' }],
  listRequests: [{ logs: true }],
  getAvatarPicture: [{ names: 'avatar' }],
  listModels: [{ public: true }],
  getVoicePreview: [{ public: true }],
  getAvatarMedia: [{ names: 'file' }],
  getSdk: [{ public: true }],
  getHealth: [{ public: true }],
  getMetrics: [{ public: true }],
  getOpenApi: [{ public: true }],
};

const document = openApiDocument({ url: 'http://localhost:8080', version: '0.0.0' });
type Found = { id: string; method: string; path: string; operation: OpenApiOperation };
const OPERATIONS: Found[] = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({ id: operation.operationId, method, path, operation })),
);

/** A value of the same form as one that names an object, which names none. */
function missing(value: string): string {
  return value.replace(/[0-9a-f]{24}/, 'fedcba9876543210fedcba98').replace(/^\w+_avatar$/, 'no_avatar');
}

function fileUrl(id: string): string {
  return id.startsWith('avatarium:') ? id : `avatarium:file/${id}`;
}

interface Named {
  name?: string;
  in?: string;
  schema?: { 'x-aliases'?: string[] };
}

/** Every way in which the document lets a call of an operation name one object. */
function waysToName({
  id: operationId,
  method,
  path,
  operation,
}: Found): ((id: string, body?: Body) => InjectOptions)[] {
  const verb = method.toUpperCase() as 'GET';
  if (path.includes('{')) {
    return [
      (id, payload) => ({
        method: verb,
        url: path.replace(/\{\w+\}/, encodeURIComponent(id)),
        ...(payload ? { payload } : {}),
      }),
    ];
  }
  const beside = TRIALS[operationId]?.map((trial) => ('names' in trial ? trial.query : {}))[0];
  const aliases = (named: Named) => (named.schema?.['x-aliases'] ?? []).concat(named.name ?? []);
  const inQuery = ((operation.parameters ?? []) as Named[]).filter(({ schema }) => schema?.['x-aliases']);
  const { content } = (operation.requestBody ?? {}) as {
    content?: Record<string, { schema: { $ref: string } }>;
  };
  const schema =
    document.components.schemas[content?.['application/json']?.schema.$ref.split('/').at(-1) ?? ''];
  const inBody = Object.entries(schema?.properties ?? {})
    .map(([name, property]) => ({ name, schema: property }) as Named)
    .filter(({ schema: property }) => property?.['x-aliases']);
  return [
    ...inQuery.flatMap(aliases).map((name) => (id: string, payload?: Body) => ({
      method: verb,
      url: path,
      query: { ...beside, [name]: id },
      ...(payload ? { payload } : {}),
    })),
    ...inBody.flatMap(aliases).map((name) => (id: string, body?: Body) => ({
      method: verb,
      url: path,
      payload: { ...body, [name]: id },
    })),
  ];
}

let rig: Rig;
let mine: Belongings;
let theirs: Belongings;

beforeAll(async () => {
  rig = await openRig({ capacity: 4, maxQueued: 4 });
  mine = await furnish(rig, 'first');
  theirs = await furnish(rig, 'second');
}, 2 * OPEN_TIMEOUT_MS);
afterAll(() => rig.dispose());

/** What somebody is told, whatever they asked for by. */
async function told(by: Belongings, credential: 'key' | 'token', options: InjectOptions, id: string) {
  const headers: Record<string, string> =
    credential === 'key' ? { 'x-api-key': by.key.api_key } : { authorization: `Bearer ${by.token}` };
  const { status, text } = await send(rig, headers, options);
  return { status, text: text.replaceAll(id.replace('avatarium:file/', ''), '…') };
}

async function expectMissing(
  make: (value: string) => InjectOptions,
  value: string,
  credentials: ('key' | 'token')[] = ['key', 'token'],
): Promise<void> {
  const none = missing(value);
  expect(none).not.toBe(value);
  for (const credential of credentials) {
    const foreign = await told(mine, credential, make(value), value);
    expect(foreign).toEqual(await told(mine, credential, make(none), none));
    expect(foreign.text).not.toContain('"code":1000');
    expect(theirs.markers.filter((marker) => marker !== value && foreign.text.includes(marker))).toEqual([]);
  }
}

const TRY = {
  async names(found: Found, { names, with: bodies = [{}] }: Extract<Trial, { names: Kind }>) {
    const ways = waysToName(found);
    expect(ways.length).toBeGreaterThan(0);
    for (const way of ways) {
      for (const value of theirs.named[names]) {
        for (const body of bodies) {
          await expectMissing((id) => way(id, body), value);
        }
      }
      // An id is an id to whoever guesses. What an avatar shows is for everybody who has the link.
      const { [names]: _, media, ...others } = theirs.named;
      const guesses = Object.values(found.id === 'getAvatarMedia' ? others : { ...others, media });
      for (const [value = ''] of guesses) {
        await expectMissing((id) => way(id, bodies[0]), value, ['key']);
      }
    }
  },
  async refers(found: Found, { refers, by }: Extract<Trial, { refers: Kind }>) {
    for (const value of theirs.named[refers]) {
      await expectMissing((id) => ({ method: 'POST', url: found.path, payload: by(id) }), value);
    }
  },
  async lists(found: Found, { lists }: Extract<Trial, { lists: Kind }>) {
    for (const query of ['', 'size=100', 'name=second', 'page=2&size=1']) {
      const { text } = await mine.call({ method: 'GET', url: `${found.path}?${query}` });
      expect(theirs.markers.filter((marker) => text.includes(marker))).toEqual([]);
    }
    for (const [who, other] of [
      [mine, theirs],
      [theirs, mine],
    ] as const) {
      const { text } = await who.call({ method: 'GET', url: found.path });
      expect(who.named[lists].some((value) => text.includes(value))).toBe(true);
      expect(other.named[lists].some((value) => text.includes(value))).toBe(false);
    }
  },
  async takes(found: Found, { takes }: Extract<Trial, { takes: unknown }>) {
    const reply = await mine.call({ ...takes(mine, theirs), method: 'POST', url: found.path });
    expect(reply.code).toBe(1000);
    expect(reply.text).not.toContain(`"uid":${theirs.uid},`);
  },
  async logs(found: Found) {
    for (const who of [mine, theirs]) {
      const { data } = await who.call({ method: 'GET', url: found.path });
      const keys = requestLogList.parse(data).result.map(({ key }) => key);
      expect(new Set(keys)).toEqual(new Set([who.key.name]));
    }
  },
  async public(found: Found) {
    const url = found.path.replace(/\{\w+\}/, 'nothing');
    const { text } = await mine.call({ method: found.method.toUpperCase() as 'GET', url });
    expect(theirs.markers.filter((marker) => text.includes(marker))).toEqual([]);
  },
};

async function tryAll(found: Found, wanted: (trial: Trial) => boolean): Promise<void> {
  for (const trial of (TRIALS[found.id] ?? []).filter(wanted)) {
    const how = (Object.keys(TRY) as (keyof typeof TRY)[]).find((name) => name in trial);
    await TRY[how ?? 'public'](found, trial as never);
  }
}

/** All that an account sees of its own, apart from what is made anew for each reply. */
async function inventory(of: Belongings): Promise<string[]> {
  const lists = OPERATIONS.filter(({ id }) => TRIALS[id]?.some((trial) => 'lists' in trial));
  const details = OPERATIONS.filter(
    ({ id, method }) =>
      method === 'get' && TRIALS[id]?.some((trial) => 'names' in trial) && id !== 'getAvatarPicture',
  );
  const calls = [
    ...lists.map(({ path }) => ({ method: 'GET' as const, url: path })),
    ...details.flatMap((found) => {
      const kind =
        found.id === 'getAvatarMedia' ? 'media' : TRIALS[found.id]?.map((t) => 'names' in t && t.names)[0];
      const [way] = waysToName(found);
      return kind && way ? of.named[kind].map((id) => way(id)) : [];
    }),
  ];
  const replies = [];
  for (const options of calls) {
    const { status, text } = await of.call(options);
    expect([status, text.slice(0, 40)]).toEqual([200, expect.not.stringMatching(/^\{"code":(?!1000)/)]);
    replies.push(text.replace(/"livekit_token":"[^"]*"/g, ''));
  }
  return replies;
}

describe('two accounts', () => {
  let before: string[];
  beforeAll(async () => {
    before = await inventory(theirs);
  });

  it('are tried on every operation of the document', () => {
    expect(Object.keys(TRIALS).sort()).toEqual(OPERATIONS.map(({ id }) => id).sort());
  });

  it.each(OPERATIONS)('know nothing of each other’s objects: $id', async (found) => {
    await tryAll(found, (trial) => !('takes' in trial));
  });

  it('leave each other’s objects as they were', async () => {
    expect(await inventory(theirs)).toEqual(before);
    const { status } = await send(
      rig,
      { authorization: `Bearer ${theirs.token}` },
      {
        method: 'GET',
        url: '/api/open/v4/liveAvatar/session/list',
      },
    );
    expect(status).toBe(200);
  });

  it('may use the same names', async () => {
    for (const found of OPERATIONS) {
      await tryAll(found, (trial) => 'takes' in trial);
    }
    expect(await inventory(theirs)).toEqual(before);
  });

  it('get no token with one’s client id and the other’s key', async () => {
    for (const [id, secret] of [
      [theirs, mine],
      [mine, theirs],
    ] as const) {
      const body = { clientId: id.key.client_id, clientSecret: secret.key.api_key };
      expect(await rig.post('/api/open/v3/getToken', body, {})).toMatchObject({ code: 1101 });
    }
  });

  it('can do to their own objects what they cannot do to the other’s', async () => {
    const media = theirs.named.media.map((id) => `/media/files/${id}`);
    const acts = OPERATIONS.filter(
      ({ id, method }) => method !== 'get' && TRIALS[id]?.some((t) => 'names' in t),
    );
    acts.sort((a, b) => Number(a.method === 'delete') - Number(b.method === 'delete'));
    for (const found of acts) {
      const trial = TRIALS[found.id]?.find((one) => 'names' in one);
      const [way] = waysToName(found);
      const isRepeated = found.id.endsWith('ByQuery');
      if (way && trial && 'names' in trial && !isRepeated) {
        const { code } = await theirs.call(way(theirs.named[trial.names][0] ?? '', trial.with?.[0] ?? {}));
        expect([found.id, code]).toEqual([found.id, 1000]);
      }
    }
    for (const url of media) {
      expect((await theirs.call({ method: 'GET', url })).status).toBe(404);
    }
  });
});
