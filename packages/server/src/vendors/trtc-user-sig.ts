import { createHmac, timingSafeEqual } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { z } from 'zod';
import { inflateWhole } from './inflate-whole.js';

const VERSION = '2.0';

/** What a UserSig says. Times are whole seconds. */
export interface TrtcClaims {
  sdkAppId: number;
  /** At most 32 bytes. */
  userId: string;
  /** Seconds since 1970. */
  issuedAtS: number;
  /** Seconds from then on for which it is good. */
  lifetimeS: number;
}

/** Base64 with other letters where a URL or a file name would not have them. */
const toUrlForm = (base64: string): string =>
  base64.replaceAll('+', '*').replaceAll('/', '-').replaceAll('=', '_');
const fromUrlForm = (text: string): string =>
  text.replaceAll('*', '+').replaceAll('-', '/').replaceAll('_', '=');

function signature({ sdkAppId, userId, issuedAtS, lifetimeS }: TrtcClaims, secretKey: string): Buffer {
  const lines = [
    `TLS.identifier:${userId}`,
    `TLS.sdkappid:${sdkAppId}`,
    `TLS.time:${issuedAtS}`,
    `TLS.expire:${lifetimeS}`,
    '',
  ];
  return createHmac('sha256', secretKey).update(lines.join('\n')).digest();
}

/**
 * A UserSig as Tencent publishes the format: JSON with its HMAC-SHA256 inside, deflated, in base64 of its own
 * letters. The same claims give the same text.
 */
export function makeUserSig(claims: TrtcClaims, secretKey: string): string {
  const document = {
    'TLS.ver': VERSION,
    'TLS.identifier': claims.userId,
    'TLS.sdkappid': claims.sdkAppId,
    'TLS.time': claims.issuedAtS,
    'TLS.expire': claims.lifetimeS,
    'TLS.sig': signature(claims, secretKey).toString('base64'),
  };
  return toUrlForm(deflateSync(Buffer.from(JSON.stringify(document))).toString('base64'));
}

const seconds = z.int().min(0);
const DOCUMENT = z.object({
  'TLS.ver': z.literal(VERSION),
  'TLS.identifier': z.string(),
  'TLS.sdkappid': z.int(),
  'TLS.time': seconds,
  'TLS.expire': seconds,
  'TLS.sig': z.base64(),
  // One that is bound to a room has more to it, which nothing here looks at.
  'TLS.userbuf': z.never().optional(),
});

/** What a UserSig says, when it was signed with this key; null otherwise. Expiry is left to the caller. */
export function readUserSig(userSig: string, secretKey: string): TrtcClaims | null {
  const bytes = inflateWhole(fromUrlForm(userSig));
  if (bytes === null) {
    return null;
  }
  try {
    const document = DOCUMENT.parse(JSON.parse(bytes.toString()));
    const claims = {
      sdkAppId: document['TLS.sdkappid'],
      userId: document['TLS.identifier'],
      issuedAtS: document['TLS.time'],
      lifetimeS: document['TLS.expire'],
    };
    const given = Buffer.from(document['TLS.sig'], 'base64');
    const wanted = signature(claims, secretKey);
    return given.length === wanted.length && timingSafeEqual(given, wanted) ? claims : null;
  } catch {
    return null;
  }
}

/** When a UserSig lets nobody in any more, in milliseconds since 1970. */
export function userSigEndsAtMs({ issuedAtS, lifetimeS }: TrtcClaims): number {
  return (issuedAtS + lifetimeS) * 1000;
}
