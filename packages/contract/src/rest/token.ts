import { z } from 'zod';

export const TOKEN_PATH = '/api/open/v3/getToken';

export const getTokenRequest = z.object({
  clientId: z.string().min(1, 'is required').describe('`client_id` of a key'),
  clientSecret: z.string().min(1, 'is required').describe('The API key itself'),
});
export type GetTokenRequest = z.infer<typeof getTokenRequest>;

/** The one reply with a field beside the envelope: clients read `token` at the top level. */
const token = z
  .string()
  .describe('A JWT, whose `exp` says how long it is good for; revoked when its key is disabled or rotated');
export const getTokenData = z.object({ token });
export const getTokenReply = z.object({ code: z.int(), msg: z.string(), token, data: getTokenData });
export type GetTokenReply = z.infer<typeof getTokenReply>;
