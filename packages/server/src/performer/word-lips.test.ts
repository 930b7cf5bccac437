import { VISEME_COUNT, VISEMES, type Viseme } from '@avatarium/contract/face';
import { loadLipsyncModel, restPose, VisemeStream } from '@avatarium/lipsync';
import type { CharacterTimes, WordTime } from '@avatarium/lipsync/timing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFliteSynthesizer } from '../speech/tts/flite/index.js';
import type { SpeechChunk } from '../speech/tts/port.js';
import { AlignmentThread } from './alignment-thread.js';
import type { LipReader } from './lips-of-sound.js';
import { SpeechFeed } from './speech-feed.js';

const RATE_HZ = 16_000;
const ROW = RATE_HZ / 100;
/** Long enough for a busy machine to start the thread and read the dictionary. */
const PATIENCE_MS = 30_000;

/** Clauses, and how many phones the voice says each of their words with. */
const CLAUSES = [
  { text: 'My papa may bump a big map, ', phonesOfWords: [2, 4, 2, 4, 1, 3, 3] },
  { text: 'but Bob keeps pumping up my boat.', phonesOfWords: [3, 3, 4, 6, 2, 2, 3] },
];

/** The words of a clause with the times that its phones have. */
function wordsOf({ phones = [], text }: SpeechChunk, counts: readonly number[]): WordTime[] {
  const said = phones.filter(({ phone }) => phone !== 'pau');
  expect(said).toHaveLength(counts.reduce((sum, count) => sum + count, 0));
  let at = 0;
  return counts.map((count, index) => {
    const [first, last] = [said[at], said[at + count - 1]];
    at += count;
    const word = text.trim().split(' ')[index] ?? '';
    return { word, startS: first?.startS ?? 0, endS: last?.endS ?? 0 };
  });
}

function charactersOf(words: readonly WordTime[]): CharacterTimes {
  const letters = words.flatMap(({ word, startS, endS }) => {
    const atS = (at: number): number => startS + (at / word.length) * (endS - startS);
    const spelled = [...word].map((letter, at) => ({ letter, startS: atS(at), endS: atS(at + 1) }));
    return [...spelled, { letter: ' ', startS: endS, endS }];
  });
  return {
    characters: letters.map(({ letter }) => letter),
    startS: letters.map(({ startS }) => startS),
    endS: letters.map(({ endS }) => endS),
  };
}

/** The same clause from a voice that knows no phones and tells when its words, or their characters, are said. */
function withWords(chunk: SpeechChunk, index: number): SpeechChunk {
  const { phones: _, ...rest } = chunk;
  return { ...rest, words: wordsOf(chunk, CLAUSES[index]?.phonesOfWords ?? []) };
}
function withCharacters(chunk: SpeechChunk, index: number): SpeechChunk {
  const { words = [], ...rest } = withWords(chunk, index);
  return { ...rest, characters: charactersOf(words) };
}

/** A clause in two, cut where its word number `at` begins. */
function cut(chunk: SpeechChunk, at: number): SpeechChunk[] {
  const { words = [], pcm, sampleRateHz } = chunk;
  const sample = Math.round((words[at]?.startS ?? 0) * sampleRateHz);
  const later = words.slice(at).map(({ word, startS, endS }) => ({
    word,
    startS: Math.max(0, startS - sample / sampleRateHz),
    endS: endS - sample / sampleRateHz,
  }));
  return [
    { ...chunk, pcm: pcm.slice(0, sample), words: words.slice(0, at) },
    { ...chunk, pcm: pcm.slice(sample), words: later },
  ];
}

