import type { FoundPassage } from '../../knowledge/index-port.js';
import type { ConversationKnowledge, KnowledgeBrief } from '../knowledge-port.js';

const BRIEF: KnowledgeBrief = { name: 'Hotel', prologue: 'Welcome!', prompt: '' };

/** A passage as a search finds it. */
export function passage(text: string, score: number, name = 'handbook.pdf'): FoundPassage {
  return { text, score, source: { name, url: `https://hotel.example/${name}` } };
}

/** Knowledge that finds what it is told to, and keeps what it was asked. */
export class ToldKnowledge implements ConversationKnowledge {
  readonly asked: string[] = [];
  /** By a part of the question; under '' for every other. */
  found: Record<string, FoundPassage[]> = {};
  base: KnowledgeBrief | null = BRIEF;
  failure: Error | null = null;

  async brief(): Promise<KnowledgeBrief | null> {
    return this.base;
  }

  async search(_knowledgeId: string, question: string, count: number): Promise<FoundPassage[]> {
    this.asked.push(question);
    if (this.failure) {
      throw this.failure;
    }
    const part = Object.keys(this.found).find((key) => key !== '' && question.includes(key)) ?? '';
    return (this.found[part] ?? []).slice(0, count);
  }

  /** By the words that a text shares with the question. */
  async closeness(question: string, texts: readonly string[]): Promise<number[]> {
    const words = new Set(question.toLowerCase().match(/\w+/g));
    return texts.map(
      (text) =>
        (text.toLowerCase().match(/\w+/g) ?? []).filter((word) => words.has(word)).length / words.size,
    );
  }

  warmUp(): void {}
}
