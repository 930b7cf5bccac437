import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createOfflineAnswers } from '../conversation/answering/offline-answers.js';
import type { Conversation } from '../conversation/port.js';
import { ask } from '../conversation/testing/ask.js';
import { Embedder } from './embedding/embedder.js';
import { createConversationKnowledge } from './for-conversations.js';
import { SemanticIndex } from './semantic-index.js';
import { SYSTEM_BASES } from './system-base.js';
import { HOTEL } from './testing/hotel.js';
import { storeOf } from './testing/passage-store.js';

const SLOW_MS = 120_000;

/** What guests may say that the hotel's handbook has no answer to. */
const ELSEWHERE = [
  'What is the capital of France?',
  'Who won the world cup?',
  'Tell me a joke',
  "What's the weather tomorrow?",
  'Is there a golf course?',
  'Do you sell gift cards?',
  'Who owns this hotel?',
  'Can I book a massage?',
  'Can you help me with my math homework?',
  'Do you have bicycles to rent?',
  'Explain quantum physics',
  'What is the best pizza in Rome?',
  'How many rooms does the hotel have?',
  'Can you sing?',
  'Is there a doctor?',
  'Where is the train station?',
];
const SMALL_TALK = ['Hello', 'How are you?', 'Who are you?', 'Thanks a lot', 'What time is it?', 'Goodbye'];

const embedder = new Embedder();
afterAll(() => embedder.close());

describe('the search in a knowledge base', () => {
  it(
    'finds what a question means, not only what it says',
    async () => {
      const { store, reads } = await storeOf(
        embedder,
        HOTEL.map(([id, text]) => [id, text]),
      );
      const index = new SemanticIndex(store, embedder, []);
      const asked = HOTEL.flatMap(([id, text, questions]) =>
        questions.map((question) => ({ id, text, question })),
      );
      let first = 0;
      let amongThree = 0;
      for (const { text, question } of asked) {
        const found = await index.search('hotel', question, 3);
        first += Number(found[0]?.text === text);
        amongThree += Number(found.some((passage) => passage.text === text));
      }
      expect(asked.length).toBe(19);
      expect(first).toBeGreaterThanOrEqual(15);
      expect(amongThree).toBeGreaterThanOrEqual(17);
      // The vectors have been read once.
      expect(reads()).toBe(1);
    },
    SLOW_MS,
  );

  it(
    'gives the nearest first, with score and source, and as many as asked for',
    async () => {
      const { store } = await storeOf(
        embedder,
        HOTEL.slice(0, 4).map(([id, text]) => [id, text]),
      );
      const index = new SemanticIndex(store, embedder, []);
      const found = await index.search('hotel', 'Where is the swimming pool?', 10);
      expect(found).toHaveLength(4);
      expect(found[0]).toMatchObject({
        text: HOTEL[2]?.[1],
        source: { name: 'handbook.pdf', url: 'https://a.example/h.pdf' },
      });
      const scores = found.map(({ score }) => score);
      expect(scores).toEqual([...scores].sort((a, b) => b - a));
      expect(scores[0]).toBeGreaterThan(0.3);
      expect(scores[0]).toBeLessThanOrEqual(1.001);
      expect(await index.search('hotel', 'Where is the swimming pool?', 2)).toEqual(found.slice(0, 2));
    },
    SLOW_MS,
  );

  it('finds nothing in a base that is not there, nor for no question', async () => {
    const { store } = await storeOf(embedder, []);
    const index = new SemanticIndex(store, embedder, SYSTEM_BASES);
    expect(await index.search('elsewhere', 'Anything?', 3)).toEqual([]);
    expect(await index.search('hotel', 'Anything?', 3)).toEqual([]);
    expect(await index.search(SYSTEM_BASES[0]?.id ?? '', '  ', 3)).toEqual([]);
  });

  it(
    'knows about the server itself',
    async () => {
      const { store } = await storeOf(embedder, []);
      const [about] = SYSTEM_BASES;
      const index = new SemanticIndex(store, embedder, SYSTEM_BASES);
      const found = await index.search(about?.id ?? '', 'Which document formats can I upload?', 2);
      expect(found.map(({ text }) => text).join()).toContain('PDF, DOC, DOCX');
      expect(found[0]?.source).toEqual({ name: about?.name, url: '' });
    },
    SLOW_MS,
  );
});

