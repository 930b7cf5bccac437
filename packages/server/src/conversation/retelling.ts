import type { Conversation } from './port.js';

/** Mode 1: the avatar says the text as it is. */
export function createRetelling(): Conversation {
  return {
    reply: ({ text }) => ({
      text: (async function* () {
        yield text;
      })(),
      sources: () => [],
    }),
    warmUp() {},
  };
}
