import { describe, expect, it } from 'vitest';
import type { Message } from '../../speech/llm/port.js';
import { ProviderError } from '../../speech/provider-error.js';
import { ask, CONTEXT } from '../testing/ask.js';
import { ScriptedModel } from '../testing/scripted-model.js';
import { passage, ToldKnowledge } from '../testing/told-knowledge.js';
import { createModelAnswers } from './model-answers.js';

const POOL = passage('Pool\nThe pool on the roof opens at seven.', 0.6, 'pool.md');
const GYM = passage('Gym\nThe gym is open day and night.', 0.3);
const FAR = passage('Smoking\nOn the terrace only.', 0.1, 'smoking.md');

function open(knowledgeId: string | null = 'hotel') {
  const knowledge = new ToldKnowledge();
  const model = new ScriptedModel();
  const warnings: object[] = [];
  const conversation = createModelAnswers({
    model,
    knowledge,
    knowledgeId,
    noModel: 'My language model does not answer',
    log: { warn: (details) => warnings.push(details) },
  });
  const asked = (): { system: string; turns: Message[]; last: string } => {
    const [system, ...turns] = model.asked.at(-1) ?? [];
    return { system: system?.content ?? '', turns, last: turns.at(-1)?.content ?? '' };
  };
  return { knowledge, model, conversation, warnings, asked };
}

const said = (role: 'user' | 'assistant', content: string): Message => ({ role, content });