describe('offline answers from it', () => {
  let conversation: Conversation;
  const said = async (text: string) => (await ask(conversation, text)).text;

  beforeAll(async () => {
    const { store } = await storeOf(
      embedder,
      HOTEL.map(([id, text]) => [id, text]),
    );
    const index = new SemanticIndex(store, embedder, []);
    const knowledge = createConversationKnowledge({
      store: { brief: async () => null },
      index,
      embedder,
      systemBases: [],
    });
    const log = { warn() {} };
    conversation = createOfflineAnswers({ knowledge, knowledgeId: 'hotel', noModel: 'No model', log });
  }, SLOW_MS);

  it(
    'quote the passage that answers, or own up',
    async () => {
      const asked = HOTEL.flatMap(([, text, questions]) =>
        questions.map((question) => ({ question, answer: text.split('\n')[1] ?? '' })),
      );
      let right = 0;
      let wrongAndSure = 0;
      for (const { question, answer } of asked) {
        const text = await said(question);
        right += Number(text.endsWith(answer));
        wrongAndSure += Number(text.startsWith('From ') && !text.endsWith(answer));
      }
      expect(asked).toHaveLength(19);
      expect(right).toBeGreaterThanOrEqual(14);
      expect(wrongAndSure).toBeLessThanOrEqual(1);
    },
    SLOW_MS,
  );

  it(
    'never pass off as an answer what is none',
    async () => {
      let refused = 0;
      for (const question of ELSEWHERE) {
        const text = await said(question);
        expect([question, text]).toEqual([question, expect.not.stringMatching(/^From /)]);
        refused += Number(text.startsWith('I find nothing'));
      }
      expect(refused).toBeGreaterThanOrEqual(7);
    },
    SLOW_MS,
  );

  it.each(SMALL_TALK)(
    'take %j as small talk',
    async (text) => {
      expect(await said(text)).not.toContain('handbook');
    },
    SLOW_MS,
  );
});

describe('the embedder', () => {
  const own: Embedder[] = [];
  afterEach(() => Promise.all(own.splice(0).map((one) => one.close())));
  function newEmbedder(times: ConstructorParameters<typeof Embedder>[0]): Embedder {
    const made = new Embedder(times);
    own.push(made);
    return made;
  }

  it(
    'takes any text there is',
    async () => {
      const texts = [
        '',
        '   ',
        '\0',
        '😀',
        '\ud83d',
        '你好世界',
        'ﷺ',
        'a\u2581b',
        'word '.repeat(10_000),
        'x'.repeat(50_000),
      ];
      for (const text of texts) {
        const vector = await embedder.embed(text);
        expect(vector).toHaveLength(512);
        expect(Math.hypot(...vector)).toBeCloseTo(1, 3);
      }
    },
    SLOW_MS,
  );

  it(
    'loads its model when needed and lets it go when idle',
    async () => {
      const lazy = newEmbedder({ idleMs: 50, jobTimeoutMs: 30_000 });
      expect(lazy.isLoaded).toBe(false);
      const before = await lazy.embed('One');
      expect(lazy.isLoaded).toBe(true);
      while (lazy.isLoaded) {
        await pause(20);
      }
      expect(await lazy.embed('One')).toEqual(before);
    },
    SLOW_MS,
  );

  it(
    'answers questions before texts that are being indexed',
    async () => {
      const order: string[] = [];
      const jobs = ['a', 'b', 'c'].map((text) => embedder.embed(text).then(() => order.push(text)));
      jobs.push(embedder.rank('A question?', [], 1).then(() => order.push('question')));
      await Promise.all(jobs);
      expect(order).toEqual(['a', 'question', 'b', 'c']);
    },
    SLOW_MS,
  );

  it(
    'survives a text that its thread does not come back from',
    async () => {
      const hasty = newEmbedder({ idleMs: 60_000, jobTimeoutMs: 1 });
      await expect(hasty.embed('word '.repeat(400))).rejects.toThrow('did not answer in time');
      expect(hasty.isLoaded).toBe(false);
    },
    SLOW_MS,
  );

  it(
    'fails what waits when it is closed',
    async () => {
      const closing = newEmbedder({ idleMs: 60_000, jobTimeoutMs: 30_000 });
      const waiting = Promise.allSettled([closing.embed('One'), closing.embed('Two')]);
      await closing.close();
      expect((await waiting).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
      await expect(closing.embed('Three')).rejects.toThrow('closed');
    },
    SLOW_MS,
  );
});
