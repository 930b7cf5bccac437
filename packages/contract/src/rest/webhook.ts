import { z } from 'zod';
import { errorReport, objectId, pageQuery, timestampMs, uid } from './common.js';
import { END_REASONS } from './session.js';

export const WEBHOOK_PATHS = {
  /** GET lists what was sent or is still to be sent. */
  deliveries: '/api/avatarium/v1/webhooks/deliveries',
  /** POST sends one again, at once; `:id` stands for the delivery's id. */
  retry: '/api/avatarium/v1/webhooks/deliveries/:id/retry',
} as const;

export const WEBHOOK_EVENTS = [
  'session.started',
  'session.ended',
  'session.failed',
  'avatar.ready',
  'avatar.failed',
] as const;
export type WebhookEvent = (typeof WEBHOOK_EVENTS)[number];

/** What is POSTed to a key's webhook URL: the vendor's envelope. */
export const webhookEnvelope = z.object({
  signature: z
    .string()
    .regex(/^[0-9a-f]{40}$/)
    .describe('SHA-1, in hexadecimal, of client id, timestamp, nonce and `dataEncrypt`, sorted and joined'),
  dataEncrypt: z
    .base64()
    .describe(
      'The event as JSON, encrypted with AES-192-CBC and PKCS#7 padding, in base64. The key is the client secret (which is the API key), the IV the first 16 bytes of the client id',
    ),
  timestamp: z.string().meta({
    description: 'When this attempt was made: milliseconds since 1970, as text',
    examples: ['1800000000000'],
  }),
  nonce: z.string().describe('Another one with every attempt'),
});
export type WebhookEnvelope = z.infer<typeof webhookEnvelope>;

const common = {
  event_id: objectId.describe(
    'The same in every attempt to tell of this event: what a receiver knows a repetition by',
  ),
  time: timestampMs.describe('When it happened, in milliseconds since 1970'),
  uid,
  _id: objectId.describe('Of the session or avatar'),
  type: z.literal(2).describe('Always 2'),
  avatar_id: z.string(),
  error: errorReport.nullable(),
};

const sessionTimes = {
  created_at: timestampMs,
  started_at: timestampMs.nullable(),
  ended_at: timestampMs.nullable(),
};

const avatarEvent = { ...common, name: z.string(), create_time: timestampMs };

/** What `dataEncrypt` holds, by the event it tells of. */
export const WEBHOOK_PAYLOADS = {
  'session.started': z.strictObject({
    event: z.literal('session.started'),
    status: z.literal(2),
    ...common,
    ...sessionTimes,
    end_reason: z.null(),
  }),
  'session.ended': z.strictObject({
    event: z.literal('session.ended'),
    status: z.literal(3),
    ...common,
    ...sessionTimes,
    end_reason: z.enum(END_REASONS),
  }),
  'session.failed': z.strictObject({
    event: z.literal('session.failed'),
    status: z.literal(4),
    ...common,
    ...sessionTimes,
    end_reason: z.enum(END_REASONS),
  }),
  'avatar.ready': z.strictObject({
    event: z.literal('avatar.ready'),
    status: z.literal(3),
    ...avatarEvent,
  }),
  'avatar.failed': z.strictObject({
    event: z.literal('avatar.failed'),
    status: z.literal(4),
    ...avatarEvent,
  }),
} as const satisfies Record<WebhookEvent, z.ZodType>;

export const webhookPayload = z.discriminatedUnion('event', [
  WEBHOOK_PAYLOADS['session.started'],
  WEBHOOK_PAYLOADS['session.ended'],
  WEBHOOK_PAYLOADS['session.failed'],
  WEBHOOK_PAYLOADS['avatar.ready'],
  WEBHOOK_PAYLOADS['avatar.failed'],
]);
export type WebhookPayload = z.infer<typeof webhookPayload>;

export const webhookDelivery = z.object({
  _id: objectId,
  event: z.enum(WEBHOOK_EVENTS),
  url: z.string().meta({ description: 'Where it is sent to', examples: ['https://example.com/avatars'] }),
  state: z
    .enum(['pending', 'delivered', 'given_up'])
    .describe('`pending` until it was answered with 200 or given up'),
  attempts: z.int().describe('Made so far'),
  next_attempt_at: timestampMs.nullable().describe('Null when there is to be none'),
  delivered_at: timestampMs.nullable(),
  last_status: z.int().nullable().describe('HTTP status of the last attempt that was answered'),
  last_error: z.string().nullable().describe('What was wrong with the last attempt; null when nothing was'),
  created_at: timestampMs,
  payload: webhookPayload,
});
export type WebhookDelivery = z.infer<typeof webhookDelivery>;

export const webhookDeliveryListQuery = pageQuery;
export const webhookDeliveryList = z.object({
  count: z.int().describe('Of all pages'),
  result: z.array(webhookDelivery).describe('Newest first'),
});
export type WebhookDeliveryList = z.infer<typeof webhookDeliveryList>;
