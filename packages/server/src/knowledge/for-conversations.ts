import type { ConversationKnowledge } from '../conversation/knowledge-port.js';
import type { KnowledgeStore } from '../storage/knowledge-port.js';
import type { Embedder } from './embedding/embedder.js';
import type { KnowledgeIndex } from './index-port.js';
import type { SystemBase } from './system-base.js';

/** The side of knowledge bases that conversations see. */
export function createConversationKnowledge(deps: {
  store: Pick<KnowledgeStore, 'brief'>;
  index: KnowledgeIndex;
  embedder: Pick<Embedder, 'embed'>;
  systemBases: readonly SystemBase[];
}): ConversationKnowledge {
  const { store, index, embedder, systemBases } = deps;
  return {
    async brief(knowledgeId) {
      const system = systemBases.find(({ id }) => id === knowledgeId);
      return system ?? store.brief(knowledgeId);
    },
    search: (knowledgeId, question, count) => index.search(knowledgeId, question, count),
    async closeness(question, texts) {
      const [asked, ...vectors] = await Promise.all(
        [question, ...texts].map((text) => embedder.embed(text, true)),
      );
      // Of length 1 all of them: the cosine is the dot product.
      return vectors.map((vector) => vector.reduce((sum, value, at) => sum + value * (asked?.[at] ?? 0), 0));
    },
    warmUp(knowledgeId) {
      // What it finds is no matter: the model and the vectors of the base are there then.
      index.search(knowledgeId, 'Hello', 1).catch(() => {});
    },
  };
}
