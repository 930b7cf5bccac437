import type { FoundPassage } from '../../knowledge/index-port.js';
import type { Source } from '../../transcripts/port.js';
import type { ConversationKnowledge } from '../knowledge-port.js';
import type { Conversation, Turn } from '../port.js';
import { AboutItself } from './about-itself.js';
import { lookUp, sourcesOf } from './lookup.js';
import { quote, spokenName } from './quote.js';

/** With so much a passage is about the question in nearly every case. */
const SURE_SCORE = 0.45;
/** With less it hardly ever is; between the two it is offered for what it is. */
const NEAR_SCORE = 0.3;
const PASSAGES = 3;

export interface OfflineDeps {
  knowledge: ConversationKnowledge;
  /** Null for a session without a base. */
  knowledgeId: string | null;
  /** Why no language model answers, as the beginning of a sentence. */
  noModel: string;
  log: { warn(details: object, message: string): void };
}

/**
 * Answers without a language model. In this order: what the session's knowledge base says, quoted and with its
 * source; what the avatar can tell about itself; that it does not know.
 */
export function createOfflineAnswers({ knowledge, knowledgeId, noModel, log }: OfflineDeps): Conversation {
  const aboutItself = new AboutItself();

  async function look(turn: Turn): Promise<FoundPassage | null> {
    if (knowledgeId === null) {
      return null;
    }
    try {
      return (await lookUp(knowledge, knowledgeId, turn, PASSAGES))[0] ?? null;
    } catch (error) {
      log.warn({ err: error }, 'a knowledge base could not be searched');
      return null;
    }
  }

  async function answer(turn: Turn, cite: (sources: Source[]) => void): Promise<string> {
    const found = await look(turn);
    const score = found?.score ?? -1;
    const situation = { ...turn.context, noModel };
    const aboutMe = score < SURE_SCORE ? aboutItself.answer(turn.text, situation) : null;
    if (aboutMe !== null) {
      return aboutMe;
    }
    if (!found || score < NEAR_SCORE) {
      return knowledgeId === null
        ? aboutItself.shrug(situation)
        : `I find nothing about that in what I know. ${noModel}, so I can only look things up. Other words may help.`;
    }
    const name = spokenName(found.source.name);
    const words = await quote(knowledge, turn.text, found);
    cite(sourcesOf([found]));
    return score < SURE_SCORE
      ? `I am not sure that this is what you mean. From ${name}: ${words}`
      : `From ${name}: ${words}`;
  }

  return {
    reply(turn, signal) {
      let sources: Source[] = [];
      const cite = (cited: Source[]) => {
        sources = cited;
      };
      return {
        text: (async function* () {
          const text = await answer(turn, cite);
          if (!signal.aborted) {
            yield text;
          }
        })(),
        sources: () => sources,
        offline: () => true,
      };
    },
    warmUp() {
      if (knowledgeId !== null) {
        knowledge.warmUp(knowledgeId);
      }
    },
  };
}
