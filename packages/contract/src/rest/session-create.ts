import { z } from 'zod';
import { optionalAliasOf, storableText, unsetIfEmpty, wholeNumber } from './common.js';

export const MAX_DURATION_S = 3600;

export const STREAM_TYPES = ['agora', 'livekit', 'trtc'] as const;
export type StreamType = (typeof STREAM_TYPES)[number];

const text = (maximum: number) => unsetIfEmpty(storableText(maximum));
const url = text(4096);

/** Every word of them is looked for in all that is said. */
const MAX_RESPELLINGS = 500;

/** An object with a bounded number of entries, counted before any of them is looked at. */
function atMost<T extends z.ZodType>(entries: number, schema: T) {
  return z.preprocess((value, context) => {
    if (typeof value === 'object' && value !== null && Object.keys(value).length > entries) {
      context.addIssue(`must have at most ${entries} entries`);
      return z.NEVER;
    }
    return value;
  }, schema);
}

const turnDetection = z.object({
  type: unsetIfEmpty(z.enum(['server_vad', 'semantic_vad'])).describe(
    'How the end of what a person says is told',
  ),
  threshold: unsetIfEmpty(z.number().min(0).max(1)).describe('How loud speech must be; 0.5 by default'),
  prefix_padding_ms: unsetIfEmpty(z.number().min(0).max(10_000)).describe(
    'Milliseconds before the first sound that belong to speech; 300 by default',
  ),
  silence_duration_ms: unsetIfEmpty(z.number().min(0).max(10_000)).describe(
    'Milliseconds of silence that end what a person says; 500 by default',
  ),
});

const elevenlabsSettings = z.object({
  api_key: text(512).describe('Never shown again, in no reply and no log'),
  model_id: text(200),
  stability: unsetIfEmpty(z.number().min(0).max(1)),
  similarity_boost: unsetIfEmpty(z.number().min(0).max(1)),
  style: unsetIfEmpty(z.number().min(0).max(1)),
  use_speaker_boost: unsetIfEmpty(z.boolean()),
});

/** How the avatar speaks and listens; the same object travels in the stream protocol's `set-params`. */
export const voiceParams = z.object({
  voice_id: text(200).describe('With `scene_mode` `fast_dialogue`: the voice of the speech-to-speech model'),
  speed: unsetIfEmpty(z.number().min(0.8).max(1.2)).describe('Of speech; 1.0 by default'),
  pron_map: unsetIfEmpty(atMost(MAX_RESPELLINGS, z.record(storableText(100), storableText(200)))).meta({
    description: `Words, and how they are to be spoken; at most ${MAX_RESPELLINGS}`,
    examples: [{ SQL: 'sequel' }],
  }),
  stt_language: text(35).describe('Language of what people say'),
  stt_type: unsetIfEmpty(z.enum(['openai_realtime'])).describe('Who turns speech into text'),
  turn_detection: unsetIfEmpty(turnDetection).describe('When a person has finished talking'),
  elevenlabs_settings: unsetIfEmpty(elevenlabsSettings).describe('A voice of ElevenLabs, with your own key'),
});

const MAX_UINT32 = 2 ** 32 - 1;
/** An id that some clients have as a number. */
const idText = (maximum: number) =>
  z.preprocess((value) => (typeof value === 'number' ? String(value) : value), text(maximum));
const trtcAppId = unsetIfEmpty(wholeNumber(1, MAX_UINT32));
const trtcRoomId = idText(64);
const trtcUserId = text(32);
const trtcUserSig = text(4096);

