import type { Message } from '../../speech/llm/port.js';
import type { Conversation, Reply } from '../port.js';

export const CONTEXT = { avatarName: 'Ava', voiceName: 'Ava Bright', language: 'en-US' };

/** The whole answer to a text, and what the reply says about it. */
export async function ask(
  conversation: Conversation,
  text: string,
  history: readonly Message[] = [],
): Promise<{ text: string; reply: Reply }> {
  const reply = conversation.reply({ text, history, context: CONTEXT }, new AbortController().signal);
  let whole = '';
  for await (const piece of reply.text) {
    whole += piece;
  }
  return { text: whole, reply };
}
