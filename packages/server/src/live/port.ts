import type { VideoSettings } from '../transports/port.js';
import type { TurnTimings } from './turn-timings.js';

/** `voice_params` of the contract, as far as a live session acts on them; names as on the wire. */
export interface VoiceParams {
  speed?: number;
  pron_map?: Record<string, string>;
  stt_language?: string;
  stt_type?: string;
  turn_detection?: {
    type?: 'server_vad' | 'semantic_vad';
    threshold?: number;
    prefix_padding_ms?: number;
    silence_duration_ms?: number;
  };
}

/** A caller's own account at ElevenLabs; names as on the wire. */
export interface OwnElevenLabs {
  api_key: string;
  model_id?: string;
  stability?: number;
  similarity_boost?: number;
  style?: number;
  use_speaker_boost?: boolean;
}

export interface LiveSessionOptions {
  sessionId: string;
  /** Whose uploaded files it may show. */
  accountId: string;
  room: {
    url: string;
    /** The avatar's own token. */
    token: string;
    /** The avatar says what the agent in this room streams in, and nothing else. */
    speechFromAgent?: boolean;
  };
  avatarId: string;
  voiceId: string;
  language: string;
  mode: 1 | 2;
  /** The knowledge base that answers come from; null for none. */
  knowledgeId: string | null;
  /** What the avatar says when the first client has joined; empty for nothing. */
  prologue: string;
  backgroundUrl?: string;
  voiceParams: VoiceParams;
  /** With it any voice of that account may be chosen. */
  elevenLabs?: OwnElevenLabs;
  video: VideoSettings;
}

export interface LiveSessionEvents {
  /** The number of clients in the room has changed. */
  clients: [count: number];
  /** It cannot go on: transport lost, renderer dead. It has cleaned up after itself. */
  failed: [error: Error];
  /** The avatar has begun to answer. */
  turn: [timings: TurnTimings];
}

/** One avatar in one room. Made by a factory in the composition root, driven by the worker. */
export interface LiveSession {
  on<E extends keyof LiveSessionEvents>(event: E, listener: (...args: LiveSessionEvents[E]) => void): void;
  /** Resolves when the avatar is in the room with both tracks published. */
  start(): Promise<void>;
  /** Says goodbye to the room and frees everything. Idempotent; ends within 3 s. */
  close(): Promise<void>;
}

export type LiveSessionFactory = (options: LiveSessionOptions) => LiveSession;
