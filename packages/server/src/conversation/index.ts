export { createConversationFactory } from './create.js';
export type { ConversationKnowledge, KnowledgeBrief } from './knowledge-port.js';
export type {
  Conversation,
  ConversationContext,
  ConversationFactory,
  ConversationMode,
  Reply,
  Turn,
} from './port.js';
