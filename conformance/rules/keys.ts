import { KEYS, SESSIONS, STOCK_AVATAR, UNKNOWN_ID } from '../contract/paths.js';
import { key, keyList, keyWithSecret, session } from '../contract/shapes.js';
import type { Api } from '../suite/api.js';
import { expectSame, expectThat, NotShown, refuses, succeeds } from '../suite/expect.js';
import { rule, type Section } from '../suite/rule.js';
import type { Run } from '../suite/run.js';
import { newSession } from '../suite/sessions.js';

/** A further key of the account, and the API as it sees it. */
export async function newKey(run: Run, limits: object = {}) {
  const reply = await run.api.post(KEYS, { name: `conformance ${Date.now()}`, ...limits });
  if (reply.code === 1009) {
    throw new NotShown('API_KEY has limits, so it cannot make keys');
  }
  const made = succeeds(reply, keyWithSecret);
  run.secrets.add(made.api_key);
  const api: Api = run.api.as({ 'x-api-key': made.api_key });
  return { made, api };
}

const SESSION = { avatar_id: STOCK_AVATAR, duration: 60 };

export const keys: Section = {
  title: 'Keys and their limits',
  rules: [
    rule('a key is made with secret and client id of 24 characters, and works', async (run) => {
      const { made, api } = await newKey(run);
      succeeds(await api.get(SESSIONS.list, { size: 1 }));
      const { result } = succeeds(await run.api.get(KEYS), keyList);
      expectThat(
        result.some(({ _id }) => _id === made._id),
        `${made._id} in the list`,
        'it is not there',
      );
    }),
    rule('its secret is shown once', async (run) => {
      const { made } = await newKey(run);
      for (const path of [KEYS, `${KEYS}/${made._id}`]) {
        const reply = await run.api.get(path);
        expectThat(!reply.text.includes(made.api_key), 'no secret', `${path} shows it`);
      }
    }),
    rule('a disabled key answers 1200', async (run) => {
      const { made, api } = await newKey(run);
      succeeds(await run.api.send('PATCH', `${KEYS}/${made._id}`, { json: { disabled: true } }), key);
      refuses(await api.get(SESSIONS.list), 1200);
    }),
    rule('after a rotation the old secret answers 1101, the new one works', async (run) => {
      const { made, api } = await newKey(run);
      const rotated = succeeds(await run.api.send('POST', `${KEYS}/${made._id}/rotate`), keyWithSecret);
      run.secrets.add(rotated.api_key);
      refuses(await api.get(SESSIONS.list), 1101);
      succeeds(await run.api.as({ 'x-api-key': rotated.api_key }).get(SESSIONS.list, { size: 1 }));
    }),
    rule('a deleted key answers 1101', async (run) => {
      const { made, api } = await newKey(run);
      succeeds(await run.api.send('DELETE', `${KEYS}/${made._id}`));
      refuses(await api.get(SESSIONS.list), 1101);
      refuses(await run.api.get(`${KEYS}/${made._id}`), 1014);
    }),
    rule('an unknown key answers 1014', async (run) => {
      refuses(await run.api.get(`${KEYS}/${UNKNOWN_ID}`), 1014);
      refuses(await run.api.send('DELETE', `${KEYS}/${UNKNOWN_ID}`), 1014);
    }),
    rule('more calls than a key may make answer 1005', async (run) => {
      const { api } = await newKey(run, { rate_per_minute: 2 });
      succeeds(await api.get(SESSIONS.list, { size: 1 }));
      succeeds(await api.get(SESSIONS.list, { size: 1 }));
      refuses(await api.send('GET', `${SESSIONS.list}?size=1`, { atOnce: true }), 1005);
    }),
    rule('a session beyond the budget of a key answers 1104', async (run) => {
      const { api } = await newKey(run, { budget_minutes: 0 });
      refuses(await api.post(SESSIONS.create, SESSION), 1104);
    }),
    rule('more sessions at once than a key may have answer 1215', async (run) => {
      const { api } = await newKey(run, { max_sessions: 1 });
      await newSession(run, {}, api);
      refuses(await api.post(SESSIONS.create, SESSION), 1215);
    }),
    rule('keys of one account see each other’s sessions', async (run) => {
      const { api } = await newKey(run);
      const { _id } = await newSession(run);
      expectSame(succeeds(await api.get(SESSIONS.detail, { id: _id }), session)._id, _id, '_id');
    }),
  ],
};
