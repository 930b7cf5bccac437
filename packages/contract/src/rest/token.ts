import { z } from 'zod';

export const TOKEN_PATH = '/api/open/v3/getToken';

export const getTokenRequest = z.object({
  clientId: z.string().min(1, 'is required'),
  clientSecret: z.string().min(1, 'is required'),
});
export type GetTokenRequest = z.infer<typeof getTokenRequest>;

/** The one reply with a field beside the envelope: clients read `token` at the top level. */
export const getTokenReply = z.object({
  code: z.int(),
  msg: z.string(),
  token: z.string(),
  data: z.object({ token: z.string() }),
});
export type GetTokenReply = z.infer<typeof getTokenReply>;
