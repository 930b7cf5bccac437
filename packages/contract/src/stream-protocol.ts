import { z } from 'zod';
import { ACTIONS, EXPRESSIONS } from './performance.js';
import { unsetIfEmpty } from './rest/common.js';
import { voiceParams } from './rest/session-create.js';

/** Stream protocol v2: the JSON frames that clients and the avatar exchange on the data channel. */
export const STREAM_PROTOCOL_VERSION = 2;

/** Frames from the avatar are never larger; official clients cut theirs at the same size. */
export const MAX_FRAME_BYTES = 960;

/** What every frame from a client looks like. Anything else is ignored without an answer. */
export const inboundFrameSchema = z.object({
  v: z.literal(STREAM_PROTOCOL_VERSION),
  type: z.enum(['chat', 'command']),
  mid: z.string().max(128).optional(),
  idx: z.int().min(0).max(4096).optional(),
  fin: z.boolean().optional(),
  pld: z.record(z.string(), z.unknown()),
});

export const chatPayloadSchema = z.object({ text: z.string() });

/** `data` is the documented name; one vendor sample writes `params`. */
export const commandPayloadSchema = z.object({
  cmd: z.string().max(64),
  data: z.unknown().optional(),
  params: z.unknown().optional(),
});

/** `voice_params` of the REST API, with the voice itself under the names that the stream protocol uses. */
const streamVoiceParamsSchema = voiceParams
  .pick({ speed: true, pron_map: true, stt_language: true, stt_type: true, turn_detection: true })
  .extend({ vid: unsetIfEmpty(z.string().max(200)), vurl: unsetIfEmpty(z.string().max(4096)) });

/** `data` of `set-params`. Unknown fields are accepted and left alone. */
export const setParamsSchema = z.object({
  vid: unsetIfEmpty(z.string().max(200)),
  vurl: unsetIfEmpty(z.string().max(4096)),
  lang: unsetIfEmpty(z.string().regex(/^[A-Za-z]{2,3}([-_][A-Za-z0-9]{1,8})*$/, 'must be a language code')),
  mode: unsetIfEmpty(z.union([z.literal(1), z.literal(2)], 'must be 1 or 2')),
  bgurl: unsetIfEmpty(z.string().max(4096)),
  /** Not documented, and sent by clients all the same. */
  knowledgeBaseId: unsetIfEmpty(z.string().max(200)),
  vparams: unsetIfEmpty(streamVoiceParamsSchema),
});
export type SetParams = z.infer<typeof setParamsSchema>;

/** `data` of `set-action`; either field may be missing. */
export const setActionSchema = z.object({
  action: unsetIfEmpty(z.enum(ACTIONS)),
  expression: unsetIfEmpty(z.enum(EXPRESSIONS)),
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
