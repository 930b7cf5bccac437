import type { FoundPassage } from '../knowledge/index-port.js';

/** What a knowledge base says about itself. */
export interface KnowledgeBrief {
  name: string;
  /** What the avatar says when the first client has joined; may be empty. */
  prologue: string;
  /** Instructions to the language model; may be empty. */
  prompt: string;
}

/**
 * What conversations need of knowledge bases. They are asked anew for each turn, since a base may change while a
 * session goes on. Whose base it is has been checked before.
 */
export interface ConversationKnowledge {
  /** Null when there is no such base any more. */
  brief(knowledgeId: string): Promise<KnowledgeBrief | null>;
  /** The `count` passages nearest to the question, best first. */
  search(knowledgeId: string, question: string, count: number): Promise<FoundPassage[]>;
  /** How near each of the texts is to the question in meaning, −1 to 1. */
  closeness(question: string, texts: readonly string[]): Promise<number[]>;
  /** A question may come soon: loads what answering it takes. Never throws. */
  warmUp(knowledgeId: string): void;
}
