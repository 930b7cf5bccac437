import { setTimeout as sleep } from 'node:timers/promises';
import { SESSIONS, UNKNOWN_ID } from '../contract/paths.js';
import { seedDetailReply } from '../contract/seed.js';
import { type Session, session, sessionClosed, sessionList } from '../contract/shapes.js';
import { expectSame, expectThat, refuses, succeeds } from '../suite/expect.js';
import { type Rule, rule, type Section } from '../suite/rule.js';
import type { Run } from '../suite/run.js';
import { newSession, someSession } from '../suite/sessions.js';

/** What the original document calls required for livekit, in the words of its descriptions. */
const SEED_REQUIRED = ['livekit_url', 'livekit_token'];

async function detail(run: Run, id: string): Promise<Session> {
  return succeeds(await run.api.get(SESSIONS.detail, { id }), session);
}

async function listed(run: Run, query: Record<string, string | number> = {}) {
  return succeeds(await run.api.get(SESSIONS.list, query), sessionList);
}

async function expectSeed(run: Run, id: string): Promise<void> {
  const reply = await run.api.get(SESSIONS.detail, { id });
  const { credentials } = succeeds(reply, session);
  const valid = seedDetailReply();
  const problems = valid(reply.body) ? [] : (valid.errors ?? []);
  expectThat(
    problems.length === 0,
    problems.map(({ instancePath, message }) => `${instancePath} ${message}`).join('; '),
    reply,
  );
  for (const field of SEED_REQUIRED) {
    expectThat(typeof credentials[field] === 'string', `credentials.${field}`, reply);
  }
}

/** A session that was closed, and closed again. */
function closedTwice(run: Run) {
  return run.once('closed twice', async () => {
    const { _id: id } = await newSession(run);
    const first = succeeds(await run.api.post(SESSIONS.close, { id }), sessionClosed);
    await sleep(20);
    const second = succeeds(await run.api.post(SESSIONS.close, { id }), sessionClosed);
    return { first, second };
  });
}

function closesBy(alias: string): Rule {
  return rule(`session/close takes the id as ${alias}`, async (run) => {
    const { _id } = await newSession(run);
    const closed = succeeds(await run.api.post(SESSIONS.close, { [alias]: _id }), sessionClosed);
    expectSame(closed.session_id, _id, 'session_id');
    expectSame((await detail(run, _id)).status, 3, 'status');
  });
}

export const sessions: Section = {
  title: 'session/detail, list and close',
  rules: [
    rule('session/detail holds to the original document', async (run) => {
      await expectSeed(run, (await someSession(run))._id);
    }),
    rule('session/detail shows the session that was made', async (run) => {
      const made = await someSession(run);
      const shown = await detail(run, made._id);
      for (const field of ['_id', 'uid', 'type', 'stream_type', 'created_at'] as const) {
        expectSame(shown[field], made[field], field);
      }
    }),
    rule('session/list has {count, result}, newest first', async (run) => {
      const { _id } = await someSession(run);
      const { count, result } = await listed(run);
      expectThat(count >= result.length, 'a count of all', `count ${count}, ${result.length} in result`);
      expectThat(
        result.some((one) => one._id === _id),
        `the session ${_id} in the list`,
        'it is not there',
      );
      const times = result.map(({ created_at }) => created_at);
      expectSame(
        times,
        [...times].sort((a, b) => b - a),
        'created_at',
      );
    }),
    rule('session/list?page=1&size=1 has the newest alone', async (run) => {
      const { _id, created_at } = await someSession(run);
      const { result } = await listed(run, { page: 1, size: 1 });
      expectSame(result.length, 1, 'number of sessions');
      const [newest] = result;
      expectThat(newest && newest.created_at >= created_at, `${_id}, or a younger one`, `${newest?._id}`);
    }),
    ...[1, 2, 3, 4].map((status) =>
      rule(`session/list?status=${status} has such sessions alone`, async (run) => {
        const made = await someSession(run);
        const { result } = await listed(run, { status });
        const others = result.filter((one) => one.status !== status);
        expectSame(others.length, 0, 'sessions of another status');
        if (made.status === status) {
          expectThat(
            result.some(({ _id }) => _id === made._id),
            `the session ${made._id}`,
            'it is not there',
          );
        }
      }),
    ),
    ...['0', '5', 'x', '1.5'].map((status) =>
      rule(`session/list?status=${status} answers 1003 naming status`, async (run) => {
        refuses(await run.api.get(SESSIONS.list, { status }), 1003, 'status');
      }),
    ),
    closesBy('id'),
    closesBy('session_id'),
    closesBy('_id'),
    rule('session/close answers with status "closed" and the time', async (run) => {
      const { first } = await closedTwice(run);
      const { ended_at, end_reason } = await detail(run, first.session_id);
      expectSame(ended_at, first.closed_at, 'ended_at');
      expectSame(end_reason, 'client_closed', 'end_reason');
    }),
    rule('closing twice is no error, and the session does not go back', async (run) => {
      const { first, second } = await closedTwice(run);
      expectSame(second, first, 'the second answer');
      expectSame((await detail(run, first.session_id)).status, 3, 'status');
    }),
    rule('session/detail of a closed session holds to the original document', async (run) => {
      await expectSeed(run, (await closedTwice(run)).first.session_id);
    }),
    rule('a closed session is in session/list?status=3 and not in status=2', async (run) => {
      const id = (await closedTwice(run)).first.session_id;
      const has = async (status: number) =>
        (await listed(run, { status })).result.some(({ _id }) => _id === id);
      expectSame([await has(3), await has(2)], [true, false], 'listed with status 3, and 2');
    }),
    ...[UNKNOWN_ID, 'no-id', '%00', `${UNKNOWN_ID}0`].map((id) =>
      rule(`detail and close of ${id} answer 1216`, async (run) => {
        refuses(await run.api.get(SESSIONS.detail, { id }), 1216);
        refuses(await run.api.post(SESSIONS.close, { id }), 1216);
      }),
    ),
    rule('detail and close without an id answer 1003 naming it', async (run) => {
      refuses(await run.api.get(SESSIONS.detail), 1003, 'id');
      refuses(await run.api.post(SESSIONS.close, {}), 1003, 'id');
    }),
  ],
};
