import { z } from 'zod';
import { BrokenRule, shaped } from '../suite/expect.js';

const claims = z.looseObject({
  exp: z.int(),
  sub: z.string().optional(),
  video: z
    .object({
      room: z.string().optional(),
      roomJoin: z.boolean().optional(),
      canPublish: z.boolean().optional(),
      canPublishData: z.boolean().optional(),
      canSubscribe: z.boolean().optional(),
    })
    .optional(),
});
export type Claims = z.infer<typeof claims>;

/** What a token says, as a client reads it: the signature is not looked at. `exp` is in seconds. */
export function claimsOf(token: string): Claims {
  const [, payload, signature] = token.split('.');
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(payload ?? '', 'base64url').toString());
  } catch {
    value = undefined;
  }
  if (value === undefined || signature === undefined) {
    throw new BrokenRule('a JWT', token);
  }
  return shaped(value, claims, 'token');
}
