import type { Message } from '../../speech/llm/port.js';

/** What a language model is told of the conversation so far. */
const BUDGET = { messages: 24, chars: 6000 };

/** The conversation as a language model takes it: turn by turn, a person first. */
export interface CutHistory {
  /** What the avatar said before anybody spoke to it; empty when that was nothing, or long ago. */
  opening: string;
  messages: Message[];
}

/** The newest messages that fit into the budget. Of one that is too long by itself the end is kept. */
function newest(history: readonly Message[]): Message[] {
  const kept: Message[] = [];
  let left = BUDGET.chars;
  for (const message of history.slice(-BUDGET.messages).reverse()) {
    if (message.content.length > left) {
      if (kept.length === 0) {
        kept.unshift({ ...message, content: `… ${message.content.slice(-left).replace(/\p{Cs}/gu, '')}` });
      }
      break;
    }
    left -= message.content.length;
    kept.unshift(message);
  }
  return kept;
}

/** Many models refuse two messages of the same side in a row. */
function merged(messages: readonly Message[]): Message[] {
  const turns: Message[] = [];
  for (const { role, content } of messages) {
    const last = turns.at(-1);
    if (last?.role === role) {
      last.content += `\n${content}`;
    } else {
      turns.push({ role, content });
    }
  }
  return turns;
}

export function cutHistory(history: readonly Message[]): CutHistory {
  const spoken = history.filter(({ role, content }) => role !== 'system' && content.trim() !== '');
  const kept = newest(spoken);
  const turns = merged(kept);
  // Many models refuse a conversation that they begin themselves.
  const first = turns[0]?.role === 'assistant' ? turns.shift() : undefined;
  return { opening: kept.length === spoken.length ? (first?.content ?? '') : '', messages: turns };
}
