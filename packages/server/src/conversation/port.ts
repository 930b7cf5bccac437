/** What a chat message becomes: text that the avatar is going to say. */
export interface Reply {
  /**
   * Streams in as it is made, in pieces that can be spoken on their own: a sentence or more. The pieces join up
   * to the whole reply, spaces included. Rejects when no reply can be made.
   */
  text: AsyncIterable<string>;
}

export interface ConversationContext {
  avatarName: string;
  voiceName: string;
  /** BCP 47. */
  language: string;
}

/**
 * Turns what a client says into what the avatar says. One object a session and mode. Mode 1 (retelling) answers
 * with the text itself; mode 2 (dialogue) with an answer of its own.
 */
export interface Conversation {
  /** `signal`: the reply is no longer wanted; it ends, or goes unread. */
  reply(text: string, context: ConversationContext, signal: AbortSignal): Reply;
}

export type ConversationMode = 1 | 2;

/** Made anew for each session and mode. */
export type ConversationFactory = (mode: ConversationMode) => Conversation;
