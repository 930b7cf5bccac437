import { setTimeout as delay } from 'node:timers/promises';

export interface ChatManner {
  /** Milliseconds to the first token, and tokens a second after it. */
  firstTokenMs: number;
  tokensPerS: number;
  /** What is answered; by default it repeats what the user said last. */
  answer(messages: readonly ChatMessage[]): string;
  /** What a reasoning model thinks before it answers; sent as `reasoning_content`. */
  reasoning?: string;
}

export interface ChatMessage {
  role: string;
  content: string;
}

export const CHAT_MANNER: ChatManner = {
  firstTokenMs: 0,
  tokensPerS: Number.POSITIVE_INFINITY,
  answer: (messages) => `You said: ${messages.findLast(({ role }) => role === 'user')?.content ?? 'nothing'}`,
};

/** A reply as server-sent events of chat completion chunks, token by token on the clock that `manner` says. */
export async function* chatEvents(
  model: string,
  messages: readonly ChatMessage[],
  manner: ChatManner,
): AsyncIterable<string> {
  const startMs = performance.now();
  if (manner.firstTokenMs > 0) await delay(manner.firstTokenMs);
  const chunk = (delta: object, finish: string | null = null) => {
    const choices = [{ index: 0, delta, logprobs: null, finish_reason: finish }];
    const head = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1_700_000_000, model };
    return `data: ${JSON.stringify({ ...head, choices })}\n\n`;
  };
  yield chunk({ role: 'assistant', content: '' });
  if (manner.reasoning) yield chunk({ reasoning_content: manner.reasoning });
  const tokens = manner.answer(messages).match(/\s*\S{1,6}/gu) ?? [];
  for (const [at, content] of tokens.entries()) {
    const dueMs = startMs + manner.firstTokenMs + (at * 1000) / manner.tokensPerS;
    const waitMs = dueMs - performance.now();
    if (waitMs > 0) await delay(waitMs);
    yield chunk({ content });
  }
  yield chunk({}, 'stop');
  yield 'data: [DONE]\n\n';
}
