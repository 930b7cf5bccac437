export { createConversation } from './create.js';
export type {
  Conversation,
  ConversationContext,
  ConversationFactory,
  ConversationMode,
  Reply,
  Turn,
} from './port.js';