describe('answers of a language model', () => {
  it('come as they stream in, cleaned of what cannot be said', async () => {
    const { model, conversation } = open(null);
    model.pieces = ['<think>Hm.</think>', '**Hello** ', 'to [you](https://x.example) ', '🎉 all.'];
    const { text, reply } = await ask(conversation, 'Hi');
    expect(text).toBe('Hello to you all.');
    expect(reply.offline?.()).toBe(false);
    expect(reply.problem?.()).toBeNull();
    expect(reply.sources()).toEqual([]);
  });

  it('are asked for with who the avatar is, its language and how speech goes', async () => {
    const { conversation, asked } = open(null);
    await ask(conversation, 'Hi');
    expect(asked().system).toContain('You are Ava');
    expect(asked().system).toContain('Answer in American English');
    expect(asked().system).toMatch(/no Markdown/);
    expect(asked().turns).toEqual([said('user', 'Hi')]);
  });

  it('stand on the passages near the question, and tell their sources', async () => {
    const { knowledge, conversation, asked } = open();
    knowledge.base = { name: 'Hotel', prologue: '', prompt: 'Call every guest Captain.' };
    knowledge.found = { '': [POOL, GYM, FAR] };
    const { reply } = await ask(conversation, 'When does the pool open?');
    expect(asked().system).toContain('Call every guest Captain.');
    expect(asked().system).toMatch(/must stand in these passages/);
    expect(asked().last).toContain('[1] pool.md\nPool\nThe pool on the roof opens at seven.');
    expect(asked().last).toContain('The gym is open day and night.');
    expect(asked().last).not.toContain('terrace');
    expect(asked().last).toMatch(/The person says:\nWhen does the pool open\?$/);
    expect(reply.sources()).toEqual([POOL.source, GYM.source]);
  });

  it('are told to say that they do not know, when nothing is near', async () => {
    const { knowledge, conversation, asked } = open();
    knowledge.found = { '': [FAR] };
    const { reply } = await ask(conversation, 'Who won the world cup?');
    expect(asked().last).toMatch(/No passage is near.*say that you do not know/s);
    expect(reply.sources()).toEqual([]);
  });

  it('are told when the knowledge cannot be looked up', async () => {
    const { knowledge, conversation, asked, warnings } = open();
    knowledge.failure = new Error('the thread has died');
    await ask(conversation, 'When does the pool open?');
    expect(asked().last).toContain('cannot be looked up');
    expect(warnings).toHaveLength(1);
  });

  it('look a follow-up up together with what it follows', async () => {
    const { knowledge, conversation } = open();
    const history = [said('user', 'Where can I park?'), said('assistant', 'In the courtyard.')];
    await ask(conversation, 'and how much is it?', history);
    expect(knowledge.asked).toEqual(['and how much is it?', 'Where can I park? and how much is it?']);
    knowledge.asked.length = 0;
    await ask(conversation, 'When does the swimming pool open?', history);
    expect(knowledge.asked).toEqual(['When does the swimming pool open?']);
  });

  it('get the history as models take it: turn by turn, a person first', async () => {
    const { conversation, asked } = open(null);
    await ask(conversation, 'Bye', [
      said('assistant', 'Welcome!'),
      said('user', 'Hi'),
      said('user', 'Are you there?'),
      said('assistant', 'Yes.'),
      said('user', 'Good.'),
    ]);
    expect(asked().system).toContain('Welcome!');
    expect(asked().turns).toEqual([
      said('user', 'Hi\nAre you there?'),
      said('assistant', 'Yes.'),
      said('user', 'Good.\n\nBye'),
    ]);
  });

  it('get no more history than the budget allows', async () => {
    const { conversation, asked } = open(null);
    const history = Array.from({ length: 400 }, (_, at) =>
      said(at % 2 === 0 ? 'user' : 'assistant', `turn ${at} ${'x'.repeat(400)}`),
    );
    await ask(conversation, 'Bye', history);
    const { turns } = asked();
    expect(turns.map(({ content }) => content).join('').length).toBeLessThan(7000);
    expect(turns.at(-2)?.content).toContain('turn 399');
    expect(turns[0]?.role).toBe('user');
    await ask(conversation, 'Bye', [said('user', 'y'.repeat(1e6)), said('assistant', 'No.')]);
    expect(
      asked()
        .turns.map(({ content }) => content)
        .join('').length,
    ).toBeLessThan(7000);
  });

  it('make place for an offline answer, and say so, when the model fails', async () => {
    const { knowledge, model, conversation, warnings } = open();
    knowledge.found = { '': [POOL] };
    model.pieces = [
      new ProviderError('ollama', 'unreachable', 'http://10.0.0.7:11434 refused the connection'),
    ];
    const { text, reply } = await ask(conversation, 'When does the swimming pool open?');
    expect(text).toBe(
      'The language model cannot be reached, so this is an offline answer. From pool: The pool on the roof opens at seven.',
    );
    expect(reply.problem?.()).toBe('The language model cannot be reached');
    expect(reply.offline?.()).toBe(true);
    expect(reply.sources()).toEqual([POOL.source]);
    expect(warnings).toMatchObject([{ provider: 'ollama', fault: 'unreachable' }]);

    model.pieces = ['At seven.'];
    const next = await ask(conversation, 'When does the swimming pool open?');
    expect([next.text, next.reply.offline?.(), next.reply.problem?.()]).toEqual(['At seven.', false, null]);
  });

  it.each([
    ['nothing', ['']],
    ['nothing but thoughts', ['<think>Hm</think> \n']],
  ])('that are %s count as a failure', async (_what, pieces) => {
    const { model, conversation } = open(null);
    model.pieces = pieces;
    const { text, reply } = await ask(conversation, 'Hello');
    expect(text).toContain('offline answer. Hello');
    expect(reply.problem?.()).toBe('The language model broke off its answer');
  });

  it('that break off are not begun anew', async () => {
    const { model, conversation } = open(null);
    model.pieces = ['The pool opens ', new ProviderError('llm', 'broken', 'the stream ended')];
    const { text, reply } = await ask(conversation, 'When?');
    expect(text).toBe('The pool opens … I am sorry, I have lost my thread here.');
    expect(reply.problem?.()).toBe('The language model broke off its answer');
    expect(reply.offline?.()).toBe(false);
  });

  it('end quietly when they are not wanted any more', async () => {
    const { model, conversation } = open();
    const abort = new AbortController();
    const reply = conversation.reply({ text: 'Hello', history: [], context: CONTEXT }, abort.signal);
    model.pieces = ['One two ', 'three ', 'four '];
    const pieces: string[] = [];
    for await (const piece of reply.text) {
      pieces.push(piece);
      abort.abort();
    }
    expect(pieces.join('')).not.toContain('four');
    expect(reply.problem?.()).toBeNull();
  });

  it('let mistakes of our own through', async () => {
    const { model, conversation } = open(null);
    model.pieces = [new TypeError('no such method')];
    await expect(ask(conversation, 'Hello')).rejects.toThrow(TypeError);
  });

  it('are warmed up for', () => {
    const { model, conversation } = open();
    conversation.warmUp();
    expect(model.warmed).toBe(1);
  });
});
