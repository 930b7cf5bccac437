import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ModelStore } from '../../../models/store.js';
import type { ModelProcess } from '../../local/model-process.js';
import type { Recognition } from '../port.js';
import { createLocalRecognizer, LocalUtterance } from './index.js';
import { logMel, MELS } from './mel.js';
import type { HearQuestion } from './whisper.child.js';
import { WhisperWords } from './words.js';

const RATE_HZ = 16_000;
/** A folder that `avatarium models pull` has filled; without it the models themselves are not tried. */
const MODELS = process.env.AVATARIUM_TEST_MODELS ?? '';
/** People's recordings of Debian's pocketsphinx-testdata. */
const RECORDING = '/usr/share/pocketsphinx/test/data/something.raw';

function tone(hz: number, lengthS: number): Int16Array {
  return Int16Array.from(
    { length: lengthS * RATE_HZ },
    (_, at) => 8000 * Math.sin((2 * Math.PI * hz * at) / RATE_HZ),
  );
}

describe('what Whisper hears by', () => {
  it.each([
    [300, 8],
    [1000, 26],
    [4000, 61],
  ])('shows %i Hz in band %i', (hz, band) => {
    const frames = 20;
    const mel = logMel(tone(hz, 0.3), frames);
    const levels = Array.from({ length: MELS }, (_, at) => mel[at * frames + 10] ?? 0);
    expect(Math.abs(levels.indexOf(Math.max(...levels)) - band)).toBeLessThanOrEqual(1);
  });

  it('has silence behind the sound, four below the loudest', () => {
    const mel = logMel(tone(1000, 0.1), 50);
    const loudest = Math.max(...mel);
    expect(mel[49]).toBeCloseTo(loudest - 2, 3);
  });
});

describe('the words that Whisper writes in', () => {
  const words = new WhisperWords(
    'Hi\nĠthere\n,\nĠcaf\nÃ©\n<|endoftext|>\n<|en|>\n<|fr|>\n<|notimestamps|>\n',
  );

  it('are joined to a text, without the special ones', () => {
    expect(words.text([0, 2, 1, 3, 4, 5])).toBe('Hi, there café');
  });

  it('name the languages', () => {
    expect(words.languages()).toEqual(
      new Map([
        ['en', 6],
        ['fr', 7],
      ]),
    );
  });

  it('are asked for by name', () => {
    expect(words.number('<|endoftext|>')).toBe(5);
    expect(() => words.number('<|nothing|>')).toThrow('lacks <|nothing|>');
  });
});

/** Hears how long each piece is. */
function counting(): { asked: HearQuestion[]; ask: ModelProcess<HearQuestion, Recognition>['ask'] } {
  const asked: HearQuestion[] = [];
  return {
    asked,
    ask: async (question, _urgent, signal) => {
      asked.push(question);
      await new Promise((wake) => setTimeout(wake, 1));
      return signal?.aborted ? undefined : { text: `${question.pcm.length / RATE_HZ}s`, language: 'en' };
    },
  };
}

describe('an utterance', () => {
  it('is heard whole, in the language that was asked for', async () => {
    const hearing = counting();
    const utterance = new LocalUtterance(hearing, { language: 'en-US' });
    const sound = tone(200, 3);
    for (let at = 0; at < sound.length; at += 333) utterance.push(sound.subarray(at, at + 333));
    expect(await utterance.finish()).toEqual({ text: '3s', language: 'en' });
    expect(hearing.asked[0]?.language).toBe('en');
    expect(hearing.asked[0]?.pcm).toEqual(sound);
  });

  it('copies what it is given', async () => {
    const hearing = counting();
    const utterance = new LocalUtterance(hearing, {});
    const buffer = tone(200, 1);
    utterance.push(buffer);
    buffer.fill(0);
    await utterance.finish();
    expect(hearing.asked[0]?.pcm).toEqual(tone(200, 1));
  });

  it('of more than half a minute is cut where it is quiet, and nothing is lost', async () => {
    const hearing = counting();
    const utterance = new LocalUtterance(hearing, {});
    const sound = tone(200, 65);
    sound.fill(0, 25 * RATE_HZ, 25.2 * RATE_HZ);
    utterance.push(sound.subarray(0, 40 * RATE_HZ));
    utterance.push(sound.subarray(40 * RATE_HZ));
    const { text } = await utterance.finish();
    const lengths = hearing.asked.map(({ pcm }) => pcm.length);
    expect(lengths.reduce((sum, length) => sum + length, 0)).toBe(sound.length);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(28 * RATE_HZ);
    expect(Math.abs((lengths[0] ?? 0) / RATE_HZ - 25.1)).toBeLessThan(0.1);
    expect(text.split(' ')).toHaveLength(lengths.length);
  });

  it('too short for a word is nothing', async () => {
    const hearing = counting();
    const utterance = new LocalUtterance(hearing, {});
    utterance.push(tone(200, 0.05));
    expect(await utterance.finish()).toEqual({ text: '', language: undefined });
    expect(hearing.asked).toEqual([]);
  });

  it('that is cancelled is not heard, before its end or after', async () => {
    const hearing = counting();
    const utterance = new LocalUtterance(hearing, {});
    utterance.push(tone(200, 1));
    const finished = utterance.finish();
    utterance.cancel();
    utterance.cancel();
    utterance.push(tone(200, 1));
    expect(await finished).toEqual({ text: '', language: undefined });
    expect(hearing.asked).toHaveLength(1);
  });
});

const store = new ModelStore(MODELS);
const isHere = (name: string) => MODELS !== '' && existsSync(join(store.pathOf(name), 'encoder.onnx'));

describe.runIf(existsSync(RECORDING))('a person’s recording', () => {
  it.runIf(isHere('whisper-base'))(
    'is understood by Whisper base, and noise is not taken for words',
    async () => {
      const recognizer = createLocalRecognizer({
        name: 'whisper-base',
        model: store.pathOf('whisper-base'),
        runtime: store.pathOf('onnxruntime'),
      });
      const hear = async (pcm: Int16Array) => {
        const utterance = recognizer.listen({ language: 'en' });
        utterance.push(pcm);
        return (await utterance.finish()).text;
      };
      try {
        const bytes = new Uint8Array(readFileSync(RECORDING));
        expect(await hear(new Int16Array(bytes.buffer))).toMatch(/^go somewhere and do something\.?$/i);
        expect(await hear(new Int16Array(2 * RATE_HZ))).toBe('');
      } finally {
        await recognizer.close();
      }
    },
  );
});
