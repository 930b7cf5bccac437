import { claimsOf } from '../contract/jwt.js';
import { AVATARS, GUARDED, KEYS, KNOWLEDGE, SESSIONS, TOKEN, UNKNOWN_ID, VOICES } from '../contract/paths.js';
import { avatarList, keyList, knowledgeList, sessionList, token, voiceList } from '../contract/shapes.js';
import type { Reply } from '../suite/api.js';
import { expectSame, expectThat, NotShown, refuses, shaped, succeeds } from '../suite/expect.js';
import { type Rule, rule, type Section } from '../suite/rule.js';
import type { Run } from '../suite/run.js';
import { someSession } from '../suite/sessions.js';
import { uidOf } from '../suite/uid.js';

const WRONG_KEY = 'wrong-key-0123456789abcd';

/** The client id that belongs to the key. */
export function clientId(run: Run): Promise<string> {
  return run.once('client id', async () => {
    if (run.environment.clientId !== null) {
      return run.environment.clientId;
    }
    const reply = await run.api.get(KEYS);
    const current = reply.code === 1000 && succeeds(reply, keyList).result.find((key) => key.current);
    if (!current) {
      throw new NotShown('CLIENT_ID is not set, and the server does not tell it');
    }
    return current.client_id;
  });
}

async function getToken(run: Run, body: object): Promise<Reply> {
  return run.anonymous.post(TOKEN, body);
}

/** A token for the key. */
function someToken(run: Run): Promise<string> {
  return run.once('token', async () => {
    const reply = await getToken(run, {
      clientId: await clientId(run),
      clientSecret: run.environment.apiKey,
    });
    const made = shaped(reply.body, token, 'reply');
    run.secrets.add(made.token);
    return made.token;
  });
}

/** Somebody with these credentials may list sessions, or is refused with a code. */
function letsIn(name: string, credentials: (run: Run) => Promise<Record<string, string>>, code = 1000): Rule {
  return rule(name, async (run) => {
    const reply = await run.api.as(await credentials(run)).get(SESSIONS.list, { size: 1 });
    if (code === 1000) {
      succeeds(reply);
    } else {
      refuses(reply, code);
    }
  });
}

function eachGuarded(name: string, credentials: Record<string, string>, code: number): Rule {
  return rule(name, async (run) => {
    const api = run.api.as(credentials);
    for (const [method, path] of GUARDED) {
      const sending = method === 'GET' || method === 'DELETE' ? {} : { json: {} };
      refuses(await api.send(method, path.replace(':id', UNKNOWN_ID), sending), code);
    }
  });
}

const key = (run: Run) => run.environment.apiKey;

export const authentication: Section = {
  title: 'Authentication',
  rules: [
    eachGuarded('without credentials every call answers 1102', {}, 1102),
    eachGuarded('with a wrong key every call answers 1101', { 'x-api-key': WRONG_KEY }, 1101),
    letsIn('x-api-key: KEY', async (run) => ({ 'x-api-key': key(run) })),
    letsIn('Authorization: Bearer TOKEN', async (run) => ({
      authorization: `Bearer ${await someToken(run)}`,
    })),
    letsIn('an API key as Bearer', async (run) => ({ authorization: `Bearer ${key(run)}` })),
    letsIn('a token in x-api-key', async (run) => ({ 'x-api-key': await someToken(run) })),
    letsIn('the scheme "bearer" in any case', async (run) => ({ authorization: `bearer ${key(run)}` })),
    letsIn('a good Authorization wins over a wrong x-api-key', async (run) => ({
      authorization: `Bearer ${key(run)}`,
      'x-api-key': WRONG_KEY,
    })),
    letsIn(
      'a wrong Authorization wins over a good x-api-key: 1101',
      async (run) => ({ authorization: `Bearer ${WRONG_KEY}`, 'x-api-key': key(run) }),
      1101,
    ),
    ...['', 'Bearer ', 'Bearer'].map((empty) =>
      letsIn(`"Authorization: ${empty}" has no value, and x-api-key counts`, async (run) => ({
        authorization: empty,
        'x-api-key': key(run),
      })),
    ),
    letsIn('an empty x-api-key is no credential: 1102', async () => ({ 'x-api-key': '' }), 1102),
    letsIn('a wrong Bearer: 1101', async () => ({ authorization: `Bearer ${WRONG_KEY}` }), 1101),
    letsIn(
      'a token with a changed signature: 1101',
      async (run) => {
        const [header, payload] = (await someToken(run)).split('.');
        return { authorization: `Bearer ${header}.${payload}.${'A'.repeat(43)}` };
      },
      1101,
    ),
    letsIn(
      'a token that names no algorithm: 1101',
      async (run) => {
        const header = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url');
        return { authorization: `Bearer ${header}.${(await someToken(run)).split('.')[1]}.` };
      },
      1101,
    ),
    rule('getToken answers with the token at the top level and in data', async (run) => {
      const body = { clientId: await clientId(run), clientSecret: key(run) };
      const reply = await getToken(run, body);
      const made = shaped(reply.body, token, 'reply');
      run.secrets.add(made.token);
      succeeds(reply);
      expectThat(made.token === made.data.token, 'the same token at both places', 'two tokens');
    }),
    rule('the token is a JWT whose exp lies ahead', async (run) => {
      const { exp } = claimsOf(await someToken(run));
      expectThat(exp * 1000 > Date.now(), 'exp, in seconds, after now', `exp ${exp}`);
    }),
    rule('getToken with a wrong clientSecret answers 1101', async (run) => {
      refuses(await getToken(run, { clientId: await clientId(run), clientSecret: WRONG_KEY }), 1101);
    }),
    rule('getToken with a wrong clientId answers 1101', async (run) => {
      refuses(await getToken(run, { clientId: 'wrong-client-0123456789a', clientSecret: key(run) }), 1101);
    }),
    ...['clientId', 'clientSecret'].map((field) =>
      rule(`getToken without ${field} answers 1003 naming it`, async (run) => {
        const { [field]: _, ...rest } = { clientId: 'client', clientSecret: 'secret' } as Record<
          string,
          string
        >;
        refuses(await getToken(run, rest), 1003, field);
        refuses(await getToken(run, { ...rest, [field]: '' }), 1003, field);
      }),
    ),
    rule('uid is the same integer in every object of the account', async (run) => {
      const uids = new Set([await uidOf(run.api), (await someSession(run)).uid]);
      // What the server brings along may be somebody else's.
      const avatars = succeeds(await run.api.get(AVATARS.list, { from: 3 }), avatarList).result;
      const voices = succeeds(await run.api.get(VOICES, { type: 1 }), voiceList).result;
      const bases = succeeds(await run.api.get(KNOWLEDGE.list, { from: 2 }), knowledgeList);
      const sessions = succeeds(await run.api.get(SESSIONS.list), sessionList).result;
      for (const { uid } of [...avatars, ...voices, ...bases, ...sessions]) {
        uids.add(uid);
      }
      expectSame(uids.size, 1, 'number of different uids');
    }),
  ],
};
