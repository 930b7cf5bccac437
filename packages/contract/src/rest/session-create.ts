import { z } from 'zod';
import { storableText, unsetIfEmpty } from './common.js';

export const MAX_DURATION_S = 3600;

export const STREAM_TYPES = ['agora', 'livekit', 'trtc'] as const;
export type StreamType = (typeof STREAM_TYPES)[number];

const text = (maximum: number) => unsetIfEmpty(storableText(maximum));
const url = text(4096);

const turnDetection = z.object({
  type: unsetIfEmpty(z.enum(['server_vad', 'semantic_vad'])),
  threshold: unsetIfEmpty(z.number().min(0).max(1)),
  prefix_padding_ms: unsetIfEmpty(z.number().min(0).max(10_000)),
  silence_duration_ms: unsetIfEmpty(z.number().min(0).max(10_000)),
});

const elevenlabsSettings = z.object({
  api_key: text(512),
  model_id: text(200),
  stability: unsetIfEmpty(z.number().min(0).max(1)),
  similarity_boost: unsetIfEmpty(z.number().min(0).max(1)),
  style: unsetIfEmpty(z.number().min(0).max(1)),
  use_speaker_boost: unsetIfEmpty(z.boolean()),
});

/** How the avatar speaks and listens; the same object travels in the stream protocol's `set-params`. */
export const voiceParams = z.object({
  voice_id: text(200),
  speed: unsetIfEmpty(z.number().min(0.8).max(1.2)),
  pron_map: unsetIfEmpty(z.record(storableText(100), storableText(200))),
  stt_language: text(35),
  stt_type: unsetIfEmpty(z.enum(['openai_realtime'])),
  turn_detection: unsetIfEmpty(turnDetection),
  elevenlabs_settings: unsetIfEmpty(elevenlabsSettings),
});

/** The caller's own room. Which fields are required depends on `stream_type`. */
const ownRoomCredentials = z.object({
  livekit_url: url,
  livekit_token: text(16_384),
  audio_only_from_data_stream: unsetIfEmpty(z.boolean()),
});

export const sessionCreateRequest = z.object({
  avatar_id: z.string().min(1, 'is required').max(200),
  duration: unsetIfEmpty(z.number().positive().max(MAX_DURATION_S)),
  knowledge_id: text(200),
  voice_id: text(200),
  voice_url: url,
  language: text(35),
  mode_type: unsetIfEmpty(z.union([z.literal(1), z.literal(2)], 'must be 1 or 2')),
  scene_mode: unsetIfEmpty(z.enum(['fast_dialogue', 'meeting'])),
  e2e_type: unsetIfEmpty(z.enum(['openai'])),
  background_url: url,
  voice_params: unsetIfEmpty(voiceParams),
  stream_type: unsetIfEmpty(z.enum(STREAM_TYPES)),
  credentials: unsetIfEmpty(ownRoomCredentials),
});
export type SessionCreateRequest = z.infer<typeof sessionCreateRequest>;
