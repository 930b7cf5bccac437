import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LanguageModel, Message } from './port.js';

const QUESTION: Message[] = [
  { role: 'system', content: 'You are a friendly host. Answer in one or two short sentences.' },
  { role: 'user', content: 'Please name three colours of the rainbow.' },
];

/** What every language model must do. */
export function describeLanguageModel(name: string, create: () => LanguageModel): void {
  describe(`${name} as a language model`, () => {
    let model: LanguageModel;
    beforeAll(() => {
      model = create();
    });
    afterAll(() => model.close());

    async function ask(signal = new AbortController().signal): Promise<string[]> {
      const pieces: string[] = [];
      for await (const piece of model.reply(QUESTION, signal)) pieces.push(piece);
      return pieces;
    }

    it('has a name', () => {
      expect(model.name).not.toBe('');
    });

    it('answers in pieces, none of which is empty', async () => {
      const pieces = await ask();
      expect(pieces.length).toBeGreaterThan(1);
      expect(pieces.every((piece) => piece !== '')).toBe(true);
      expect(pieces.join('')).toMatch(/\p{L}/u);
      expect(pieces.join('')).not.toMatch(/^\s|<think/);
    });

    it('ends early and without an error when aborted', async () => {
      const abort = new AbortController();
      const pieces: string[] = [];
      for await (const piece of model.reply(QUESTION, abort.signal)) {
        pieces.push(piece);
        abort.abort();
      }
      expect(pieces).toHaveLength(1);
    });

    it('says nothing when it was aborted before', async () => {
      expect(await ask(AbortSignal.abort())).toEqual([]);
    });

    it('answers side by side', async () => {
      const replies = await Promise.all([ask(), ask(), ask()]);
      for (const reply of replies) expect(reply.join('')).not.toBe('');
    });

    it('warms up without an error', () => {
      expect(() => model.warmUp()).not.toThrow();
    });
  });
}
