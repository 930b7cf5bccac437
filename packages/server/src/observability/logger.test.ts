import { Writable } from 'node:stream';
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
});
