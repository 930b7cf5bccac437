import { AVATARS, FILES, KEYS, KNOWLEDGE, SESSIONS, STOCK_AVATAR, UNKNOWN_ID } from '../contract/paths.js';
import { avatar, knowledgeBase, sessionList } from '../contract/shapes.js';
import type { Api, Reply } from '../suite/api.js';
import { expectSame, expectThat, NotShown, succeeds } from '../suite/expect.js';
import { type Rule, rule, type Section } from '../suite/rule.js';
import type { Run } from '../suite/run.js';
import { someSession } from '../suite/sessions.js';
import { uidOf } from '../suite/uid.js';
import { uploadText } from '../suite/uploads.js';
import { newKey } from './keys.js';

/** The other account's view. @throws NotShown when there is no other account */
async function other(run: Run): Promise<Api> {
  const api = run.other;
  if (api === null) {
    throw new NotShown('OTHER_API_KEY is not set');
  }
  const [mine, theirs] = await run.once('uids', () => Promise.all([run.api, api].map(uidOf)));
  if (mine === theirs) {
    throw new NotShown('OTHER_API_KEY is a key of the same account');
  }
  return api;
}

/** One of each kind of object, made by the account with the key. */
const OBJECTS: Record<string, (run: Run) => Promise<string>> = {
  session: async (run) => (await someSession(run))._id,
  'knowledge base': (run) =>
    run.once('our base', async () => {
      const reply = await run.api.post(KNOWLEDGE.create, { name: `conformance ${Date.now()} ours` });
      return succeeds(reply, knowledgeBase)._id;
    }),
  file: (run) => run.once('our file', async () => (await uploadText(run, 'ours.txt', 'ours'))._id),
  key: (run) => run.once('our key', async () => (await newKey(run)).made._id),
  avatar: (run) =>
    run.once('our avatar', async () => {
      const { url } = await uploadText(run, 'portrait.png', 'no picture');
      const body = { url, avatar_id: `conformance-${Date.now()}-ours`, name: 'Ours', type: 2, url_from: 1 };
      return succeeds(await run.api.post(AVATARS.create, body), avatar)._id;
    }),
};

/** Every way in which a call can name somebody's object. */
const CALLS: readonly [
  kind: keyof typeof OBJECTS,
  what: string,
  call: (api: Api, id: string) => Promise<Reply>,
][] = [
  ['session', 'session/detail', (api, id) => api.get(SESSIONS.detail, { id })],
  ['session', 'session/close by id', (api, id) => api.post(SESSIONS.close, { id })],
  ['session', 'session/close by session_id', (api, session_id) => api.post(SESSIONS.close, { session_id })],
  ['session', 'session/close by _id', (api, _id) => api.post(SESSIONS.close, { _id })],
  ['knowledge base', 'knowledge/detail', (api, id) => api.get(KNOWLEDGE.detail, { id })],
  ['knowledge base', 'knowledge/update', (api, id) => api.post(KNOWLEDGE.update, { id, prompt: 'stolen' })],
  ['knowledge base', 'knowledge/delete', (api, id) => api.send('DELETE', KNOWLEDGE.delete, { json: { id } })],
  [
    'knowledge base',
    'session/create with it',
    (api, knowledge_id) => api.post(SESSIONS.create, { avatar_id: STOCK_AVATAR, knowledge_id }),
  ],
  ['avatar', 'v4 avatar/detail', (api, avatar_id) => api.get(AVATARS.detail, { avatar_id })],
  ['avatar', 'v3 avatar/detail', (api, id) => api.get(AVATARS.detailV3, { id })],
  ['avatar', 'avatar delete', (api, id) => api.send('DELETE', `${AVATARS.own}/${id}`)],
  ['avatar', 'session/create with it', (api, avatar_id) => api.post(SESSIONS.create, { avatar_id })],
  ['file', 'file delete', (api, id) => api.send('DELETE', `${FILES}/${id}`)],
  [
    'file',
    'as a background',
    (api, id) =>
      api.post(SESSIONS.create, { avatar_id: STOCK_AVATAR, background_url: `avatarium:file/${id}` }),
  ],
  ['key', 'key shown', (api, id) => api.get(`${KEYS}/${id}`)],
  ['key', 'key changed', (api, id) => api.send('PATCH', `${KEYS}/${id}`, { json: { name: 'stolen' } })],
  ['key', 'key rotated', (api, id) => api.send('POST', `${KEYS}/${id}/rotate`)],
  ['key', 'key deleted', (api, id) => api.send('DELETE', `${KEYS}/${id}`)],
];

/** HTTP status and body, with the id that was asked for left out. */
function essence({ status, text }: Reply, id: string): string {
  return `HTTP ${status} ${text.replaceAll(id, '<id>')}`;
}

function isLikeMissing([kind, what, call]: (typeof CALLS)[number]): Rule {
  return rule(`another account’s ${kind} is as good as missing: ${what}`, async (run) => {
    const api = await other(run);
    const id = await (OBJECTS[kind] as (run: Run) => Promise<string>)(run);
    const foreign = await call(api, id);
    const missing = await call(api, UNKNOWN_ID);
    expectThat(foreign.code !== 1000, 'an error', foreign);
    expectSame(essence(foreign, id), essence(missing, UNKNOWN_ID), 'the answer');
  });
}

export const accounts: Section = {
  title: 'Two accounts',
  rules: [
    ...CALLS.map(isLikeMissing),
    rule('lists have no objects of another account', async (run) => {
      const api = await other(run);
      const ids = await Promise.all(Object.values(OBJECTS).map((make) => make(run)));
      for (const path of [SESSIONS.list, AVATARS.list, KNOWLEDGE.list, FILES, KEYS]) {
        const { text } = await api.get(path);
        const seen = ids.filter((id) => text.includes(id));
        expectSame(seen, [], `foreign ids in ${path}`);
      }
    }),
    rule('the session is still there for its owner', async (run) => {
      await other(run);
      const { _id } = await someSession(run);
      const { result } = succeeds(await run.api.get(SESSIONS.list), sessionList);
      const found = result.find((one) => one._id === _id);
      expectThat(found && found.status < 3, 'the session, not ended', JSON.stringify(found ?? null));
    }),
  ],
};
