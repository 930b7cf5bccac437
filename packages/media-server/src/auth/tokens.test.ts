import { AccessToken, type VideoGrant } from 'livekit-server-sdk';
import { describe, expect, it } from 'vitest';
import { requestToken, TokenError, Tokens } from './tokens.js';

const KEY = 'key';
const SECRET = 'a-secret-of-some-length';
const tokens = new Tokens(KEY, SECRET);

async function token(
  grant: VideoGrant,
  options: { key?: string; secret?: string; ttl?: number; identity?: string } = {},
) {
  const made = new AccessToken(options.key ?? KEY, options.secret ?? SECRET, {
    identity: options.identity ?? 'someone',
    ttl: options.ttl ?? 60,
    name: 'Some One',
    metadata: 'meta',
    attributes: { a: 'b' },
  });
  made.kind = 'agent';
  made.addGrant(grant);
  return made.toJwt();
}

describe('a token', () => {
  it('tells who joins where, and as what', async () => {
    const claims = await tokens.verifyJoin(await token({ roomJoin: true, room: 'r', canPublish: false }));
    expect(claims).toMatchObject({
      identity: 'someone',
      room: 'r',
      name: 'Some One',
      metadata: 'meta',
      attributes: { a: 'b' },
      kind: 'agent',
      grant: { canPublish: false },
    });
    expect(Math.abs(claims.expiresAtMs - Date.now() - 60_000)).toBeLessThan(5000);
  });

  it.each([
    [
      'is signed with another secret',
      () => token({ roomJoin: true, room: 'r' }, { secret: 'another-secret' }),
    ],
    ['comes from another key', () => token({ roomJoin: true, room: 'r' }, { key: 'other' })],
    ['has expired', () => token({ roomJoin: true, room: 'r' }, { ttl: -60 })],
    ['does not grant roomJoin', () => token({ room: 'r' })],
    ['names no room', () => token({ roomJoin: true })],
    ['is no token', async () => 'nonsense'],
    ['is missing', async () => undefined],
  ])('is refused when it %s', async (_what, make) => {
    await expect(make().then((jwt) => tokens.verifyJoin(jwt))).rejects.toThrow();
  });

  it('never shows in the error about it', async () => {
    const jwt = await token({ roomJoin: true, room: 'r' }, { secret: 'another-secret' });
    const error = await tokens.verifyJoin(jwt).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(TokenError);
    expect(String(error)).not.toContain(jwt.slice(0, 20));
  });

  it('is renewed with the same rights and a later end', async () => {
    const claims = await tokens.verifyJoin(await token({ roomJoin: true, room: 'r', hidden: true }));
    const renewed = await tokens.verifyJoin(await tokens.renew(claims));
    expect(renewed).toMatchObject({ identity: 'someone', kind: 'agent', grant: { hidden: true, room: 'r' } });
    expect(renewed.expiresAtMs).toBeGreaterThan(claims.expiresAtMs);
  });
});

describe('the token of a request', () => {
  it('is the bearer header before the parameter', () => {
    const query = new URLSearchParams('access_token=from-query');
    expect(requestToken('Bearer from-header', query)).toBe('from-header');
    expect(requestToken('Basic abc', query)).toBe('from-query');
    expect(requestToken(undefined, new URLSearchParams())).toBeUndefined();
  });
});
