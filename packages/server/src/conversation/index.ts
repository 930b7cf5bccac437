export { createConversation } from './create.js';
export type {
  Conversation,
  ConversationContext,
  ConversationFactory,
  ConversationMode,
  Reply,
} from './port.js';
