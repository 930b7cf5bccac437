import type { LanguageModel, Message } from '../../speech/llm/port.js';
import { ProviderError, type ProviderFault } from '../../speech/provider-error.js';
import type { Source } from '../../transcripts/port.js';
import type { KnowledgeBrief } from '../knowledge-port.js';
import type { Conversation, Reply, Turn } from '../port.js';
import { cutHistory } from './history.js';
import { lookUp, sourcesOf } from './lookup.js';
import { createOfflineAnswers, type OfflineDeps } from './offline-answers.js';
import { type Found, systemPrompt, turnPrompt } from './prompt.js';
import { speakable } from './speakable.js';

/** A passage with less is not worth a model's time; what a model makes of the others is its own judgement. */
const NEAR_SCORE = 0.24;
const PASSAGES = 5;

const FAULTS: Record<ProviderFault, string> = {
  unreachable: 'The language model cannot be reached',
  refused: 'The language model does not take our requests',
  busy: 'The language model is too busy',
  broken: 'The language model broke off its answer',
};

/** In place of a base that cannot be read: what is not known is still not made up. */
const UNREAD: KnowledgeBrief = { name: 'documents', prologue: '', prompt: '' };

/** Said when an answer breaks off after it has begun. */
const BROKEN_OFF = ' … I am sorry, I have lost my thread here.';

export interface ModelDeps extends OfflineDeps {
  model: LanguageModel;
}

/**
 * Answers by a language model, from the passages of the session's knowledge base that are nearest to each turn.
 * When the model fails, an offline answer is given in its place, and said to be one.
 */
export function createModelAnswers(deps: ModelDeps): Conversation {
  const { model, knowledge, knowledgeId, log } = deps;
  const offline = createOfflineAnswers(deps);

  async function find(turn: Turn): Promise<Found> {
    if (knowledgeId === null) {
      return [];
    }
    try {
      const passages = await lookUp(knowledge, knowledgeId, turn, PASSAGES);
      return passages.filter(({ score }) => score >= NEAR_SCORE);
    } catch (error) {
      log.warn({ err: error }, 'a knowledge base could not be searched');
      return 'unreadable';
    }
  }

  /** Null without a base, or with one that is gone. */
  async function brief(): Promise<KnowledgeBrief | null> {
    if (knowledgeId === null) {
      return null;
    }
    try {
      return await knowledge.brief(knowledgeId);
    } catch (error) {
      log.warn({ err: error }, 'a knowledge base could not be read');
      return UNREAD;
    }
  }

  function messagesFor(turn: Turn, found: Found, base: KnowledgeBrief | null): Message[] {
    const { opening, messages } = cutHistory(turn.history);
    const content = base ? turnPrompt(turn.text, found) : turn.text;
    // Two in a row of the same side are one: the last was left unanswered.
    const unanswered = messages.at(-1)?.role === 'user' ? messages.pop() : undefined;
    return [
      { role: 'system', content: systemPrompt(turn.context, base, opening) },
      ...messages,
      { role: 'user', content: unanswered ? `${unanswered.content}\n\n${content}` : content },
    ];
  }

  /** What went wrong, for the log and for the client. */
  function problemOf(error: ProviderError): string {
    log.warn(
      { provider: error.provider, fault: error.fault, cause: error.message },
      'the language model failed',
    );
    return FAULTS[error.fault];
  }

  return {
    reply(turn, signal) {
      let sources: Source[] = [];
      let inPlace: Reply | null = null;
      let problem: string | null = null;

      async function* text(): AsyncIterable<string> {
        const [found, base] = await Promise.all([find(turn), brief()]);
        if (signal.aborted) {
          return;
        }
        sources = base && found !== 'unreadable' ? sourcesOf(found) : [];
        let said = false;
        try {
          for await (const piece of speakable(model.reply(messagesFor(turn, found, base), signal))) {
            said = true;
            yield piece;
          }
          if (!said && !signal.aborted) {
            throw new ProviderError(model.name, 'broken', 'the answer is empty');
          }
        } catch (error) {
          if (signal.aborted) {
            return;
          }
          if (!(error instanceof ProviderError)) {
            throw error;
          }
          problem = problemOf(error);
          if (said) {
            yield BROKEN_OFF;
            return;
          }
          inPlace = offline.reply(turn, signal);
          yield `${problem}, so this is an offline answer. `;
          yield* inPlace.text;
        }
      }

      return {
        text: text(),
        sources: () => inPlace?.sources() ?? sources,
        offline: () => inPlace !== null,
        problem: () => problem,
      };
    },
    warmUp() {
      model.warmUp();
      offline.warmUp();
    },
  };
}
