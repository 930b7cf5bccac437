import type { Avatar, CreateSession, EndReason, Session, Voice } from '../api/types.js';
import type { MicState } from './microphone.js';
import type { Picture } from './room.js';
import type { Figures } from './stats.js';
import { emptyTranscript, type Transcript } from './transcript.js';

type Phase = 'idle' | 'creating' | 'queued' | 'joining' | 'live' | 'ending' | 'ended';

export interface StartPlan {
  request: CreateSession;
  avatar: Avatar;
  voice?: Voice;
  /** What the console sends as soon as the avatar can be heard; empty sends nothing. */
  greeting: string;
}

/** Why it is over. `server-gone` and `lost` are the page's own findings, the others the server's. */
export interface SessionEnd {
  reason: EndReason | 'replaced' | 'lost' | 'server-gone';
  /** This page asked for it. */
  byMe: boolean;
  /** The server's own words about a failure. */
  detail?: string;
  /** How long it ran, ms. */
  lengthMs?: number;
}

interface FrameLogEntry {
  id: number;
  at: number;
  direction: 'out' | 'in';
  json: string;
}

export interface LiveState {
  phase: Phase;
  plan?: StartPlan;
  /** 1: the avatar says what it is sent; 2: it answers. */
  mode: 1 | 2;
  session?: Session;
  /** What is speaking; undefined for one that the catalogue does not know. */
  voiceId?: string;
  /** Milliseconds since 1970, on this machine's clock. */
  startedAtMs?: number;
  durationS?: number;
  reconnecting: boolean;
  video?: Picture;
  soundBlocked: boolean;
  muted: boolean;
  mic: MicState;
  transcript: Transcript;
  figures: Figures;
  /** The last minute, oldest first. */
  history: Figures[];
  /** From pressing start to the first picture, ms. */
  firstPictureMs?: number;
  /** From sending the last text to the first sound, ms. */
  replyMs?: number;
  frames: FrameLogEntry[];
  end?: SessionEnd;
}

export const idleState: LiveState = {
  phase: 'idle',
  plan: undefined,
  mode: 1,
  session: undefined,
  voiceId: undefined,
  startedAtMs: undefined,
  durationS: undefined,
  reconnecting: false,
  video: undefined,
  soundBlocked: false,
  muted: false,
  mic: { status: 'off' },
  transcript: emptyTranscript,
  figures: {},
  history: [],
  firstPictureMs: undefined,
  replyMs: undefined,
  frames: [],
  end: undefined,
};
