import { createRequire } from 'node:module';
import { deflateSync, inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  AGORA_PRIVILEGES,
  type AgoraClaims,
  type AgoraPrivilege,
  agoraJoinEndsAtMs,
  makeAgoraToken,
  readAgoraToken,
} from './agora-token.js';
import { decodeAgoraToken } from './testing/agora-format.js';

interface TheirService {
  add_privilege(privilege: number, expire: number): void;
}
interface TheirToken {
  salt: number;
  add_service(service: TheirService): void;
  build(): string;
}
/** The vendor's own package; it is CommonJS, and declares its builders only. */
const theirs = createRequire(import.meta.url)('agora-token/src/AccessToken2.js') as {
  AccessToken2: new (appId: string, certificate: string, issueTs: number, expire: number) => TheirToken;
  ServiceRtc: new (channel: string, uid: string | number) => TheirService;
};

const CERTIFICATE = '5cfd2fd1755d40ecb72977518be15d3b';
const CLAIMS: AgoraClaims = {
  appId: '970ca35de60c44645bbae8a215061b33',
  channel: 'session-65f1c0a2b3d4e5f601234567',
  uid: '2082341273',
  issuedAtS: 1_700_000_000,
  lifetimeS: 660,
  salt: 12_345_678,
  privileges: { join: 660, publishAudio: 600, publishVideo: 540, publishData: 0 },
};

function theirToken(claims: AgoraClaims, certificate: string): string {
  const token = new theirs.AccessToken2(claims.appId, certificate, claims.issuedAtS, claims.lifetimeS);
  token.salt = claims.salt;
  const service = new theirs.ServiceRtc(claims.channel, claims.uid === '' ? 0 : claims.uid);
  for (const [name, number] of Object.entries(AGORA_PRIVILEGES)) {
    const lifetimeS = claims.privileges[name as AgoraPrivilege];
    if (lifetimeS !== undefined) {
      service.add_privilege(number, lifetimeS);
    }
  }
  token.add_service(service);
  return token.build();
}

const uint32 = fc.integer({ min: 1, max: 2 ** 32 - 1 });
const hex32 = fc.string({ unit: fc.constantFrom(...'0123456789abcdefABCDEF'), minLength: 32, maxLength: 32 });
const anyClaims: fc.Arbitrary<AgoraClaims> = fc.record({
  appId: hex32,
  channel: fc.string({ unit: 'grapheme', maxLength: 64 }),
  uid: fc.oneof(uint32.map(String), fc.constant('')),
  issuedAtS: uint32,
  lifetimeS: uint32,
  salt: uint32,
  privileges: fc.record(
    { join: uint32, publishAudio: uint32, publishVideo: uint32, publishData: uint32 },
    { requiredKeys: [] },
  ),
});

describe('an AccessToken2', () => {
  it("is the vendor's, byte for byte, whatever it says", () => {
    expect(makeAgoraToken(CLAIMS, CERTIFICATE)).toBe(theirToken(CLAIMS, CERTIFICATE));
    fc.assert(
      fc.property(anyClaims, hex32, (claims, certificate) => {
        expect(makeAgoraToken(claims, certificate)).toBe(theirToken(claims, certificate));
      }),
      { numRuns: 300 },
    );
  });

  it('is what the published format says, to a reader that knows nothing of ours', () => {
    const { signed, ...said } = decodeAgoraToken(makeAgoraToken(CLAIMS, CERTIFICATE), CERTIFICATE);
    expect(signed).toBe(true);
    expect(said).toEqual({
      appId: CLAIMS.appId,
      issueTs: CLAIMS.issuedAtS,
      expire: CLAIMS.lifetimeS,
      salt: CLAIMS.salt,
      services: [
        { type: 1, privileges: { 1: 660, 2: 600, 3: 540, 4: 0 }, channel: CLAIMS.channel, uid: CLAIMS.uid },
      ],
    });
  });

  it('is read back as it was made, ours and theirs', () => {
    fc.assert(
      fc.property(anyClaims, hex32, (claims, certificate) => {
        expect(readAgoraToken(theirToken(claims, certificate), certificate)).toEqual(claims);
      }),
      { numRuns: 100 },
    );
  });

  it('is nothing under another certificate', () => {
    const token = makeAgoraToken(CLAIMS, CERTIFICATE);
    expect(readAgoraToken(token, CERTIFICATE.replace('5', '6'))).toBeNull();
    expect(readAgoraToken(token, '')).toBeNull();
  });

  it('is nothing with any of its bytes changed, left out or added', () => {
    const token = makeAgoraToken(CLAIMS, CERTIFICATE);
    const bytes = inflateSync(Buffer.from(token.slice(3), 'base64'));
    const packed = (content: Buffer) => `007${deflateSync(content).toString('base64')}`;
    expect(readAgoraToken(packed(bytes), CERTIFICATE)).toEqual(CLAIMS);
    for (let at = 0; at < bytes.length; at++) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8((bytes.readUInt8(at) + 1) % 256, at);
      expect(readAgoraToken(packed(changed), CERTIFICATE), `byte ${at}`).toBeNull();
      expect(readAgoraToken(packed(bytes.subarray(0, at)), CERTIFICATE), `${at} bytes`).toBeNull();
    }
    expect(readAgoraToken(packed(Buffer.concat([bytes, Buffer.of(0)])), CERTIFICATE)).toBeNull();
  });

  it.each([
    ['nothing', ''],
    ['its version alone', '007'],
    ['another version', makeAgoraToken(CLAIMS, CERTIFICATE).replace(/^007/, '006')],
    ['no version', makeAgoraToken(CLAIMS, CERTIFICATE).slice(3)],
    ['other letters', `${makeAgoraToken(CLAIMS, CERTIFICATE)}!`],
    ['something after it', makeAgoraToken(CLAIMS, CERTIFICATE).replace(/=*$/, 'AAAA')],
    ['a JWT', 'eyJhbGciOiJIUzI1NiJ9.e30.x'],
    ['what inflates without end', `007${deflateSync(Buffer.alloc(10_000_000)).toString('base64')}`],
  ])('is not %s', (_, token) => {
    expect(readAgoraToken(token, CERTIFICATE)).toBeNull();
  });
});

describe('joining', () => {
  const endsAtS = (privileges: AgoraClaims['privileges']) =>
    agoraJoinEndsAtMs({ ...CLAIMS, privileges }) / 1000;

  it('ends with the token or with its privilege, whichever comes first', () => {
    expect(endsAtS({ join: 60 })).toBe(CLAIMS.issuedAtS + 60);
    expect(endsAtS({ join: 6000 })).toBe(CLAIMS.issuedAtS + CLAIMS.lifetimeS);
    expect(endsAtS({ join: 0 })).toBe(CLAIMS.issuedAtS + CLAIMS.lifetimeS);
  });

  it('was never allowed by a token without the privilege', () => {
    expect(endsAtS({ publishAudio: 600 })).toBe(0);
  });
});
