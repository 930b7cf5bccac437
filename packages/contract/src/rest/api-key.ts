import { z } from 'zod';
import { objectId, pageQuery, storableText, timestampMs, unsetIfEmpty } from './common.js';

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
  .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'must not hold control characters');
export const apiKeyName = oneLine;
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
  /** Minutes of sessions that the key may use in all, those it has used included. */
  budget_minutes: limit(0, 100_000_000, false),
  /** Sessions queueing or processing at once. */
  max_sessions: limit(1, 100_000, true),
  rate_per_minute: limit(1, 1_000_000, true),
  /** Where its events are sent to. */
  webhook_url: z.preprocess(
    (value) => (value === '' ? null : value),
    storableText(4096).nullable().optional(),
  ),
};

export const apiKeyCreateRequest = z.object({ name: apiKeyName, ...limits });
export type ApiKeyCreateRequest = z.infer<typeof apiKeyCreateRequest>;

export const apiKeyUpdateRequest = z.object({
  name: unsetIfEmpty(apiKeyName),
  disabled: unsetIfEmpty(z.boolean()),
  ...limits,
});
export type ApiKeyUpdateRequest = z.infer<typeof apiKeyUpdateRequest>;

export const apiKeyListQuery = pageQuery;

export const apiKey = z.object({
  _id: objectId,
  /** Of its account. */
  uid: z.int(),
  /** Name of its account. */
  account: z.string(),
  name: z.string(),
  client_id: z.string(),
  disabled: z.boolean(),
  budget_minutes: z.number().nullable(),
  /** Of sessions that have ended. */
  used_seconds: z.number(),
  max_sessions: z.int().nullable(),
  rate_per_minute: z.int().nullable(),
  webhook_url: z.string().nullable(),
  create_time: timestampMs,
});
export type ApiKey = z.infer<typeof apiKey>;

/** A key with its secret, which is shown this once. */
export const apiKeyWithSecret = apiKey.extend({ api_key: z.string() });
export type ApiKeyWithSecret = z.infer<typeof apiKeyWithSecret>;

/** `current` tells the key that the list was asked for with. */
export const apiKeyList = z.object({
  count: z.int(),
  result: z.array(apiKey.extend({ current: z.boolean() })),
});
export type ApiKeyList = z.infer<typeof apiKeyList>;

export const apiKeyDeleted = z.object({ _id: objectId, deleted: z.literal(true) });
