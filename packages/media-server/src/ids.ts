import { randomBytes } from 'node:crypto';

const ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789';

/** A server-wide id in LiveKit's form: a two-letter prefix (RM room, PA participant, TR track) and 12 random characters. */
export function newSid(prefix: 'RM' | 'PA' | 'TR'): string {
  let id = `${prefix}_`;
  for (const byte of randomBytes(12)) id += ALPHABET[byte % ALPHABET.length];
  return id;
}
