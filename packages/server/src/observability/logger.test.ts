import { Writable } from 'node:stream';
import { DrizzleQueryError } from 'drizzle-orm/errors';
import { describe, expect, it } from 'vitest';
import { createLogger } from './logger.js';

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
    const text = lines.join('');
    expect(lines).toHaveLength(5);
    expect(text).not.toMatch(/HUSH|eyJ/);
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
