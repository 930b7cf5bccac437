import type { FoundPassage } from '../../knowledge/index-port.js';
import type { Source } from '../../transcripts/port.js';
import type { ConversationKnowledge } from '../knowledge-port.js';
import type { Turn } from '../port.js';

/** What begins with these goes on with what was said before. */
const CONNECTIVE = /^\W*(and|but|or|so|also|then|what about|how about|tell me more|go on)\b/i;
/** Words that stand for what was said before. */
const REFERENCE = /\b(it|its|they|them|their|this|that|these|those|there|ones?|he|she|him|her|his)\b/i;
/** So short a question names nothing. */
const SHORT_WORDS = 3;
/** Questions that a follow-up is looked up with. */
const MAX_EARLIER = 2;
const MAX_QUERY_CHARS = 600;

function isFollowUp(text: string): boolean {
  return CONNECTIVE.test(text) || REFERENCE.test(text) || text.trim().split(/\s+/).length <= SHORT_WORDS;
}

/**
 * What to search for: the question, and, where it may go on with what was asked before, both together ("And how
 * much is it?" names nothing to be found).
 */
function searchQueries({ text, history }: Pick<Turn, 'text' | 'history'>): string[] {
  if (!isFollowUp(text)) {
    return [text];
  }
  const asked = history.filter(({ role }) => role === 'user').map(({ content }) => content);
  const earlier: string[] = [];
  for (const question of asked.reverse().slice(0, MAX_EARLIER)) {
    earlier.unshift(question);
    if (!isFollowUp(question)) {
      break;
    }
  }
  return earlier.length === 0 ? [text] : [text, `${earlier.join(' ').slice(-MAX_QUERY_CHARS)} ${text}`];
}

/** The `count` passages nearest to what a turn asks, best first. */
export async function lookUp(
  knowledge: Pick<ConversationKnowledge, 'search'>,
  knowledgeId: string,
  turn: Pick<Turn, 'text' | 'history'>,
  count: number,
): Promise<FoundPassage[]> {
  const found = await Promise.all(
    searchQueries(turn).map((query) => knowledge.search(knowledgeId, query, count)),
  );
  const best = new Map<string, FoundPassage>();
  for (const passage of found.flat()) {
    const key = `${passage.source.url} ${passage.source.name} ${passage.text}`;
    const known = best.get(key);
    if (!known || known.score < passage.score) {
      best.set(key, passage);
    }
  }
  return [...best.values()].sort((a, b) => b.score - a.score).slice(0, count);
}

/** Where passages come from, each place once. */
export function sourcesOf(passages: readonly FoundPassage[]): Source[] {
  const byPlace = new Map(passages.map(({ source }) => [`${source.url} ${source.name}`, source]));
  return [...byPlace.values()];
}
