import { createHmac, timingSafeEqual } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { inflateWhole } from './inflate-whole.js';

/** Written before every AccessToken2. */
const VERSION = '007';
const RTC_SERVICE = 1;
const SIGNATURE_BYTES = 32;

/** What a token of Agora's RTC service allows, by the numbers that it has for them. */
export const AGORA_PRIVILEGES = { join: 1, publishAudio: 2, publishVideo: 3, publishData: 4 } as const;
export type AgoraPrivilege = keyof typeof AGORA_PRIVILEGES;
const PRIVILEGES = Object.keys(AGORA_PRIVILEGES) as AgoraPrivilege[];

/** What an AccessToken2 for the RTC service says. Times are whole seconds. */
export interface AgoraClaims {
  /** 32 hexadecimal characters. */
  appId: string;
  channel: string;
  /** Decimal; empty for whoever holds the token. */
  uid: string;
  /** Seconds since 1970. */
  issuedAtS: number;
  /** Seconds from then on for which the token is good. */
  lifetimeS: number;
  salt: number;
  /** Seconds from then on for which each privilege is good, 0 for as long as the token. */
  privileges: Partial<Record<AgoraPrivilege, number>>;
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function sized(content: string | Buffer): Buffer {
  const bytes = Buffer.from(content);
  return Buffer.concat([uint16(bytes.length), bytes]);
}

const hmac = (key: Buffer, message: string | Buffer): Buffer =>
  createHmac('sha256', key).update(message).digest();

/** The key that signs: issue time and salt, each folded into the certificate. */
function signature(certificate: string, issuedAtS: number, salt: number, content: Buffer): Buffer {
  return hmac(hmac(uint32(salt), hmac(uint32(issuedAtS), certificate)), content);
}

/**
 * An AccessToken2 for the RTC service as Agora publishes the format: little-endian fields behind their HMAC-SHA256,
 * deflated, in base64. The same claims give the same token.
 *
 * @param certificate of the app, 32 hexadecimal characters
 */
export function makeAgoraToken(claims: AgoraClaims, certificate: string): string {
  const { issuedAtS, salt, privileges } = claims;
  const granted = PRIVILEGES.filter((name) => privileges[name] !== undefined);
  const content = Buffer.concat([
    sized(claims.appId),
    uint32(issuedAtS),
    uint32(claims.lifetimeS),
    uint32(salt),
    uint16(1),
    uint16(RTC_SERVICE),
    uint16(granted.length),
    ...granted.flatMap((name) => [uint16(AGORA_PRIVILEGES[name]), uint32(privileges[name] ?? 0)]),
    sized(claims.channel),
    sized(claims.uid),
  ]);
  const signed = Buffer.concat([sized(signature(certificate, issuedAtS, salt, content)), content]);
  return `${VERSION}${deflateSync(signed).toString('base64')}`;
}

/** Reads fields one after the other. @throws RangeError past the end */
class Fields {
  #at = 0;

  constructor(readonly bytes: Buffer) {}

  get left(): number {
    return this.bytes.length - this.#at;
  }

  uint16(): number {
    this.#at += 2;
    return this.bytes.readUInt16LE(this.#at - 2);
  }

  uint32(): number {
    this.#at += 4;
    return this.bytes.readUInt32LE(this.#at - 4);
  }

  sized(): Buffer {
    const length = this.uint16();
    if (length > this.left) {
      throw new RangeError('the token ends in the middle of a field');
    }
    this.#at += length;
    return this.bytes.subarray(this.#at - length, this.#at);
  }

  rest(): Buffer {
    return this.bytes.subarray(this.#at);
  }
}

function readPrivileges(fields: Fields): AgoraClaims['privileges'] {
  const privileges: AgoraClaims['privileges'] = {};
  for (let left = fields.uint16(); left > 0; left--) {
    const number = fields.uint16();
    const lifetimeS = fields.uint32();
    const name = PRIVILEGES.find((one) => AGORA_PRIVILEGES[one] === number);
    if (name) {
      privileges[name] = lifetimeS;
    }
  }
  return privileges;
}

/**
 * What a token says, when it was signed with this certificate and is for the RTC service alone; null otherwise.
 * Whether it has expired is left to the caller.
 */
export function readAgoraToken(token: string, certificate: string): AgoraClaims | null {
  const bytes = token.startsWith(VERSION) ? inflateWhole(token.slice(VERSION.length)) : null;
  if (bytes === null) {
    return null;
  }
  try {
    const outer = new Fields(bytes);
    const given = outer.sized();
    const content = outer.rest();
    const fields = new Fields(content);
    const appId = fields.sized().toString();
    const [issuedAtS, lifetimeS, salt] = [fields.uint32(), fields.uint32(), fields.uint32()];
    const wanted = signature(certificate, issuedAtS, salt, content);
    if (given.length !== SIGNATURE_BYTES || !timingSafeEqual(given, wanted)) {
      return null;
    }
    if (fields.uint16() !== 1 || fields.uint16() !== RTC_SERVICE) {
      return null;
    }
    const privileges = readPrivileges(fields);
    const [channel, uid] = [fields.sized().toString(), fields.sized().toString()];
    return fields.left === 0 ? { appId, channel, uid, issuedAtS, lifetimeS, salt, privileges } : null;
  } catch {
    return null;
  }
}

/** When a token lets nobody join any more, in milliseconds since 1970; 0 when it never did. */
export function agoraJoinEndsAtMs({ issuedAtS, lifetimeS, privileges }: AgoraClaims): number {
  const { join } = privileges;
  if (join === undefined) {
    return 0;
  }
  return (issuedAtS + (join === 0 ? lifetimeS : Math.min(join, lifetimeS))) * 1000;
}
