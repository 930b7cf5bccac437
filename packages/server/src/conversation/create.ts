import type { LanguageModel } from '../speech/llm/port.js';
import { createModelAnswers } from './answering/model-answers.js';
import { createOfflineAnswers } from './answering/offline-answers.js';
import type { ConversationKnowledge } from './knowledge-port.js';
import type { ConversationFactory } from './port.js';
import { createRetelling } from './retelling.js';

export interface ConversationDeps {
  /** Null on a server that has none. */
  languageModel: LanguageModel | null;
  knowledge: ConversationKnowledge;
  log: { warn(details: object, message: string): void };
}

/** Makes the conversations of a server, each anew for a session, a mode and a knowledge base. */
export function createConversationFactory({
  languageModel: model,
  knowledge,
  log,
}: ConversationDeps): ConversationFactory {
  return (mode, knowledgeId) => {
    if (mode === 1) {
      return createRetelling();
    }
    const shared = { knowledge, knowledgeId, log };
    return model
      ? createModelAnswers({ ...shared, model, noModel: 'My language model does not answer right now' })
      : createOfflineAnswers({ ...shared, noModel: 'This server has no language model connected yet' });
  };
}
