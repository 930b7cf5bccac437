import { STRICT_STATUS } from '../contract/codes.js';
import { SESSIONS, UNKNOWN_ID } from '../contract/paths.js';
import { expectThat, NotShown, refuses, succeeds } from '../suite/expect.js';
import { statusMode } from '../suite/probe.js';
import { type Rule, rule, type Section } from '../suite/rule.js';
import type { Run } from '../suite/run.js';

/** Asks a server that can simulate failures for one. */
async function simulated(run: Run, code: number) {
  const path = `${SESSIONS.list}?size=1`;
  const headers = { 'x-avatarium-simulate': `code=${code}` };
  const reply = await run.api.send('GET', path, { headers, atOnce: true });
  if (reply.code === 1000) {
    throw new NotShown('the server simulates no failures (x-avatarium-simulate)');
  }
  return reply;
}

function statusOf(code: number): Rule {
  const strict = STRICT_STATUS[code];
  return rule(`code ${code} is HTTP 200 in compat mode, ${strict} in strict mode`, async (run) => {
    const reply = await simulated(run, code);
    const status = (await statusMode(run)) === 'strict' ? strict : 200;
    expectThat(reply.code === code && reply.status === status, `HTTP ${status} with code ${code}`, reply);
  });
}

export const envelope: Section = {
  title: 'Envelope and errors',
  rules: [
    rule('a success is HTTP 200 {code: 1000, msg: "OK", data}', async (run) => {
      succeeds(await run.api.get(SESSIONS.list, { page: 1, size: 1 }));
    }),
    rule('an error is JSON with an integer code and a msg', async (run) => {
      const reply = await run.api.get(SESSIONS.detail, { id: UNKNOWN_ID });
      refuses(reply, 1216);
      expectThat(reply.msg, 'a msg that is not empty', reply);
    }),
    rule('replies have the content type application/json', async (run) => {
      for (const path of [SESSIONS.list, `${SESSIONS.detail}?id=${UNKNOWN_ID}`]) {
        const reply = await run.api.send('GET', path);
        const type = reply.headers.get('content-type') ?? '';
        expectThat(/^application\/json\b/i.test(type), 'application/json', `${path}: ${type || 'none'}`);
      }
    }),
    rule('errors have HTTP 200, or in strict mode a status of their own', async (run) => {
      const mode = await statusMode(run);
      for (const [api, path, code] of [
        [run.api, `${SESSIONS.detail}?id=${UNKNOWN_ID}`, 1216],
        [run.api, SESSIONS.detail, 1003],
        [run.api, '/api/open/v4/nothing/here', 1008],
        [run.anonymous, SESSIONS.list, 1102],
      ] as const) {
        const reply = await api.send('GET', path);
        const status = mode === 'strict' ? STRICT_STATUS[code] : 200;
        expectThat(reply.code === code && reply.status === status, `HTTP ${status} with code ${code}`, reply);
      }
    }),
    ...['GET', 'POST', 'PUT', 'DELETE'].map((method) =>
      rule(`${method} of an unknown path answers 1008 in JSON`, async (run) => {
        refuses(await run.api.send(method, '/api/open/v9/nothing/here'), 1008);
        refuses(await run.anonymous.send(method, '/api/nothing'), 1008);
      }),
    ),
    rule('so does a known path with another method, and one that cannot be decoded', async (run) => {
      refuses(await run.api.get(SESSIONS.create), 1008);
      refuses(await run.api.get('/api/open/%E0%A4%A'), [1003, 1008]);
    }),
    ...Object.keys(STRICT_STATUS).map((code) => statusOf(Number(code))),
    rule('1218 carries a request id in msg', async (run) => {
      const reply = await simulated(run, 1218);
      refuses(reply, 1218);
      expectThat(/[0-9a-f][0-9a-f-]{7,}/i.test(reply.msg ?? ''), 'a request id in msg', reply);
    }),
  ],
};
