import type { Conversation, ConversationMode } from './port.js';
import { createRetelling } from './retelling.js';
import { createSelfDescription } from './self-description.js';

/** The conversation of a mode, on a server without a language model. */
export function createConversation(mode: ConversationMode): Conversation {
  return mode === 1 ? createRetelling() : createSelfDescription();
}
