import { describe, expect, it } from 'vitest';
import { ask } from '../testing/ask.js';
import { passage, ToldKnowledge } from '../testing/told-knowledge.js';
import { createOfflineAnswers } from './offline-answers.js';

const BREAKFAST = passage(
  'Breakfast\nBreakfast is laid out in the Garden Room between 6:30 and 10:00.',
  0.6,
  'guest_handbook.pdf',
);
const LONG = `House rules\n${[
  'Guests are asked to be quiet after ten in the evening.',
  'Bicycles stand in the shed beside the garage, and the key to it hangs at the desk.',
  'The lift is serviced on the first Monday of a month, between nine and eleven in the morning.',
  'Towels are changed every other day.',
  'The sauna in the cellar is heated from four to nine, and towels for it lie at its door.',
  'Pianos may be played until nine.',
].join(' ')}`;

function open() {
  const knowledge = new ToldKnowledge();
  const warnings: string[] = [];
  const conversation = createOfflineAnswers({
    knowledge,
    knowledgeId: 'hotel',
    noModel: 'There is no language model here',
    log: { warn: (_details, message) => warnings.push(message) },
  });
  return { knowledge, conversation, warnings };
}

describe('answers without a language model', () => {
  it('quote the knowledge base, and say where it stands', async () => {
    const { knowledge, conversation } = open();
    knowledge.found = { '': [BREAKFAST] };
    const { text, reply } = await ask(conversation, 'When is breakfast?');
    expect(text).toBe(
      'From guest handbook: Breakfast is laid out in the Garden Room between 6:30 and 10:00.',
    );
    expect(reply.sources()).toEqual([BREAKFAST.source]);
    expect(reply.offline?.()).toBe(true);
  });

  it('say of a long passage what answers the question', async () => {
    const { knowledge, conversation } = open();
    knowledge.found = { '': [passage(LONG, 0.6)] };
    const { text } = await ask(conversation, 'When is the sauna heated?');
    expect(text).toContain('The sauna in the cellar is heated from four to nine');
    expect(text).not.toContain('Bicycles');
    expect(text.length).toBeLessThan(400);
  });

  it('say so when they are not sure', async () => {
    const { knowledge, conversation } = open();
    knowledge.found = { '': [{ ...BREAKFAST, score: 0.35 }] };
    expect((await ask(conversation, 'Do you sell sandwiches?')).text).toMatch(
      /^I am not sure that this is what you mean\. From guest handbook: /,
    );
  });

  it('own up when nothing is near', async () => {
    const { knowledge, conversation } = open();
    knowledge.found = { '': [{ ...BREAKFAST, score: 0.2 }] };
    const { text, reply } = await ask(conversation, 'Who won the world cup?');
    expect(text).toContain('I find nothing about that');
    expect(text).toContain('There is no language model here');
    expect(reply.sources()).toEqual([]);
  });

  it('know small talk from questions, and questions from small talk', async () => {
    const { knowledge, conversation } = open();
    knowledge.found = { '': [{ ...BREAKFAST, score: 0.4 }] };
    expect((await ask(conversation, 'How are you?')).text).not.toContain('breakfast');
    knowledge.found = { '': [BREAKFAST] };
    expect((await ask(conversation, 'Hello, what time is breakfast?')).text).toContain('From guest handbook');
  });

  it('go on with what was asked before', async () => {
    const { knowledge, conversation } = open();
    const parking = passage('Parking\nA place in the courtyard costs 18 euros a night.', 0.5);
    knowledge.found = { 'park my car': [parking], '': [{ ...BREAKFAST, score: 0.31 }] };
    const history = [
      { role: 'user' as const, content: 'Where can I park my car?' },
      { role: 'assistant' as const, content: 'In the courtyard.' },
      { role: 'user' as const, content: 'And at night?' },
      { role: 'assistant' as const, content: 'There too.' },
    ];
    expect((await ask(conversation, 'And how much is it?', history)).text).toContain('18 euros');
  });

  it('go on without a knowledge base that cannot be read', async () => {
    const { knowledge, conversation, warnings } = open();
    knowledge.failure = new Error('the thread has died');
    expect((await ask(conversation, 'Hello')).text).toContain('Ava');
    expect(warnings).toEqual(['a knowledge base could not be searched']);
  });

  it('end when they are not wanted any more', async () => {
    const { conversation } = open();
    const abort = new AbortController();
    const turn = { text: 'Hello', history: [], context: { avatarName: 'A', voiceName: 'A', language: 'en' } };
    const { text } = conversation.reply(turn, abort.signal);
    abort.abort();
    const pieces = [];
    for await (const piece of text) {
      pieces.push(piece);
    }
    expect(pieces).toEqual([]);
  });
});
