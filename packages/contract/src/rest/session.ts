import { z } from 'zod';
import { errorReport, objectId, pageQuery, timestampMs, unsetIfEmpty, wholeNumber } from './common.js';
import { STREAM_TYPES } from './session-create.js';

export const SESSION_PATHS = {
  create: '/api/open/v4/liveAvatar/session/create',
  detail: '/api/open/v4/liveAvatar/session/detail',
  list: '/api/open/v4/liveAvatar/session/list',
  close: '/api/open/v4/liveAvatar/session/close',
} as const;

export const SESSION_TYPE = 2;

/** A session only ever moves down this list. */
export const SESSION_STATUS = { queueing: 1, processing: 2, completed: 3, failed: 4 } as const;
export type SessionStatus = (typeof SESSION_STATUS)[keyof typeof SESSION_STATUS];

export const END_REASONS = ['client_closed', 'expired', 'abandoned', 'shutdown', 'failed'] as const;
export type EndReason = (typeof END_REASONS)[number];

/** What a client needs to enter the room. Token and client identity are empty in a room of the caller's own. */
export const livekitCredentials = z.object({
  livekit_url: z.string(),
  livekit_token: z.string(),
  livekit_room_name: z.string(),
  livekit_client_identity: z.string(),
  livekit_server_identity: z.string(),
});
export type LivekitCredentials = z.infer<typeof livekitCredentials>;

export const session = z.object({
  _id: objectId,
  /** The same value: one client reads it here. */
  id: objectId,
  uid: z.int(),
  type: z.literal(SESSION_TYPE),
  status: z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]),
  stream_type: z.enum(STREAM_TYPES),
  credentials: livekitCredentials,
  avatar_id: z.string(),
  voice_id: z.string(),
  /** Seconds of status 2 that were asked for, or as many of them as the key's budget had left. */
  duration: z.number(),
  /** Seconds of status 2 so far; the key's budget pays for them when the session has ended. */
  used_seconds: z.number(),
  /** Place in the queue, 1 being next; null when it waits no more. */
  queue_position: z.int().nullable(),
  mode_type: z.union([z.literal(1), z.literal(2)]),
  created_at: timestampMs,
  /** When status 2 was reached. */
  started_at: timestampMs.nullable(),
  ended_at: timestampMs.nullable(),
  end_reason: z.enum(END_REASONS).nullable(),
  error: errorReport.nullable(),
});
export type Session = z.infer<typeof session>;

const idOf = unsetIfEmpty(z.string());

/** Three names for one id are sent in the wild; the first that is set counts. */
export const sessionIdRequest = z
  .object({ id: idOf, session_id: idOf, _id: idOf })
  .transform((sent, context) => {
    const id = sent.id ?? sent.session_id ?? sent._id;
    if (id === undefined) {
      context.addIssue({ code: 'custom', path: ['id'], message: 'is required' });
      return z.NEVER;
    }
    return { id };
  });

export const sessionListQuery = pageQuery.extend({ status: unsetIfEmpty(wholeNumber(1, 4)) });

export const sessionList = z.object({ count: z.int(), result: z.array(session) });
export type SessionList = z.infer<typeof sessionList>;

export const sessionClosed = z.object({
  session_id: objectId,
  status: z.literal('closed'),
  closed_at: timestampMs,
});
export type SessionClosed = z.infer<typeof sessionClosed>;
