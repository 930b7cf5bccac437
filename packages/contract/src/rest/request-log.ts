import { z } from 'zod';
import { lineOfText, pageQuery, timestampMs, unsetIfEmpty } from './common.js';

export const REQUEST_LOG_PATH = '/api/avatarium/v1/requests';

/** What an account's clients have sent, as far as the server remembers, and what became of it. */
export const loggedRequest = z.object({
  id: z.string().describe('The request id that an unexpected error names'),
  time: timestampMs.describe('When it came, in milliseconds since 1970'),
  method: z.string().meta({ examples: ['POST'] }),
  path: z.string(),
  query: z.record(z.string(), z.unknown()),
  body: z.unknown().describe('As it was sent, without secrets and shortened; null when there was none'),
  status: z.int().meta({ description: 'HTTP status of the reply', examples: [200] }),
  code: z
    .int()
    .nullable()
    .meta({ description: '`code` of the reply; null outside of the envelope', examples: [1003] }),
  msg: z.string().nullable().describe('`msg` of the reply; null outside of the envelope'),
  ms: z.number().describe('Milliseconds until the reply was sent'),
  key: z.string().describe('Name of the key'),
  accepted: z
    .array(z.object({ field: z.string(), note: z.string() }))
    .describe('What was ignored, filled in or replaced'),
  broken: z
    .array(
      z.object({
        field: z.string().nullable().describe('Null where it is not known'),
        problem: z.string().describe('What is the matter with it'),
        rule: z.string().describe('The documented rule'),
      }),
    )
    .describe('What was wrong'),
});
export type LoggedRequest = z.infer<typeof loggedRequest>;

export const REQUEST_OUTCOMES = ['failed', 'broken', 'noted'] as const;
export type RequestOutcome = (typeof REQUEST_OUTCOMES)[number];

export const requestLogQuery = pageQuery.extend({
  outcome: unsetIfEmpty(z.enum(REQUEST_OUTCOMES)).describe(
    'failed: not answered with 1000; broken: failed for the sake of a field; noted: something was ignored, filled in or replaced',
  ),
  path: unsetIfEmpty(lineOfText(200)).describe('Part of the path'),
});
export type RequestLogQuery = z.infer<typeof requestLogQuery>;
export const requestLogList = z.object({
  count: z.int().describe('Of all pages'),
  result: z.array(loggedRequest).describe('Newest first'),
});
export type RequestLogList = z.infer<typeof requestLogList>;

const PUBLIC_URL = 'A URL that leads to a public address, or to one that URL_ALLOWLIST names';

/** The rules of fields, as the documentation has them. */
export const FIELD_RULES: Readonly<Record<string, string>> = {
  avatar_id: 'Required: the id of an avatar of this server or of the account',
  duration: 'Seconds that the session may last: a number above 0 and up to 3600',
  mode_type: '1 to say texts as they are, 2 for a dialogue',
  scene_mode: 'fast_dialogue (speech-to-speech, needs a model that is set up) or meeting',
  e2e_type: 'openai, with scene_mode fast_dialogue only',
  language: 'A language of the language list, with or without its region',
  voice_id: 'A voice of the voice list',
  voice_url: PUBLIC_URL,
  background_url: `${PUBLIC_URL}, of an image or a video`,
  stream_type: 'agora, livekit or trtc',
  credentials:
    "The caller's own room: livekit_url and livekit_token; or agora_uid, agora_channel and agora_token; or trtc_sdk_app_id, trtc_sdk_room_id, trtc_sdk_user_id and trtc_sdk_user_sig",
  'credentials.livekit_url': `${PUBLIC_URL}, of a LiveKit server`,
  'credentials.livekit_token': 'A LiveKit token that names a room and an identity',
  'credentials.agora_uid': 'A whole number from 0 to 4294967295: the uid that the avatar takes',
  'credentials.agora_channel': 'The channel that the avatar joins, at most 64 characters',
  'credentials.agora_token': 'The token of that uid and channel',
  'credentials.agora_app_id': "32 hexadecimal characters; may be left out for the server's own account",
  'credentials.trtc_sdk_app_id': 'A whole number: the app of the room (also taken as trtc_app_id)',
  'credentials.trtc_sdk_room_id': 'The room that the avatar enters (also taken as trtc_room_id)',
  'credentials.trtc_sdk_user_id': 'The user that the avatar is (also taken as trtc_user_id)',
  'credentials.trtc_sdk_user_sig': 'The UserSig of that user (also taken as trtc_user_sig)',
  'voice_params.speed': 'A number from 0.8 to 1.2',
  'voice_params.pron_map': 'Words and how they are to be spoken: texts by texts',
  'voice_params.stt_type': 'openai_realtime',
  'voice_params.turn_detection.type': 'server_vad or semantic_vad',
  'voice_params.turn_detection.threshold': 'A number from 0 to 1',
  consent: 'A text of 1 to 2000 characters, or an object with such a statement',
  'consent.statement': 'A text of 1 to 2000 characters',
  licence: 'A line of at most 1000 characters',
  id: 'Required: the id of a session (also taken as session_id or _id), 24 hexadecimal characters',
  page: 'A whole number from 1',
  size: 'A whole number from 1 to 100',
  status: 'A whole number from 1 to 4',
  outcome: 'failed, broken or noted',
  path: 'Part of a path, at most 200 characters',
  session_id: 'The id of a session, 24 hexadecimal characters',
  format: 'json or vtt',
  days: 'A whole number from 1 to 90',
  utc_offset_minutes: 'A whole number from -840 to 840',
  body: 'A JSON object of at most 1 MiB',
};
