import { z } from 'zod';

/** Ids are 24 hexadecimal characters. */
const id = z.string().regex(/^[0-9a-f]{24}$/i, 'must be 24 hexadecimal characters');
/** Milliseconds since 1970; in seconds the number would be smaller, in microseconds larger. */
const time = z.int().min(1e12).max(1e13);
const text = z.string();
const filled = z.string().min(1);
const errorReport = z.object({ code: z.int(), msg: filled });
const status = z.literal([1, 2, 3, 4]);

export const session = z.object({
  _id: id,
  /** The same value; in the answer to create. */
  id: id.optional(),
  uid: z.int(),
  type: z.literal(2),
  status,
  stream_type: z.enum(['agora', 'livekit', 'trtc']),
  credentials: z.record(text, z.unknown()),
  stream_urls: z.record(text, z.unknown()).optional(),
  local: z.literal(true).optional(),
  created_at: time,
  started_at: time.nullish(),
  ended_at: time.nullish(),
  end_reason: z.enum(['client_closed', 'expired', 'abandoned', 'shutdown', 'failed']).nullish(),
  error: errorReport.nullish(),
});
export type Session = z.infer<typeof session>;
export const sessionList = z.object({ count: z.int().min(0), result: z.array(session) });
export const sessionClosed = z.object({ session_id: id, status: z.literal('closed'), closed_at: time });

export const livekitCredentials = z.object({
  livekit_url: z.string().regex(/^wss?:\/\//, 'must be a ws or wss URL'),
  livekit_token: filled,
  livekit_room_name: filled,
  livekit_client_identity: filled,
  livekit_server_identity: filled,
});
export const agoraCredentials = z.object({
  agora_app_id: filled,
  agora_channel: filled,
  agora_token: filled,
  agora_uid: z.number(),
});
export const trtcCredentials = z.object({
  trtc_sdk_app_id: z.number(),
  trtc_sdk_room_id: filled,
  trtc_sdk_user_id: filled,
  trtc_sdk_user_sig: filled,
  trtc_app_id: z.number(),
  trtc_room_id: filled,
  trtc_user_id: filled,
  trtc_user_sig: filled,
});

/** What a vendor's token is traded for. */
export const localJoin = z.object({
  livekit_url: z.string().regex(/^wss?:\/\//, 'must be a ws or wss URL'),
  livekit_token: filled,
  identity: filled,
  avatar_identity: filled,
  expires_at: time,
});

export const avatar = z.object({
  _id: id,
  uid: z.int(),
  type: z.literal(2),
  from: z.literal([2, 3]),
  avatar_id: filled,
  voice_id: filled,
  name: filled,
  url: text,
  thumbnailUrl: text,
  gender: text,
  available: z.boolean(),
  platform: text,
  status,
  create_time: time,
  error: errorReport.nullish(),
});
export const avatarList = z.object({ count: z.int().min(0), result: z.array(avatar) });

export const voice = z.object({
  _id: id,
  uid: z.int(),
  team_id: text,
  voice_id: filled,
  gender: text,
  language: filled,
  locale: text,
  name: filled,
  preview: text,
  text,
  duration: z.number().min(0),
  status: z.int(),
  create_time: time,
  update_time: time,
  style: z.array(text),
  scenario: z.array(text),
  age: z.array(text),
  support_stream: z.boolean(),
  voice_model_name: text,
  deduction_credit: z.number(),
});
export const voices = z.array(voice);
export const voiceList = z.object({
  result: voices,
  count: z.int().min(0),
  page: z.int().min(1),
  size: z.int().min(1),
});
export const languageList = z.object({
  lang_list: z.array(z.object({ lang_code: filled, lang_name: filled, url: text })).min(1),
});

export const knowledgeBase = z.object({
  _id: id,
  team_id: text,
  uid: z.int(),
  user_type: z.int(),
  from: z.literal([1, 2]),
  name: filled,
  prologue: text,
  prompt: text,
  docs: z.array(z.object({ name: filled, url: filled, size: z.number().min(0) })),
  urls: z.array(text),
  create_time: time,
  update_time: time,
});
export const knowledgeList = z.array(knowledgeBase);

export const token = z.object({ code: z.literal(1000), token: filled, data: z.object({ token: filled }) });

export const file = z.object({
  _id: id,
  url: z.string().regex(/^avatarium:file\/[0-9a-f]{24}$/, 'must be avatarium:file/<id>'),
  name: text,
  size: z.int(),
  create_time: time,
});
export const fileList = z.object({ count: z.int().min(0), result: z.array(file) });

export const key = z.object({
  _id: id,
  uid: z.int(),
  name: text,
  client_id: filled,
  disabled: z.boolean(),
  webhook_url: text.nullish(),
  create_time: time,
});
export const keyWithSecret = key.extend({ api_key: z.string().length(24), client_id: z.string().length(24) });
export const keyList = z.object({
  count: z.int().min(0),
  result: z.array(key.extend({ current: z.boolean() })),
});

export const delivery = z.object({
  _id: id,
  event: filled,
  state: filled,
  attempts: z.int().min(0),
  next_attempt_at: time.nullable(),
});
export const deliveryList = z.object({ count: z.int().min(0), result: z.array(delivery) });

export const loggedRequest = z.object({
  time,
  method: filled,
  path: filled,
  code: z.int().nullable(),
  accepted: z.array(z.object({ field: text, note: text })),
  broken: z.array(z.object({ field: text.nullable(), problem: text, rule: text })),
});
export const requestList = z.object({ count: z.int().min(0), result: z.array(loggedRequest) });

/** What webhooks are sent in. */
export const webhookEnvelope = z.object({
  signature: z.string().regex(/^[0-9a-f]{40}$/),
  dataEncrypt: filled,
  timestamp: z.union([text, z.number()]),
  nonce: z.union([text, z.number()]),
});
