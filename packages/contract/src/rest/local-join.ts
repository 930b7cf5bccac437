import { z } from 'zod';
import { storableText, timestampMs, wholeNumber } from './common.js';

/** Where the stand-ins of the vendors' SDKs trade a vendor's token for a place in the session's LiveKit room. */
export const LOCAL_JOIN_PATHS = {
  agora: '/api/avatarium/v1/local/agora/join',
  trtc: '/api/avatarium/v1/local/trtc/join',
} as const;

const MAX_TOKEN = 4096;
const MAX_UINT32 = 2 ** 32 - 1;
const name = storableText(64).min(1, 'is required');

export const agoraJoinRequest = z.object({
  app_id: name.describe('`agora_app_id` of the credentials'),
  channel: name.describe('`agora_channel` of the credentials'),
  token: storableText(MAX_TOKEN).min(1, 'is required').describe('`agora_token` of the credentials'),
  uid: wholeNumber(0, MAX_UINT32).describe('`agora_uid` of the credentials'),
});
export type AgoraJoinRequest = z.infer<typeof agoraJoinRequest>;

export const trtcJoinRequest = z.object({
  sdk_app_id: wholeNumber(0, MAX_UINT32).describe('`trtc_sdk_app_id` of the credentials'),
  user_id: name.describe('`trtc_sdk_user_id` of the credentials'),
  user_sig: storableText(MAX_TOKEN).min(1, 'is required').describe('`trtc_sdk_user_sig` of the credentials'),
  room_id: z
    .union(
      [storableText(64).min(1, 'is required'), z.number().transform(String)],
      'must be a text or a number',
    )
    .meta({
      description: '`trtc_sdk_room_id` of the credentials, as text or as a number',
      examples: ['1234567890'],
    }),
});
export type TrtcJoinRequest = z.infer<typeof trtcJoinRequest>;

export const localJoin = z.object({
  livekit_url: z.string().meta({ description: 'Of the LiveKit server', examples: ['ws://localhost:8080'] }),
  livekit_token: z
    .string()
    .meta({ description: 'Lets this client in', examples: ['eyJhbGciOiJIUzI1NiJ9.e30.x'] }),
  identity: z.string().describe('Of this client in the room'),
  avatar_identity: z.string().describe('Of the avatar in the room'),
  expires_at: timestampMs.describe(
    "When the vendor's token, or what it has to say on joining, runs out: in milliseconds since 1970",
  ),
});
export type LocalJoin = z.infer<typeof localJoin>;
