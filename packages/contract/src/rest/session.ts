import { z } from 'zod';
import {
  aliasOf,
  errorReport,
  objectId,
  pageQuery,
  timestampMs,
  uid,
  unsetIfEmpty,
  wholeNumber,
} from './common.js';
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

/** What a client needs to enter the room. */
export const livekitCredentials = z.object({
  livekit_url: z.string().meta({ description: 'Of the LiveKit server', examples: ['ws://localhost:8080'] }),
  livekit_token: z.string().meta({
    description: 'Lets the client in, until 60 s after the end of the session; empty in a room of your own',
    examples: ['eyJhbGciOiJIUzI1NiJ9.e30.x'],
  }),
  livekit_room_name: z.string().meta({ examples: ['session-65f1c0a2b3d4e5f601234567'] }),
  livekit_client_identity: z.string().meta({
    description: 'Who the token is for; empty in a room of your own',
    examples: ['client-65f1c0a2b3d4e5f601234567'],
  }),
  livekit_server_identity: z.string().meta({
    description: 'The participant that is the avatar',
    examples: ['avatar-65f1c0a2b3d4e5f601234567'],
  }),
});
export type LivekitCredentials = z.infer<typeof livekitCredentials>;

/** Those of the other stream types, as the vendor has them. */
const OF_AGORA = 'With `stream_type` `agora`';
const OF_TRTC = 'With `stream_type` `trtc`';
const otherCredentials = z
  .object({
    agora_uid: z.number().describe(OF_AGORA),
    agora_app_id: z.string().describe(OF_AGORA),
    agora_channel: z.string().describe(OF_AGORA),
    agora_token: z.string().describe(OF_AGORA),
    trtc_sdk_app_id: z.number().describe(OF_TRTC),
    trtc_sdk_room_id: z.string().describe(OF_TRTC),
    trtc_sdk_user_id: z.string().describe(OF_TRTC),
    trtc_sdk_user_sig: z.string().describe(OF_TRTC),
  })
  .partial();

export const sessionCredentials = livekitCredentials.extend(otherCredentials.shape);

export const session = z.object({
  _id: objectId,
  id: objectId.describe('The same value as `_id`'),
  uid,
  type: z.literal(SESSION_TYPE).describe('Always 2'),
  status: z.literal([1, 2, 3, 4]).meta({
    description:
      '1 queueing: waits for a free avatar; 2 processing: the avatar is in the room, connect and talk; 3 completed: closed, expired or left alone; 4 failed. A session never goes back, and always ends in 3 or 4.',
    valueNames: Object.keys(SESSION_STATUS),
    examples: [2],
  }),
  stream_type: z
    .enum(STREAM_TYPES)
    .meta({ description: 'By what the client gets video and sound', examples: ['livekit'] }),
  credentials: sessionCredentials,
  avatar_id: z.string().meta({ examples: ['ava'] }),
  voice_id: z.string().meta({ description: 'The voice it speaks with', examples: ['en-US-ava'] }),
  duration: z.number().meta({
    description: "Seconds of status 2 that were asked for, or as many of them as the key's budget had left",
    examples: [600],
  }),
  used_seconds: z
    .number()
    .describe("Seconds of status 2 so far; the key's budget pays for them when the session has ended"),
  queue_position: z.int().nullable().describe('Place in the queue, 1 being next; null when it waits no more'),
  mode_type: z.literal([1, 2]).meta({
    description: '1 retelling: says texts as they are; 2 dialogue',
    valueNames: ['retelling', 'dialogue'],
    examples: [2],
  }),
  created_at: timestampMs,
  started_at: timestampMs.nullable().describe('When status 2 was reached, in milliseconds since 1970'),
  ended_at: timestampMs.nullable().describe('When status 3 or 4 was reached, in milliseconds since 1970'),
  end_reason: z.enum(END_REASONS).nullable().describe('Why it ended; null until then'),
  error: errorReport.nullable().describe('What went wrong, with status 4; null otherwise'),
});
export type Session = z.infer<typeof session>;

const idOf = unsetIfEmpty(z.string());

/** Three names for one id are sent in the wild; the first that is set counts. */
export const sessionIdRequest = z
  .object({
    id: idOf.describe('`_id` of the session'),
    session_id: idOf.meta(aliasOf('id')),
    _id: idOf.meta(aliasOf('id')),
  })
  .transform((sent, context) => {
    const id = sent.id ?? sent.session_id ?? sent._id;
    if (id === undefined) {
      context.addIssue({ code: 'custom', path: ['id'], message: 'is required' });
      return z.NEVER;
    }
    return { id };
  });

export const sessionListQuery = pageQuery.extend({
  status: unsetIfEmpty(wholeNumber(1, 4)).describe('Only sessions of this status'),
});

export const sessionList = z.object({
  count: z.int().describe('Of all pages'),
  result: z.array(session).describe('Newest first'),
});
export type SessionList = z.infer<typeof sessionList>;

export const sessionClosed = z.object({
  session_id: objectId,
  status: z.literal('closed'),
  closed_at: timestampMs,
});
export type SessionClosed = z.infer<typeof sessionClosed>;