describe('lips of words with times', () => {
  const faults: string[] = [];
  let thread: AlignmentThread;
  let createLipReader: (sampleRateHz: number) => LipReader;
  let chunks: SpeechChunk[];

  const feedOf = async (spoken: readonly SpeechChunk[], alignment = thread): Promise<SpeechFeed> => {
    const feed = new SpeechFeed(RATE_HZ, createLipReader, {
      find: (chunk) => alignment.find(chunk),
      warn: (fault) => faults.push(fault),
    });
    for (const chunk of spoken) await feed.append(chunk);
    feed.finish();
    return feed;
  };
  const silent = ({ phones: _, words: __, ...chunk }: SpeechChunk): SpeechChunk => chunk;
  /** Weights every hundredth of a second, row after row. */
  const weightsOf = (feed: SpeechFeed): Float32Array => {
    const pose = restPose();
    const all = new Float32Array(Math.floor(feed.length / ROW) * VISEME_COUNT);
    for (let at = 0; at < all.length; at += VISEME_COUNT) {
      if (!feed.mouthAt((at / VISEME_COUNT) * ROW, pose)) throw new Error('the lips of a moment are unknown');
      all.set(pose.weights, at);
    }
    return all;
  };
  const distance = (a: Float32Array, b: Float32Array): number => {
    expect(a).toHaveLength(b.length);
    return a.reduce((sum, weight, at) => sum + Math.abs(weight - (b[at] ?? 0)), 0) / a.length;
  };

  const highest = (weights: Float32Array, viseme: Viseme, fromS: number, toS: number): number => {
    const from = Math.max(0, Math.floor(fromS * 100));
    const near = weights.subarray(from * VISEME_COUNT, Math.ceil(toS * 100) * VISEME_COUNT);
    return Math.max(...near.filter((_, at) => at % VISEME_COUNT === VISEMES.indexOf(viseme)));
  };

  beforeAll(async () => {
    thread = new AlignmentThread(PATIENCE_MS);
    const model = await loadLipsyncModel();
    createLipReader = (sampleRateHz) => new VisemeStream(model, { sampleRateHz });
    const flite = await createFliteSynthesizer();
    const voiceId = flite.voices()[0]?.voiceId ?? '';
    const text = CLAUSES.map((clause) => clause.text).join('');
    chunks = [];
    for await (const chunk of flite.synthesize({ text, voiceId, speed: 1, pronunciations: {} })) {
      chunks.push(chunk);
    }
    await flite.close();
    expect(chunks.map((chunk) => chunk.text)).toEqual(CLAUSES.map((clause) => clause.text));
  }, PATIENCE_MS);
  afterAll(() => thread.close());

  it.each([
    ['words', withWords],
    ['characters', withCharacters],
  ])(
    'of %s close at every p, b and m, and are far nearer to the phones’ own than sound alone',
    async (_, timed) => {
      faults.length = 0;
      const own = await feedOf(chunks);
      const ownWeights = weightsOf(own);
      const weights = weightsOf(await feedOf(chunks.map(timed)));
      const alone = weightsOf(await feedOf(chunks.map(silent)));
      expect(faults).toEqual([]);
      expect(distance(weights, ownWeights)).toBeLessThan(0.6 * distance(alone, ownWeights));
      let chunkS = -own.omittedS;
      for (const { phones = [], pcm, sampleRateHz } of chunks) {
        for (const { phone, startS, endS } of phones.filter((one) => /^[pbm]$/.test(one.phone))) {
          const reached = highest(weights, 'PP', chunkS + startS - 0.04, chunkS + endS + 0.04);
          expect(reached, `${phone} at ${startS} s`).toBeGreaterThanOrEqual(0.9);
        }
        chunkS += pcm.length / sampleRateHz;
      }
    },
  );

  it('flow from chunk to chunk, also where no pause parts them', async () => {
    const [first] = chunks.map(withWords);
    if (!first) throw new Error('the voice said nothing');
    const fastest = (weights: Float32Array): number => {
      const steps = weights.slice(VISEME_COUNT).map((weight, at) => Math.abs(weight - (weights[at] ?? 0)));
      return Math.max(...steps);
    };
    const whole = weightsOf(await feedOf([first]));
    // "My papa may" and "bump a big map": lips close across the cut.
    const parts = weightsOf(await feedOf(cut(first, 3)));
    expect(fastest(parts)).toBeLessThan(fastest(whole) + 0.05);
    expect(distance(parts, whole)).toBeLessThan(0.01);
  });

  it('go by the sound alone where the times are wrong, and say so once', async () => {
    faults.length = 0;
    const wrong = chunks.map(withWords).map((chunk) => ({
      ...chunk,
      words: chunk.words?.map(({ word, startS, endS }) => ({ word, startS: startS * 1e3, endS: endS * 1e3 })),
    }));
    expect(distance(weightsOf(await feedOf(wrong)), weightsOf(await feedOf(chunks.map(silent))))).toBe(0);
    expect(faults).toEqual([expect.stringMatching(/words.*beyond the end/)]);
  });

  it('do without where the thread is too slow, dies or is closed', async () => {
    const [first] = chunks.map(withWords);
    if (!first) throw new Error('the voice said nothing');
    const slow = new AlignmentThread(0);
    expect(await slow.find(first)).toEqual({ phones: null, fault: expect.stringMatching(/more than 0 ms/) });
    await slow.close();
    expect(await slow.find(first)).toEqual({ phones: null });
    const broken = new AlignmentThread(PATIENCE_MS, new URL('file:///nowhere/alignment.worker.js'));
    expect(await broken.find(first)).toEqual({ phones: null, fault: expect.stringMatching(/nowhere/) });
    expect((await broken.find(first)).phones).toBeNull();
    await broken.close();
  });
});
