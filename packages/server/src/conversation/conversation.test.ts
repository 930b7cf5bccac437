import { describe, expect, it } from 'vitest';
import { createConversation } from './create.js';
import type { Conversation } from './port.js';

const context = { avatarName: 'Ava', voiceName: 'Ava Bright', language: 'en' };

async function answer(conversation: Conversation, text: string): Promise<string> {
  let whole = '';
  for await (const piece of conversation.reply({ text, history: [], context }, new AbortController().signal)
    .text)
    whole += piece;
  return whole;
}

describe('mode 1', () => {
  it.each(['Hello.', '  spaces \n and lines ', 'What is your name? 🙂'])('says %j as it is', async (text) => {
    expect(await answer(createConversation(1), text)).toBe(text);
  });
});

describe('mode 2 without a language model', () => {
  it.each([
    ['Hello!', /hello|hi/i],
    ['Hi, what is your name?', /Ava/],
    ['Who are you?', /Ava/],
    ['Tell me about your voice', /Ava Bright/],
    ['What can you do?', /say any text|retelling/],
    ['Who made you?', /Avatarium/],
    ['Are you a real person?', /not a person/],
    ['Thanks a lot', /welcome|pleasure/i],
    ['Goodbye', /goodbye|soon/i],
    ['How are you?', /.+/],
  ])('answers %j about itself', async (question, expected) => {
    expect(await answer(createConversation(2), question)).toMatch(expected);
  });

  it.each(['What is the capital of France?', 'Erzähl mir einen Witz', '42', 'Explain quantum physics'])(
    'does not pretend to know about %j, and says what to do',
    async (question) => {
      const said = await answer(createConversation(2), question);
      expect(said).toContain('no language model');
      expect(said).toMatch(/mode one/);
    },
  );

  it('tells the time', async () => {
    expect(await answer(createConversation(2), 'What time is it?')).toMatch(/\d{1,2}:\d\d/);
  });

  it('varies what it says', async () => {
    const conversation = createConversation(2);
    const greetings = [await answer(conversation, 'Hello'), await answer(conversation, 'Hello')];
    expect(new Set(greetings).size).toBe(2);
    const shrugs = [await answer(conversation, 'foo'), await answer(conversation, 'bar')];
    expect(new Set(shrugs).size).toBe(2);
  });

  it('starts each session afresh', async () => {
    expect(await answer(createConversation(2), 'Hello')).toBe(await answer(createConversation(2), 'Hello'));
  });
});
