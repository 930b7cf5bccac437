import { createDecipheriv, createHash } from 'node:crypto';
import { z } from 'zod';
import { BrokenRule, expectThat, shaped } from '../suite/expect.js';
import { webhookEnvelope } from './shapes.js';

const event = z.looseObject({ event: z.string(), _id: z.string() });
export type WebhookEvent = z.infer<typeof event>;

/**
 * What the envelope of a webhook holds, its signature checked.
 *
 * @param secret the API key, whose 24 characters are the AES-192 key
 * @throws BrokenRule
 */
export function openWebhook(text: string, clientId: string, secret: string): WebhookEvent {
  const sent = shaped(parsed(text), webhookEnvelope, 'webhook');
  const signed = [clientId, String(sent.timestamp), String(sent.nonce), sent.dataEncrypt].sort().join('');
  const signature = createHash('sha1').update(signed).digest('hex');
  expectThat(sent.signature === signature, 'the SHA-1 of the sorted, joined parts', sent.signature);
  let opened: string;
  try {
    const decipher = createDecipheriv('aes-192-cbc', secret, clientId.slice(0, 16));
    opened = decipher.update(sent.dataEncrypt, 'base64', 'utf8') + decipher.final('utf8');
  } catch (error) {
    throw new BrokenRule('dataEncrypt in base64 of AES-192-CBC', (error as Error).message);
  }
  return shaped(parsed(opened), event, 'event');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new BrokenRule('JSON', text);
  }
}
