import { inflateSync } from 'node:zlib';
import { z } from 'zod';
import { BrokenRule, shaped } from '../suite/expect.js';

/** What a vendor's token says. The signature is not looked at: its key is the server's. */
export interface VendorClaims {
  appId: string;
  /** Null in a UserSig, which names none. */
  channel: string | null;
  userId: string;
  /** Seconds since 1970. */
  exp: number;
}

const RTC_SERVICE = 1;
const JOIN = 1;

/** What stands in an AccessToken2 of Agora, as its publisher lays it out. @throws BrokenRule */
export function agoraClaimsOf(token: string): VendorClaims {
  try {
    const bytes = inflateSync(Buffer.from(token.replace(/^007/, ''), 'base64'));
    let at = 0;
    const number = (size: 2 | 4) => {
      at += size;
      return bytes.readUIntLE(at - size, size);
    };
    const text = () => {
      const length = number(2);
      at += length;
      return bytes.toString('utf8', at - length, at);
    };
    text();
    const appId = text();
    const [issuedAtS, lifetimeS] = [number(4), number(4)];
    number(4);
    const [services, service] = [number(2), number(2)];
    const privileges = new Map(Array.from({ length: number(2) }, () => [number(2), number(4)]));
    const [channel, userId] = [text(), text()];
    const join = privileges.get(JOIN);
    if (!token.startsWith('007') || services !== 1 || service !== RTC_SERVICE || join === undefined) {
      throw new Error('no token of the RTC service that allows joining');
    }
    return { appId, channel, userId, exp: issuedAtS + Math.min(lifetimeS, join || lifetimeS) };
  } catch (error) {
    throw new BrokenRule('an AccessToken2 for a channel', `${token} (${error})`);
  }
}

const userSig = z.object({
  'TLS.ver': z.literal('2.0'),
  'TLS.identifier': z.string(),
  'TLS.sdkappid': z.int(),
  'TLS.time': z.int(),
  'TLS.expire': z.int(),
  'TLS.sig': z.base64().min(44),
});

/** What stands in a UserSig of TRTC. @throws BrokenRule */
export function userSigClaimsOf(token: string): VendorClaims {
  let value: unknown;
  try {
    const base64 = token.replaceAll('*', '+').replaceAll('-', '/').replaceAll('_', '=');
    value = JSON.parse(inflateSync(Buffer.from(base64, 'base64')).toString());
  } catch (error) {
    throw new BrokenRule('a UserSig', `${token} (${error})`);
  }
  const said = shaped(value, userSig, 'user_sig');
  return {
    appId: String(said['TLS.sdkappid']),
    channel: null,
    userId: said['TLS.identifier'],
    exp: said['TLS.time'] + said['TLS.expire'],
  };
}