/** The caller's own room. Which fields are required depends on `stream_type`. */
const ownRoomCredentials = z.object({
  livekit_url: url.describe(
    'ws or wss URL of the LiveKit server; required, unless the whole object is left out',
  ),
  livekit_token: text(16_384).describe(
    'Access token that names the room and the identity that the avatar takes; required with `livekit_url`',
  ),
  audio_only_from_data_stream: unsetIfEmpty(z.boolean()).describe(
    "The avatar says the sound of an agent's byte stream, and nothing else",
  ),
  agora_uid: unsetIfEmpty(wholeNumber(0, MAX_UINT32)).describe(
    'With `stream_type` `agora`, required: the uid that the avatar takes',
  ),
  agora_channel: text(64).describe('With `stream_type` `agora`, required: the channel that the avatar joins'),
  agora_token: text(4096).describe('With `stream_type` `agora`, required: the token for that uid'),
  agora_app_id: text(32).describe(
    "With `stream_type` `agora`: the app of the channel; the server's own account by default",
  ),
  trtc_sdk_app_id: trtcAppId.describe('With `stream_type` `trtc`, required: the app of the room'),
  trtc_app_id: trtcAppId.meta(optionalAliasOf('trtc_sdk_app_id')),
  trtc_sdk_room_id: trtcRoomId.describe(
    'With `stream_type` `trtc`, required: the room that the avatar enters',
  ),
  trtc_room_id: trtcRoomId.meta(optionalAliasOf('trtc_sdk_room_id')),
  trtc_sdk_user_id: trtcUserId.describe('With `stream_type` `trtc`, required: the user that the avatar is'),
  trtc_user_id: trtcUserId.meta(optionalAliasOf('trtc_sdk_user_id')),
  trtc_sdk_user_sig: trtcUserSig.describe('With `stream_type` `trtc`, required: the UserSig of that user'),
  trtc_user_sig: trtcUserSig.meta(optionalAliasOf('trtc_sdk_user_sig')),
});
export type OwnRoomCredentials = z.infer<typeof ownRoomCredentials>;

export const sessionCreateRequest = z.object({
  avatar_id: z
    .string()
    .min(1, 'is required')
    .max(200)
    .meta({ description: 'A built-in avatar, an alias of one, or one of your own', examples: ['ava'] }),
  duration: unsetIfEmpty(z.number().positive().max(MAX_DURATION_S)).meta({
    description:
      'Seconds that the session may last, from status 2 on. The server has a default (`DEFAULT_DURATION_S`)',
    examples: [600],
  }),
  knowledge_id: text(200).describe(
    'The knowledge base that answers come from, and whose prologue is said first',
  ),
  voice_id: text(200).describe(
    "A voice of the voice list. One that does not exist means the avatar's own voice and a note in the request log; with `UNKNOWN_VOICE=reject` it is error 1014",
  ),
  voice_url: url.describe('A voice by its URL'),
  language: text(35).meta({
    description: 'A language of the language list, with or without its region',
    examples: ['en'],
  }),
  mode_type: unsetIfEmpty(z.literal([1, 2], 'must be 1 or 2')).meta({
    description: '1 retelling: says texts as they are; 2 dialogue (the default)',
    valueNames: ['retelling', 'dialogue'],
  }),
  scene_mode: unsetIfEmpty(z.enum(['fast_dialogue', 'meeting'])).describe(
    '`fast_dialogue` talks by a speech-to-speech model, voice input only; `meeting` means `mode_type` 2',
  ),
  e2e_type: unsetIfEmpty(z.enum(['openai'])).describe('Only with `scene_mode` `fast_dialogue`'),
  background_url: url.describe(
    'The image or video behind the avatar: a public URL, or `avatarium:file/<id>` of an upload. Of a video the first 15 s are shown over and over',
  ),
  voice_params: unsetIfEmpty(voiceParams).describe('How the avatar speaks and listens'),
  stream_type: unsetIfEmpty(z.enum(STREAM_TYPES)).describe(
    'The server has a default (`DEFAULT_STREAM_TYPE`), `livekit` out of the box',
  ),
  credentials: unsetIfEmpty(ownRoomCredentials).describe(
    'A room of your own: the avatar joins that room with that token. One of LiveKit works on every server, a channel of Agora and a room of TRTC where the operator has set up the bridge to them',
  ),
});
export type SessionCreateRequest = z.infer<typeof sessionCreateRequest>;
