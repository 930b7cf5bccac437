import { createHmac, timingSafeEqual } from 'node:crypto';
import { inflateSync } from 'node:zlib';

/** Tokens of Agora and TRTC, read and checked by their published formats; nothing here is the product's own code. */

export interface AgoraClaims {
  appId: string;
  channel: string;
  uid: string;
  /** Seconds since 1970. */
  expiresAtS: number;
  /** Privileges of the RTC service: 1 join, 2 sound, 3 pictures, 4 messages, each with the time it runs out. */
  privileges: Map<number, number>;
}

export interface TrtcClaims {
  sdkAppId: number;
  userId: string;
  expiresAtS: number;
}

const hmac = (key: string | Buffer, message: string | Buffer) =>
  createHmac('sha256', key).update(message).digest();

const uint32 = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};

/** Reads what AccessToken2 packs: little-endian numbers, and bytes behind their length. */
class Unpacker {
  private at = 0;

  constructor(private readonly bytes: Buffer) {}

  get rest(): Buffer {
    return this.bytes.subarray(this.at);
  }

  uint16(): number {
    this.at += 2;
    return this.bytes.readUInt16LE(this.at - 2);
  }

  uint32(): number {
    this.at += 4;
    return this.bytes.readUInt32LE(this.at - 4);
  }

  data(): Buffer {
    const length = this.uint16();
    if (length > this.rest.length) throw new Error('the token is cut off');
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  text(): string {
    return this.data().toString();
  }
}

/**
 * An AccessToken2 ("007…") with a service for RTC.
 *
 * @throws when it is none, or was not signed with this certificate
 */
export function readAgoraToken(token: string, certificate: string): AgoraClaims {
  if (!token.startsWith('007')) throw new Error('no AccessToken2');
  const outer = new Unpacker(inflateSync(Buffer.from(token.slice(3), 'base64')));
  const signature = outer.data();
  const signed = outer.rest;
  const appId = outer.text();
  const [issuedAtS, lifetimeS, salt] = [outer.uint32(), outer.uint32(), outer.uint32()];
  const key = hmac(uint32(salt), hmac(uint32(issuedAtS), certificate));
  if (!sameBytes(signature, hmac(key, signed))) throw new Error('not signed with this certificate');
  const [services, type] = [outer.uint16(), outer.uint16()];
  if (services !== 1 || type !== 1) throw new Error('no token for RTC alone');
  const privileges = new Map<number, number>();
  for (let count = outer.uint16(); count > 0; count--) {
    const privilege = outer.uint16();
    privileges.set(privilege, issuedAtS + outer.uint32());
  }
  const [channel, uid] = [outer.text(), outer.text()];
  return { appId, channel, uid, expiresAtS: issuedAtS + lifetimeS, privileges };
}

/**
 * A UserSig of version 2.0.
 *
 * @throws when it is none, or was not signed with this key
 */
export function readUserSig(userSig: string, secretKey: string): TrtcClaims {
  const base64 = userSig.replaceAll('*', '+').replaceAll('-', '/').replaceAll('_', '=');
  const claims = JSON.parse(inflateSync(Buffer.from(base64, 'base64')).toString());
  const [userId, sdkAppId] = [String(claims['TLS.identifier']), Number(claims['TLS.sdkappid'])];
  const [atS, lifetimeS] = [Number(claims['TLS.time']), Number(claims['TLS.expire'])];
  const signed = `TLS.identifier:${userId}\nTLS.sdkappid:${sdkAppId}\nTLS.time:${atS}\nTLS.expire:${lifetimeS}\n`;
  const signature = Buffer.from(String(claims['TLS.sig']), 'base64');
  if (!sameBytes(signature, hmac(secretKey, signed))) throw new Error('not signed with this key');
  return { sdkAppId, userId, expiresAtS: atS + lifetimeS };
}

function sameBytes(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
