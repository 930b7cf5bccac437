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

/** What a client of Agora's SDK needs to join. */
export const agoraCredentials = z.object({
  agora_app_id: z.string().meta({
    description: '32 hexadecimal characters; made by the server when `local` is true',
    examples: ['0123456789abcdef0123456789abcdef'],
  }),
  agora_channel: z.string().meta({ examples: ['session-65f1c0a2b3d4e5f601234567'] }),
  agora_token: z.string().meta({
    description: 'AccessToken2, good until 60 s after the end of the session; empty in a channel of your own',
    examples: ['007eJxTYA=='],
  }),
  agora_uid: z
    .number()
    .meta({ description: 'Who the token is for; 0 in a channel of your own', examples: [1234567890] }),
});
export type AgoraCredentials = z.infer<typeof agoraCredentials>;

const trtcAppId = z.number().meta({ description: 'Made by the server when `local` is true' });
const trtcRoomId = z.string().meta({
  description: 'The decimal digits of a number below 2³¹, so that it can be either kind of room id',
  examples: ['1234567890'],
});
const trtcUserId = z.string().meta({
  description: 'Who the UserSig is for; empty in a room of your own',
  examples: ['client-65f1c0a2b3d4e5f601234567'],
});
const trtcUserSig = z.string().meta({
  description: 'Good until 60 s after the end of the session; empty in a room of your own',
  examples: ['eJyrVgrx'],
});

/** What a client of TRTC's SDK needs to enter: under the documented names, and under those that clients read. */
export const trtcCredentials = z.object({
  trtc_sdk_app_id: trtcAppId,
  trtc_sdk_room_id: trtcRoomId,
  trtc_sdk_user_id: trtcUserId,
  trtc_sdk_user_sig: trtcUserSig,
  trtc_app_id: trtcAppId.describe('The same as `trtc_sdk_app_id`'),
  trtc_room_id: trtcRoomId.describe('The same as `trtc_sdk_room_id`'),
  trtc_user_id: trtcUserId.describe('The same as `trtc_sdk_user_id`'),
  trtc_user_sig: trtcUserSig.describe('The same as `trtc_sdk_user_sig`'),
});
export type TrtcCredentials = z.infer<typeof trtcCredentials>;

/** A session has all fields of its stream type, and those only. */
export const sessionCredentials = z
  .object({ ...livekitCredentials.shape, ...agoraCredentials.shape, ...trtcCredentials.shape })
  .partial()
  .describe('Fields begin with the `stream_type` of the session: it has all of those, and no others');
export type SessionCredentials = LivekitCredentials | AgoraCredentials | TrtcCredentials;

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
  stream_urls: agoraCredentials
    .optional()
    .describe('With `stream_type` `agora` only: `credentials` again, for clients that look here'),
  local: z
    .literal(true)
    .optional()
    .describe(
      'Only on sessions of `agora` and `trtc` without a vendor account: their credentials are for the stand-ins of the vendors’ SDKs that this server hands out, not for the vendors’ clouds',
    ),
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
