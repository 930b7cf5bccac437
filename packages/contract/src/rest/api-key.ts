import { z } from 'zod';
import { objectId, pageQuery, storableText, timestampMs, uid, unsetIfEmpty } from './common.js';

/** `:id` stands for a key's id. */
export const API_KEY_PATHS = {
  /** GET lists, POST makes one. */
  all: '/api/avatarium/v1/keys',
  /** GET shows, PATCH changes, DELETE removes. */
  one: '/api/avatarium/v1/keys/:id',
  /** POST: a new secret in place of the old one. */
  rotate: '/api/avatarium/v1/keys/:id/rotate',
} as const;

/** Shown in lists and logs: one line, and no characters that a terminal obeys. */
const oneLine = z
  .string()
  .trim()
  .min(1, 'is required')
  .max(100)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'must not contain control characters');
export const apiKeyName = oneLine.meta({
  description: 'Another one than that of every other key of the account',
  examples: ['staging'],
});
export const accountName = oneLine;

/** A limit: a number sets it, null or "" removes it, and without the field it stays. */
function limit(minimum: number, maximum: number, whole: boolean) {
  const bounded = z.number().min(minimum).max(maximum);
  return z.preprocess(
    (value) => (value === '' ? null : value),
    (whole ? bounded.int('must be a whole number') : bounded).nullable().optional(),
  );
}

const limits = {
  budget_minutes: limit(0, 100_000_000, false).meta({
    description:
      'Minutes of sessions that the key may use in all, those it has used included; null for no limit',
    examples: [600],
  }),
  max_sessions: limit(1, 100_000, true).meta({
    description: 'Sessions queueing or processing at once; null for no limit but that of the server',
    examples: [2],
  }),
  rate_per_minute: limit(1, 1_000_000, true).meta({
    description: 'Calls a minute; null for the limit of the server',
    examples: [600],
  }),
  webhook_url: z
    .preprocess((value) => (value === '' ? null : value), storableText(4096).nullable().optional())
    .meta({
      description: 'Where events of its sessions and avatars are sent to; null for nowhere',
      examples: ['https://example.com/avatars'],
    }),
};

export const apiKeyCreateRequest = z.object({ name: apiKeyName, ...limits });
export type ApiKeyCreateRequest = z.infer<typeof apiKeyCreateRequest>;

export const apiKeyUpdateRequest = z.object({
  name: unsetIfEmpty(apiKeyName),
  disabled: unsetIfEmpty(z.boolean()).describe(
    'A disabled key is answered with 1200; its sessions, tokens and sign-ins end',
  ),
  ...limits,
});
export type ApiKeyUpdateRequest = z.infer<typeof apiKeyUpdateRequest>;

export const apiKeyListQuery = pageQuery;

export const apiKey = z.object({
  _id: objectId,
  uid,
  account: z.string().meta({ description: 'Name of its account', examples: ['default'] }),
  name: z.string().meta({ examples: ['staging'] }),
  client_id: z.string().describe('The `clientId` of getToken; its `clientSecret` is the key'),
  disabled: z.boolean(),
  budget_minutes: z
    .number()
    .nullable()
    .describe('Minutes of sessions that it may use in all; null for no limit'),
  used_seconds: z.number().describe('Seconds of its sessions that have ended'),
  max_sessions: z
    .int()
    .nullable()
    .describe('Sessions queueing or processing at once; null for no limit but that of the server'),
  rate_per_minute: z.int().nullable().describe('Calls a minute; null for the limit of the server'),
  webhook_url: z.string().nullable().describe('Where its events are sent to; null for nowhere'),
  create_time: timestampMs,
});
export type ApiKey = z.infer<typeof apiKey>;

/** A key with its secret, which is shown this once. */
export const apiKeyWithSecret = apiKey.extend({
  api_key: z.string().describe('The key itself, 24 characters, which is shown this once'),
});
export type ApiKeyWithSecret = z.infer<typeof apiKeyWithSecret>;

export const listedApiKey = apiKey.extend({
  current: z.boolean().describe('True of the key that the list was asked for with'),
});

export const apiKeyList = z.object({
  count: z.int().describe('Of all pages'),
  result: z.array(listedApiKey),
});
export type ApiKeyList = z.infer<typeof apiKeyList>;

export const apiKeyDeleted = z.object({ _id: objectId, deleted: z.literal(true) });
