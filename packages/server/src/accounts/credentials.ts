import { randomBytes, randomInt, timingSafeEqual } from 'node:crypto';

const ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789';
/** API keys and client ids that we make; the key doubles as an AES-192 key. */
const LENGTH = 24;

/** A new API key or client id. */
export function makeCredential(): string {
  return Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
}

/** A new id of an account or a key. */
export function makeId(): string {
  return randomBytes(12).toString('hex');
}

/** Compares without telling by the time it takes how much was right. */
export function equalSecrets(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}
