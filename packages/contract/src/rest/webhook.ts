import { z } from 'zod';
import { errorReport, objectId, pageQuery, timestampMs } from './common.js';
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
  /** SHA-1, in hexadecimal, of client id, timestamp, nonce and dataEncrypt, sorted and joined. */
  signature: z.string().regex(/^[0-9a-f]{40}$/),
  /** Base64 of AES-192-CBC of the event as JSON: key = client secret, IV = first 16 bytes of the client id. */
  dataEncrypt: z.base64(),
  /** Milliseconds since 1970 when this attempt was made, as text. */
  timestamp: z.string(),
  /** Another one with every attempt. */
  nonce: z.string(),
});
export type WebhookEnvelope = z.infer<typeof webhookEnvelope>;

const common = {
  /** The same in every attempt to tell of this event: what a receiver knows a repetition by. */
  event_id: objectId,
  /** When it happened. */
  time: timestampMs,
  uid: z.int(),
  /** Of the session or avatar. */
  _id: objectId,
  type: z.literal(2),
  avatar_id: z.string(),
  error: errorReport.nullable(),
};

const sessionTimes = {
  created_at: timestampMs,
  started_at: timestampMs.nullable(),
  ended_at: timestampMs.nullable(),
};

/** What `dataEncrypt` holds. */
export const webhookPayload = z.discriminatedUnion('event', [
  z.strictObject({
    event: z.literal('session.started'),
    status: z.literal(2),
    ...common,
    ...sessionTimes,
    end_reason: z.null(),
  }),
  z.strictObject({
    event: z.literal('session.ended'),
    status: z.literal(3),
    ...common,
    ...sessionTimes,
    end_reason: z.enum(END_REASONS),
  }),
  z.strictObject({
    event: z.literal('session.failed'),
    status: z.literal(4),
    ...common,
    ...sessionTimes,
    end_reason: z.enum(END_REASONS),
  }),
  z.strictObject({
    event: z.literal('avatar.ready'),
    status: z.literal(3),
    ...common,
    name: z.string(),
    create_time: timestampMs,
  }),
  z.strictObject({
    event: z.literal('avatar.failed'),
    status: z.literal(4),
    ...common,
    name: z.string(),
    create_time: timestampMs,
  }),
]);
export type WebhookPayload = z.infer<typeof webhookPayload>;

export const webhookDelivery = z.object({
  _id: objectId,
  event: z.enum(WEBHOOK_EVENTS),
  url: z.string(),
  /** `pending` until it was answered with 200 or given up. */
  state: z.enum(['pending', 'delivered', 'given_up']),
  attempts: z.int(),
  next_attempt_at: timestampMs.nullable(),
  delivered_at: timestampMs.nullable(),
  /** HTTP status of the last attempt that was answered. */
  last_status: z.int().nullable(),
  last_error: z.string().nullable(),
  created_at: timestampMs,
  payload: webhookPayload,
});
export type WebhookDelivery = z.infer<typeof webhookDelivery>;

export const webhookDeliveryListQuery = pageQuery;
export const webhookDeliveryList = z.object({ count: z.int(), result: z.array(webhookDelivery) });
export type WebhookDeliveryList = z.infer<typeof webhookDeliveryList>;
