import { describe, expect, it } from 'vitest';
import { createConversationFactory } from './create.js';
import { ask } from './testing/ask.js';
import { ToldKnowledge } from './testing/told-knowledge.js';

const createConversation = createConversationFactory({
  languageModel: null,
  knowledge: new ToldKnowledge(),
  log: { warn() {} },
});
const retelling = () => createConversation(1, null);
const dialogue = () => createConversation(2, null);

describe('mode 1', () => {
  it.each(['Hello.', '  spaces \n and lines ', 'What is your name? 🙂'])('says %j as it is', async (text) => {
    expect((await ask(retelling(), text)).text).toBe(text);
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
    const { text, reply } = await ask(dialogue(), question);
    expect(text).toMatch(expected);
    expect(reply.offline?.()).toBe(true);
    expect(reply.sources()).toEqual([]);
  });

  it.each(['What is the capital of France?', 'Erzähl mir einen Witz', '42', 'Explain quantum physics'])(
    'does not pretend to know about %j, and says what to do',
    async (question) => {
      const { text } = await ask(dialogue(), question);
      expect(text).toContain('no language model');
      expect(text).toMatch(/mode one/);
    },
  );

  it.each(['What time is it?', 'What is the time now?'])('tells the time when asked %j', async (question) => {
    expect((await ask(dialogue(), question)).text).toMatch(/\d{1,2}:\d\d/);
  });

  it('varies what it says', async () => {
    const conversation = dialogue();
    const said = async (text: string) => (await ask(conversation, text)).text;
    expect(new Set([await said('Hello'), await said('Hello')]).size).toBe(2);
    expect(new Set([await said('foo'), await said('bar')]).size).toBe(2);
  });

  it('starts each session afresh', async () => {
    expect((await ask(dialogue(), 'Hello')).text).toBe((await ask(dialogue(), 'Hello')).text);
  });
});
