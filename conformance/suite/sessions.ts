import { setTimeout as sleep } from 'node:timers/promises';
import { SESSIONS, STOCK_AVATAR } from '../contract/paths.js';
import { type Session, session } from '../contract/shapes.js';
import type { Api, Reply } from './api.js';
import { NotShown, succeeds } from './expect.js';
import type { Run } from './run.js';

const SHARED = 'shared session';
const BUSY = 1215;
/** Somebody else's session may be about to end. */
const RETRY_MS = 2000;

/** Ends the suite's own sessions. */
export async function endSessions(run: Run): Promise<void> {
  run.forget(SHARED);
  await run.belongings.remove('session');
}

/**
 * Asks for a session in place of any that the suite has: it never holds two.
 *
 * @throws NotShown when there is no room for one
 */
export async function askForSession(run: Run, body: object = {}, api: Api = run.api): Promise<Reply> {
  await endSessions(run);
  const ask = () => api.post(SESSIONS.create, { avatar_id: STOCK_AVATAR, duration: 60, ...body });
  let reply = await ask();
  if (reply.code === BUSY) {
    await run.once('waited for a slot', () => sleep(RETRY_MS));
    reply = await ask();
  }
  if (reply.code === BUSY) {
    throw new NotShown('there is no free session slot: the server answers 1215');
  }
  return reply;
}

export async function newSession(run: Run, body: object = {}, api: Api = run.api): Promise<Session> {
  return succeeds(await askForSession(run, body, api), session);
}

/** A session for rules that only look at one; it was made with nothing but an avatar_id. */
export function someSession(run: Run): Promise<Session> {
  return run.once(SHARED, () => newSession(run, { duration: undefined }));
}
