import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import type { KnowledgeStore, PassageVector } from '../storage/knowledge-port.js';
import { Embedder } from './embedding/embedder.js';
import { SemanticIndex } from './semantic-index.js';
import { SYSTEM_BASES } from './system-base.js';

const SLOW_MS = 120_000;

/** What a hotel might tell its guests, and how guests ask: with few of the same words. */
const HOTEL: [id: string, passage: string, questions: string[]][] = [
  [
    'arrival',
    'Arrival and departure\nRooms are ready from three in the afternoon. Please leave your room by eleven in the morning on the day you go home.',
    ['When can I check in?', 'What is the check-out time?'],
  ],
  [
    'breakfast',
    'Breakfast\nBreakfast is laid out in the Garden Room between 6:30 and 10:00, at weekends until 11:00.',
    ['Where do we eat in the morning?', 'How late can I have breakfast on Sunday?'],
  ],
  [
    'pool',
    'Swimming pool\nThe pool on the roof opens at seven and closes at nine in the evening. Children under twelve swim with an adult beside them.',
    ['Can my kids go for a swim alone?', 'Where is the swimming pool?'],
  ],
  [
    'parking',
    'Parking\nA place in the courtyard costs 18 euros a night, one in the underground garage with a charging point 26 euros.',
    ['How much is it to leave my car here?', 'Can I charge my electric vehicle?'],
  ],
  [
    'pets',
    'Pets\nDogs up to twenty kilograms are welcome for a cleaning fee of fifteen euros a stay.',
    ['May I bring my puppy?', 'What does it cost to stay with an animal?'],
  ],
  [
    'internet',
    'Internet\nThe wireless network is called Orchid Guest. Its password is printed on your key card.',
    ['How do I get online?', 'What is the wifi password?'],
  ],
  [
    'gym',
    'Fitness room\nThe fitness room in the basement is open day and night. Your key card opens the door.',
    ['Is there somewhere I can work out at midnight?'],
  ],
  [
    'restaurant',
    'Restaurant\nDinner is served from six to ten. Vegetarian and vegan dishes are marked with a leaf on the menu.',
    ['Do you have food without meat?', 'When can we have dinner?'],
  ],
  [
    'airport',
    'Airport shuttle\nA minibus to the airport leaves every hour from the main entrance. Tell the porter the evening before.',
    ['How do I get to my flight?'],
  ],
  [
    'laundry',
    'Laundry\nClothes that you give to housekeeping before nine come back washed and ironed the same evening.',
    ['Can someone wash my shirts?'],
  ],
  [
    'smoking',
    'Smoking\nSmoking is allowed on the terrace only. Whoever smokes in a room pays 200 euros.',
    ['Where can I have a cigarette?'],
  ],
  [
    'cancel',
    'Cancelling\nA booking can be cancelled free of charge until two days before arrival. After that the first night is to be paid.',
    ['My plans changed, do I get my money back?'],
  ],
];

const embedder = new Embedder();
afterAll(() => embedder.close());

/** A store whose one source holds these passages. */
async function storeOf(passages: [id: string, text: string][]) {
  const rows: PassageVector[] = [];
  for (const [id, text] of passages) {
    rows.push({ id, embedding: new Uint8Array((await embedder.embed(text)).buffer) });
  }
  let reads = 0;
  const store: Pick<KnowledgeStore, 'readySources' | 'vectors' | 'texts'> = {
    readySources: async (id) =>
      id === 'hotel' ? [{ id: 's1', name: 'handbook.pdf', url: 'https://a.example/h.pdf' }] : [],
    async vectors(_, from, limit) {
      reads++;
      return rows.slice(from, from + limit);
    },
    texts: async (ids) => new Map(passages.filter(([id]) => ids.includes(id))),
  };
  return { store, reads: () => reads };
}

describe('the search in a knowledge base', () => {
  it(
    'finds what a question means, not only what it says',
    async () => {
      const { store, reads } = await storeOf(HOTEL.map(([id, text]) => [id, text]));
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
      const { store } = await storeOf(HOTEL.slice(0, 4).map(([id, text]) => [id, text]));
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
    const { store } = await storeOf([]);
    const index = new SemanticIndex(store, embedder, SYSTEM_BASES);
    expect(await index.search('elsewhere', 'Anything?', 3)).toEqual([]);
    expect(await index.search('hotel', 'Anything?', 3)).toEqual([]);
    expect(await index.search(SYSTEM_BASES[0]?.id ?? '', '  ', 3)).toEqual([]);
  });

  it(
    'knows about the server itself',
    async () => {
      const { store } = await storeOf([]);
      const [about] = SYSTEM_BASES;
      const index = new SemanticIndex(store, embedder, SYSTEM_BASES);
      const found = await index.search(about?.id ?? '', 'Which document formats can I upload?', 2);
      expect(found.map(({ text }) => text).join()).toContain('PDF, DOC, DOCX');
      expect(found[0]?.source).toEqual({ name: about?.name, url: '' });
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
