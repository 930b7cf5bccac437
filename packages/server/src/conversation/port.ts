import type { Message } from '../speech/llm/port.js';
import type { Source } from '../transcripts/port.js';

/** What the avatar answers. */
export interface Reply {
  /** Streams in as it is made, in pieces of any size that join up to the whole. Rejects when none can be made. */
  text: AsyncIterable<string>;
  /** What it stands on; known once the first piece of text is there. */
  sources(): readonly Source[];
  /** True for an answer that no language model has made; known once the first piece of text is there. */
  offline?(): boolean;
  /** What kept it from being the answer it should have been, in words for the client; known when the text has ended. */
  problem?(): string | null;
}

export interface ConversationContext {
  avatarName: string;
  voiceName: string;
  /** BCP 47. */
  language: string;
}

export interface Turn {
  text: string;
  /** What was really said before, oldest first, without this turn. */
  history: readonly Message[];
  context: ConversationContext;
}

/**
 * Turns what a client says into what the avatar says. One object a session and mode. Mode 1 (retelling) answers
 * with the text itself; mode 2 (dialogue) with an answer of its own.
 */
export interface Conversation {
  /** `signal`: the reply is no longer wanted; it ends, or goes unread. */
  reply(turn: Turn, signal: AbortSignal): Reply;
  /** What comes next may be near: opens connections. Never throws. */
  warmUp(): void;
}

export type ConversationMode = 1 | 2;

/** Made anew for each session and mode. `knowledgeId`: the base of the session, checked before; null for none. */
export type ConversationFactory = (mode: ConversationMode, knowledgeId: string | null) => Conversation;
