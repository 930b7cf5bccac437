import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { ModelStore } from '../../../models/store.js';
import type { SpeechChunk } from '../port.js';
import { describeSynthesizer } from '../tts.suite.js';
import { createLocalSynthesizer, LocalSynthesizer } from './index.js';
import type { SayJob } from './kokoro.child.js';
import { phoneTimes } from './phone-times.js';
import { readingOf } from './reading.js';
import { shapeClause } from './shape-clause.js';
import { numberOf } from './symbols.js';
import { Pronunciation } from './words.js';

const RATE_HZ = 24_000;
/** A folder that `avatarium models pull` has filled; without it the models themselves are not tried. */
const MODELS = process.env.AVATARIUM_TEST_MODELS ?? '';

let pronunciation: Pronunciation;
beforeAll(async () => {
  pronunciation = await Pronunciation.load();
});

describe('how English is read', () => {
  const written = (text: string, accent: 'us' | 'gb' = 'us') => {
    const letters = [...' ;:,.!?AIOQTWYᵊabdfhijklmnpstuvwzɑɒæɔðʤəɛɜɡɪŋθɹʃʧʊʌʒˈˌːᵻ'];
    const byNumber = new Map(letters.map((letter) => [numberOf(letter), letter]));
    return readingOf(text, accent, pronunciation)
      .tokens.map(({ number }) => byNumber.get(number) ?? '')
      .join('');
  };

  it.each([
    ['Hello, world.', 'həlˈO, wˈɜɹld.'],
    ['the water and the apple', 'ðə wˈɔTəɹ ənd ði ˈæpᵊl'],
    ['Avatars talk.', 'ˈævətˌɑɹz tˈɔk.'],
  ])('%j', (text, symbols) => expect(written(text)).toBe(symbols));

  it('drops what British English drops', () => {
    expect(written('car park', 'gb')).toBe('kˈɑː pˈɑːk');
    expect(written('hot water', 'gb')).toBe('hˈɒt wˈɔːtə');
  });

  it('says words that no dictionary has, by their parts and letters, with a stress each', () => {
    for (const word of ['lipsync', 'avatarium', "akool's", 'zorbify', 'HTML']) {
      const phones = pronunciation.of(word);
      expect(phones.length, word).toBeGreaterThan(3);
      expect(
        phones.some(({ stress }) => stress === 1),
        word,
      ).toBe(true);
    }
  });

  it('has a label for every symbol that is heard', () => {
    const { tokens, labels } = readingOf('Where are the other birds, father?', 'gb', pronunciation);
    for (const { role, phone } of tokens) {
      if (role === 'phone') expect(labels[phone ?? -1]).toMatch(/^[a-z]+$/);
    }
  });
});

describe('when phones are heard', () => {
  it('follows the durations, with pauses where the sound is silent', () => {
    const reading = readingOf('hi, bob', 'us', pronunciation);
    const durations: number[] = reading.tokens.map(({ role }) =>
      role === 'pause' ? 8 : role === 'mark' ? 0 : 4,
    );
    const samples = new Float32Array((durations.reduce((sum, units) => sum + units, 0) * RATE_HZ) / 40);
    const loud = (fromS: number, toS: number) => {
      for (let at = fromS * RATE_HZ; at < toS * RATE_HZ; at++) samples[at] = Math.sin(at / 5) / 3;
    };
    loud(0.17, 0.38);
    loud(0.62, 0.95);
    const phones = phoneTimes(reading, durations, samples, RATE_HZ);
    expect(phones.map(({ phone }) => phone)).toEqual(['pau', 'hh', 'ay', 'pau', 'b', 'aa', 'b', 'pau']);
    expect(phones[1]?.startS).toBeCloseTo(0.17, 1);
    expect(phones[3]?.startS).toBeCloseTo(0.38, 1);
    for (const [at, { startS, endS }] of phones.entries()) {
      expect(endS).toBeGreaterThan(startS);
      if (at > 0) expect(startS).toBeGreaterThanOrEqual(phones[at - 1]?.endS ?? 0);
    }
    expect(phones.at(-1)?.endS).toBeCloseTo(samples.length / RATE_HZ, 3);
  });
});

/** A model that hums: a tenth of a second for each phone, with the times it has in mind. */
const humming = {
  start: async () => {},
  close: async () => {},
  ask: async ({ say, shape }: SayJob) => {
    const { labels } = readingOf(say.text, say.accent, pronunciation);
    await new Promise((wake) => setTimeout(wake, labels.length / 10));
    const phoneS = 0.1 / say.speed;
    const samples = Float32Array.from(
      { length: labels.length * phoneS * RATE_HZ },
      (_, at) => Math.sin(at / 20) / 2,
    );
    const phones = labels.map((phone, at) => ({ phone, startS: at * phoneS, endS: (at + 1) * phoneS }));
    return shapeClause(samples, phones, RATE_HZ, shape);
  },
};

describeSynthesizer('Kokoro’s voices over a humming model', async () => {
  pronunciation ??= await Pronunciation.load();
  return new LocalSynthesizer('humming', humming);
});

const store = new ModelStore(MODELS);
const isHere = MODELS !== '' && existsSync(join(store.pathOf('kokoro-english'), 'model.onnx'));

describe.runIf(isHere)('Kokoro itself', () => {
  it('says a sentence with the phones that are in it, faster and slower', async () => {
    const synthesizer = createLocalSynthesizer({
      name: 'kokoro-english',
      model: store.pathOf('kokoro-english'),
      runtime: store.pathOf('onnxruntime'),
    });
    const say = async (speed: number) => {
      const chunks: SpeechChunk[] = [];
      const request = { text: 'Please open the window.', voiceId: 'en-US-heart', speed, pronunciations: {} };
      for await (const chunk of synthesizer.synthesize(request)) chunks.push(chunk);
      return chunks;
    };
    try {
      const [chunk] = await say(1);
      const phones = chunk?.phones?.map(({ phone }) => phone).filter((phone) => phone !== 'pau');
      expect(phones?.join(' ')).toBe('p l iy z ow p ax n dh ax w ih n d ow');
      const [slow] = await say(0.8);
      expect((slow?.pcm.length ?? 0) / (chunk?.pcm.length ?? 1)).toBeGreaterThan(1.1);
    } finally {
      await synthesizer.close();
    }
  }, 120_000);
});
