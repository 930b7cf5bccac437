import { Writable } from 'node:stream';
import { DrizzleQueryError } from 'drizzle-orm/errors';
import { describe, expect, it } from 'vitest';
import { makeAgoraToken } from '../vendors/agora-token.js';
import { makeUserSig } from '../vendors/trtc-user-sig.js';
import { createLogger } from './logger.js';

const IN_GOOD_TIME = { issuedAtS: 1_700_000_000, lifetimeS: 600 };
const CLAIMS = {
  appId: 'a'.repeat(32),
  channel: 'session',
  uid: '7',
  salt: 1,
  privileges: { join: 600 },
  ...IN_GOOD_TIME,
};

describe('the log', () => {
  it('carries no secrets, wherever they turn up', () => {
    const lines: string[] = [];
    const sink = new Writable({
      write(chunk, _encoding, done) {
        lines.push(String(chunk));
        done();
      },
    });
    const log = createLogger('info', sink);
    const jwt = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl';
    log.info({ apiKey: 'HUSH-1', session: 'shown' }, 'one');
    log.info({ request: { headers: { 'x-api-key': 'HUSH-2', authorization: 'HUSH-3' } } }, 'two');
    log.info({ body: { credentials: { livekit_token: 'HUSH-4' } }, clientSecret: 'HUSH-5' }, 'three');
    log.warn({ url: `/rtc?access_token=HUSH-6&x=1` }, `the token was ${jwt}`);
    log.error({ err: new Error(`could not join with ${jwt}`) }, 'GET /console/login?code=HUSH-7');
    const token = makeAgoraToken(CLAIMS, 'f'.repeat(32));
    const userSig = makeUserSig({ sdkAppId: 1, userId: 'client', ...IN_GOOD_TIME }, 'key');
    log.info({ credentials: { agora_token: 'HUSH-8', trtc_user_sig: 'HUSH-9' } }, 'four');
    log.error({ err: new Error(`join(${token}) and ${userSig}`) }, `"${token}", ${userSig}`);
    const text = lines.join('');
    expect(lines).toHaveLength(7);
    expect(text).not.toMatch(/HUSH|eyJ/);
    expect(text).not.toContain(token.slice(3, 30));
    expect(text).not.toContain(userSig.slice(0, 30));
    expect(text).toContain('shown');
    expect(text).toContain('could not join with [token]');
  });

  it('tells which query failed and why, but not with which values', () => {
    const lines: string[] = [];
    const log = createLogger('info', { write: (line) => void lines.push(line) });
    const failed = new DrizzleQueryError('insert into t values ($1)', ['HUSH\nat 1'], new Error('disk full'));
    log.error({ err: failed }, 'one');
    log.error(new Error('not stored', { cause: failed }), 'two');
    log.error({ err: new Error('plain', { cause: new Error('deeper') }) }, 'three');
    expect(lines.join('')).not.toContain('HUSH');
    const [one, two, three] = lines.map((line) => JSON.parse(line).err);
    expect(one).toMatchObject({ message: 'a query failed: disk full', query: 'insert into t values ($1)' });
    expect(one.stack).toContain('logger.test');
    expect(two.message).toBe('not stored: a query failed: disk full');
    expect(three.message).toBe('plain: deeper');
  });
});
