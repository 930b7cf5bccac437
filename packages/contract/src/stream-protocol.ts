import { z } from 'zod';
import { ACTIONS, EXPRESSIONS } from './performance.js';

/** Stream protocol v2: the JSON frames that clients and the avatar exchange on the data channel. */
export const STREAM_PROTOCOL_VERSION = 2;

/** Frames from the avatar are never larger; official clients cut theirs at the same size. */
export const MAX_FRAME_BYTES = 960;

/** An optional field; clients send `""` or `null` where they mean "not set". */
function optional<T extends z.ZodType>(schema: T) {
  return z.preprocess((value) => (value === '' || value === null ? undefined : value), schema.optional());
}

/** What every frame from a client looks like. Anything else is ignored without an answer. */
export const inboundFrameSchema = z.object({
  v: z.literal(STREAM_PROTOCOL_VERSION),
  type: z.enum(['chat', 'command']),
  mid: z.string().max(256).optional(),
  idx: z.int().min(0).max(4096).optional(),
  fin: z.boolean().optional(),
  pld: z.record(z.string(), z.unknown()),
});
export type InboundFrame = z.infer<typeof inboundFrameSchema>;

export const chatPayloadSchema = z.object({ text: z.string() });

/** `data` is the documented name; one vendor sample writes `params`. */
export const commandPayloadSchema = z.object({
  cmd: z.string().max(64),
  data: z.unknown().optional(),
  params: z.unknown().optional(),
});

const turnDetectionSchema = z.object({
  type: optional(z.enum(['server_vad', 'semantic_vad'])),
  threshold: optional(z.number().min(0).max(1)),
  prefix_padding_ms: optional(z.number().min(0).max(10_000)),
  silence_duration_ms: optional(z.number().min(0).max(10_000)),
});

const streamVoiceParamsSchema = z.object({
  vid: optional(z.string().max(256)),
  vurl: optional(z.string().max(2048)),
  speed: optional(z.number().min(0.8).max(1.2)),
  pron_map: optional(z.record(z.string().min(1).max(200), z.string().max(200))),
  stt_language: optional(z.string().max(64)),
  stt_type: optional(z.enum(['openai_realtime'])),
  turn_detection: optional(turnDetectionSchema),
});

/** `data` of `set-params`. Unknown fields (clients add `knowledgeBaseId`) are accepted and left alone. */
export const setParamsSchema = z.object({
  vid: optional(z.string().max(256)),
  vurl: optional(z.string().max(2048)),
  lang: optional(z.string().regex(/^[A-Za-z]{2,3}([-_][A-Za-z0-9]{1,8})*$/, 'must be a language code')),
  mode: optional(z.union([z.literal(1), z.literal(2)], 'must be 1 or 2')),
  bgurl: optional(z.string().max(2048)),
  vparams: optional(streamVoiceParamsSchema),
});
export type SetParams = z.infer<typeof setParamsSchema>;

/** `data` of `set-action`; either field may be missing. */
export const setActionSchema = z.object({
  action: optional(z.enum(ACTIONS)),
  expression: optional(z.enum(EXPRESSIONS)),
});
export type SetAction = z.infer<typeof setActionSchema>;

export type StreamEvent = 'audio_start' | 'audio_end';

/** What the avatar sends. A command frame answers the command (or the chat) of the same `mid`. */
export type OutboundFrame =
  | {
      v: typeof STREAM_PROTOCOL_VERSION;
      type: 'chat';
      mid: string;
      idx: number;
      fin: boolean;
      /** `fin` once more, since one vendor sample reads it here. */
      pld: { from: 'bot' | 'user'; text: string; fin: boolean };
    }
  | {
      v: typeof STREAM_PROTOCOL_VERSION;
      type: 'command';
      mid?: string;
      pld: { cmd: string; code: number; msg: string };
    }
  | { v: typeof STREAM_PROTOCOL_VERSION; type: 'event'; mid: string; pld: { event: StreamEvent } };
