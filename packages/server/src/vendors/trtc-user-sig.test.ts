import { createHmac } from 'node:crypto';
import { createRequire } from 'node:module';
import { deflateSync, inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { makeUserSig, readUserSig, type TrtcClaims, userSigEndsAtMs } from './trtc-user-sig.js';

/** The vendor's own package, which declares no types. */
const { Api } = createRequire(import.meta.url)('tls-sig-api-v2') as {
  Api: new (
    sdkAppId: number,
    key: string,
  ) => {
    genUserSig(userId: string, expire: number): string;
    genPrivateMapKey(userId: string, expire: number, room: number, privileges: number): string;
  };
};

const KEY = 'f1e2d3c4b5a60718293a4b5c6d7e8f90f1e2d3c4b5a60718293a4b5c6d7e8f90';
const CLAIMS: TrtcClaims = {
  sdkAppId: 1_400_000_123,
  userId: 'client-65f1c0a2b3d4e5f601234567',
  issuedAtS: 1_700_000_000,
  lifetimeS: 660,
};
afterEach(() => void vi.useRealTimers());

/** Theirs is made at the time of the call. */
function theirSig({ sdkAppId, userId, issuedAtS, lifetimeS }: TrtcClaims, key: string): string {
  vi.useFakeTimers({ now: issuedAtS * 1000 + 999, toFake: ['Date'] });
  return new Api(sdkAppId, key).genUserSig(userId, lifetimeS);
}

const seconds = fc.integer({ min: 1, max: 2 ** 32 - 1 });
const anyClaims: fc.Arbitrary<TrtcClaims> = fc.record({
  sdkAppId: seconds,
  userId: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 32 }),
  issuedAtS: seconds,
  lifetimeS: seconds,
});
const anyKey = fc.string({ minLength: 1, maxLength: 64 });

/** The document inside, read by the published format alone. */
function decode(userSig: string): Record<string, unknown> {
  const base64 = userSig.replace(/[*\-_]/g, (letter) => ({ '*': '+', '-': '/', _: '=' })[letter] ?? '');
  return JSON.parse(inflateSync(Buffer.from(base64, 'base64')).toString());
}

function encode(document: unknown): string {
  const base64 = deflateSync(Buffer.from(JSON.stringify(document))).toString('base64');
  return base64.replace(/[+/=]/g, (letter) => ({ '+': '*', '/': '-', '=': '_' })[letter] ?? '');
}

describe('a UserSig', () => {
  it("is the vendor's, byte for byte, whatever it says", () => {
    expect(makeUserSig(CLAIMS, KEY)).toBe(theirSig(CLAIMS, KEY));
    fc.assert(
      fc.property(anyClaims, anyKey, (claims, key) => {
        expect(makeUserSig(claims, key)).toBe(theirSig(claims, key));
      }),
      { numRuns: 300 },
    );
  });

  it('is what the published format says, to a reader that knows nothing of ours', () => {
    const { 'TLS.sig': signature, ...said } = decode(makeUserSig(CLAIMS, KEY));
    expect(said).toEqual({
      'TLS.ver': '2.0',
      'TLS.identifier': CLAIMS.userId,
      'TLS.sdkappid': CLAIMS.sdkAppId,
      'TLS.time': CLAIMS.issuedAtS,
      'TLS.expire': CLAIMS.lifetimeS,
    });
    const signed = `TLS.identifier:${CLAIMS.userId}\nTLS.sdkappid:1400000123\nTLS.time:1700000000\nTLS.expire:660\n`;
    expect(signature).toBe(createHmac('sha256', KEY).update(signed).digest('base64'));
  });

  it('is read back as it was made, ours and theirs', () => {
    fc.assert(
      fc.property(anyClaims, anyKey, (claims, key) => {
        expect(readUserSig(theirSig(claims, key), key)).toEqual(claims);
      }),
      { numRuns: 100 },
    );
    expect(userSigEndsAtMs(CLAIMS)).toBe(1_700_000_660_000);
  });

  it('is nothing under another key', () => {
    expect(readUserSig(makeUserSig(CLAIMS, KEY), KEY.replace('f', 'e'))).toBeNull();
    expect(readUserSig(makeUserSig(CLAIMS, KEY), '')).toBeNull();
  });

  it.each([
    ['another user', { 'TLS.identifier': 'client-65f1c0a2b3d4e5f601234568' }],
    ['another app', { 'TLS.sdkappid': 1_400_000_124 }],
    ['another time', { 'TLS.time': 1_700_000_001 }],
    ['a longer life', { 'TLS.expire': 661 }],
    ['another version', { 'TLS.ver': '1.0' }],
    ['another signature', { 'TLS.sig': Buffer.alloc(32).toString('base64') }],
    ['a short signature', { 'TLS.sig': 'AAAA' }],
    ['no signature', { 'TLS.sig': undefined }],
    ['a time that is a text', { 'TLS.time': '1700000000' }],
    ['a line more in the name', { 'TLS.identifier': `${CLAIMS.userId}\nTLS.sdkappid:1` }],
  ])('is nothing with %s', (_, change) => {
    expect(readUserSig(encode({ ...decode(makeUserSig(CLAIMS, KEY)), ...change }), KEY)).toBeNull();
  });

  it.each([
    ['nothing', ''],
    ['a text', 'user-sig'],
    ['an AccessToken2', '007eJxTYA=='],
    ['no object', encode(7)],
    ['something after it', `${makeUserSig(CLAIMS, KEY).replace(/_*$/, '')}AAAA`],
    ['what inflates without end', encode('x'.repeat(10_000_000))],
    ['a key to a room', new Api(CLAIMS.sdkAppId, KEY).genPrivateMapKey(CLAIMS.userId, 660, 1, 255)],
  ])('is not %s', (_, text) => {
    expect(readUserSig(text, KEY)).toBeNull();
  });
});
