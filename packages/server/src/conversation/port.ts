import type { SpeechRequest } from '../speech/tts/port.js';

/** What a chat message becomes: text that the avatar is going to say. */
export interface Reply {
  /** Streams in as it is made; a dialogue model streams tokens, retelling yields the text at once. */
  text: AsyncIterable<string>;
}

export interface ConversationContext {
  avatarName: string;
  voiceName: string;
  language: string;
}

/**
 * Turns what a client says into what the avatar says. One object a session. Mode 1 (retelling) answers with
 * the text itself; mode 2 (dialogue) with an answer of its own.
 */
export interface Conversation {
  reply(text: string, context: ConversationContext, signal: AbortSignal): Reply;
}

export type VoiceChoice = Omit<SpeechRequest, 'text' | 'signal'>;
