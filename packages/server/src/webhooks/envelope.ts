import { createCipheriv, createHash, randomBytes } from 'node:crypto';
import type { WebhookEnvelope, WebhookPayload } from '@avatarium/contract';

/** AES-192 wants a key of 24 bytes and blocks of 16. */
const SECRET_BYTES = 24;
const IV_BYTES = 16;

/**
 * The payload in the vendor's envelope: encrypted with the client secret, and signed.
 *
 * @throws Error when the credentials do not have the length that the cipher needs
 */
export function sealEvent(
  payload: WebhookPayload,
  { clientId, clientSecret }: { clientId: string; clientSecret: string },
  nowMs: number,
): WebhookEnvelope {
  const key = Buffer.from(clientSecret, 'utf8');
  const iv = Buffer.from(clientId, 'utf8').subarray(0, IV_BYTES);
  if (key.length !== SECRET_BYTES || iv.length !== IV_BYTES) {
    throw new Error('the key is too short or too long to encrypt with');
  }
  const cipher = createCipheriv('aes-192-cbc', key, iv);
  const dataEncrypt = Buffer.concat([
    cipher.update(JSON.stringify(payload), 'utf8'),
    cipher.final(),
  ]).toString('base64');
  const timestamp = String(nowMs);
  const nonce = randomBytes(12).toString('hex');
  const signature = createHash('sha1')
    .update([clientId, timestamp, nonce, dataEncrypt].sort().join(''))
    .digest('hex');
  return { signature, dataEncrypt, timestamp, nonce };
}
