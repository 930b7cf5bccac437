import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SpeechChunk, SpeechSynthesizer } from '../port.js';
import { describeSynthesizer } from '../tts.suite.js';
import { createFliteSynthesizer } from './index.js';

describeSynthesizer('flite', createFliteSynthesizer);

describe('the bundled voices', () => {
  let flite: SpeechSynthesizer;
  beforeAll(async () => {
    flite = await createFliteSynthesizer();
  });
  afterAll(async () => {
    await flite.close();
  });

  async function say(text: string, voiceId = 'en-US-ava'): Promise<SpeechChunk[]> {
    const chunks: SpeechChunk[] = [];
    for await (const chunk of flite.synthesize({ text, voiceId, speed: 1, pronunciations: {} }))
      chunks.push(chunk);
    return chunks;
  }

  /** Loudness of the quietest 10 ms and of the whole of each phone of one name, relative to the clip, in dB. */
  function levels(chunks: readonly SpeechChunk[], names: string[]): { least: number; mean: number }[] {
    return chunks.flatMap(({ pcm, phones = [], sampleRateHz }) => {
      const whole = power(pcm);
      return phones
        .filter(({ phone }) => names.includes(phone))
        .map(({ startS, endS }) => {
          const sound = pcm.subarray(Math.round(startS * sampleRateHz), Math.round(endS * sampleRateHz));
          const frame = Math.round(0.01 * sampleRateHz);
          const frames = Array.from({ length: Math.max(1, Math.floor(sound.length / frame)) }, (_, at) =>
            power(sound.subarray(at * frame, (at + 1) * frame)),
          );
          return { least: decibels(Math.min(...frames) / whole), mean: decibels(power(sound) / whole) };
        });
    });
  }

  function power(pcm: Int16Array): number {
    return pcm.reduce((sum, sample) => sum + sample * sample, 0) / Math.max(1, pcm.length);
  }

  function decibels(ratio: number): number {
    return 10 * Math.log10(ratio + 1e-9);
  }

  function median(values: number[]): number {
    return values.sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
  }

  it('times phones as they sound: pauses are silent, closures nearly, vowels loud', async () => {
    const text =
      'Peter Piper picked a peck of pickled peppers. Bobby put a big baby back to bed, by the boat.';
    for (const { voiceId } of flite.voices()) {
      const chunks = await say(text, voiceId);
      expect(median(levels(chunks, ['pau']).map(({ mean }) => mean))).toBeLessThan(-25);
      expect(median(levels(chunks, ['p', 't', 'k']).map(({ least }) => least))).toBeLessThan(-20);
      const vowels = levels(chunks, ['ae', 'aa', 'iy', 'ey', 'ow', 'eh', 'ih']);
      expect(median(vowels.map(({ mean }) => mean))).toBeGreaterThan(-3);
    }
  });

  it('brings sound soon: the first clause is short and starts with hardly any silence', async () => {
    const [first] = await say(
      'In the meantime, here is everything I know about the history of this old town.',
    );
    expect(first?.text).toBe('In the meantime, ');
    expect(first?.phones?.[0]).toMatchObject({ phone: 'pau', startS: 0 });
    expect(first?.phones?.[0]?.endS).toBeLessThan(0.05);
  });

  it('pauses longer after a sentence than after a clause', async () => {
    const [clause, sentence] = await say('In the meantime, we can have a chat. What would you like?');
    const pause = (chunk?: SpeechChunk) => {
      const last = chunk?.phones?.at(-1);
      return last?.phone === 'pau' ? last.endS - last.startS : 0;
    };
    expect(pause(clause)).toBeGreaterThan(0.1);
    expect(pause(sentence)).toBeGreaterThan(pause(clause) + 0.1);
  });

  it('joins clauses without a click and never clips', async () => {
    for (const { voiceId } of flite.voices()) {
      for (const { pcm } of await say('Hello, my dear friend, how are you today? I am fine.', voiceId)) {
        expect(Math.abs(pcm[0] ?? 0)).toBeLessThan(50);
        expect(Math.abs(pcm.at(-1) ?? 0)).toBeLessThan(50);
        expect(pcm.some((sample) => Math.abs(sample) >= 32767)).toBe(false);
      }
    }
  });

  it('says the same words alike each time', async () => {
    const once = await say('The quick brown fox.');
    await say('Something quite different, said in between.', 'en-US-leo');
    expect(await say('The quick brown fox.')).toEqual(once);
  });

  it('lets requests of several sessions take turns', async () => {
    const order: string[] = [];
    const text = 'This is one sentence. This is another one. And here is a third. That was all.';
    await Promise.all(
      ['a', 'b', 'c'].map(async (session) => {
        for await (const chunk of flite.synthesize({
          text,
          voiceId: 'en-US-leo',
          speed: 1,
          pronunciations: {},
        })) {
          order.push(`${session}:${chunk.text.slice(0, 4)}`);
        }
      }),
    );
    const lastFirst = Math.max(
      ...['a', 'b', 'c'].map((session) => order.findIndex((it) => it.startsWith(session))),
    );
    const firstLast = Math.min(...['a', 'b', 'c'].map((session) => order.indexOf(`${session}:That`)));
    expect(lastFirst).toBeLessThan(firstLast);
  });
});
