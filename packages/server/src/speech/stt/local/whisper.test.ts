import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ModelStore } from '../../../models/store.js';
import { workerUrl } from '../../../threads.js';
import { ModelProcess } from '../../local/model-process.js';
import { floatTensor, type Session, type Tensor } from '../../local/onnx-runtime.js';
import { createFliteSynthesizer } from '../../tts/flite/index.js';
import type { SpeechSynthesizer } from '../../tts/port.js';
import type { Recognition } from '../port.js';
import { describeRecognizer } from '../stt.suite.js';
import { createLocalRecognizer, LocalRecognizer, LocalUtterance } from './index.js';
import { logMel, MELS } from './mel.js';
import type { HearQuestion } from './whisper.child.js';
import { Whisper } from './whisper.js';
import { WhisperWords } from './words.js';

const RATE_HZ = 16_000;
/** A folder that `avatarium models pull` has filled; without it the models themselves are not tried. */
const MODELS = process.env.AVATARIUM_TEST_MODELS ?? '';
/** People's recordings of Debian's pocketsphinx-testdata. */
const RECORDINGS = '/usr/share/pocketsphinx/test/data';

const FOLDER = mkdtempSync(join(tmpdir(), 'avatarium-whisper-'));
afterAll(() => rmSync(FOLDER, { recursive: true }));

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

/** From 200 Hz up to 3.2 kHz in a second. */
const sweep = Int16Array.from({ length: RATE_HZ }, (_, at) => {
  const s = at / RATE_HZ;
  return Math.round(8000 * Math.sin(2 * Math.PI * (200 * s + 1500 * s * s)));
});

describe('the same bands as in openai-whisper 20250625 and faster-whisper 1.2.1', () => {
  // Of the sweep with silence up to 30 s, band by band: 0, 10, 30, 50, 60, 70.
  it.each([
    [2, [0.0266, 0.3142, -0.7087, -0.7087, -0.7087, -0.7087]],
    [25, [-0.7087, -0.7087, -0.0658, -0.7087, -0.7087, -0.7087]],
    [50, [-0.7087, -0.7087, -0.6223, -0.7087, -0.7087, -0.7087]],
    [75, [-0.7087, -0.7087, -0.7087, 1.0738, -0.7087, -0.7087]],
    [99, [-0.2993, -0.2941, -0.2633, -0.068, -0.0225, -0.3423]],
    [150, [-0.7087, -0.7087, -0.7087, -0.7087, -0.7087, -0.7087]],
  ])('are in frame %i', (frame, expected) => {
    const frames = 200;
    const mel = logMel(sweep, frames);
    for (const [at, band] of [0, 10, 30, 50, 60, 70].entries()) {
      expect(mel[band * frames + frame]).toBeCloseTo(expected[at] ?? 0, 3);
    }
  });
});

describe('Whisper', () => {
  const WORDS = [
    'Hi',
    'Ġthere',
    '<|endoftext|>',
    '<|startoftranscript|>',
    '<|en|>',
    '<|fr|>',
    '<|transcribe|>',
  ];
  const number = (word: string) => [...WORDS, '<|notimestamps|>'].indexOf(word);

  /** One head with one layer, whose keys and values are the number of each frame, 1000 more of what is no silence. */
  const encoder: Session = {
    run({ mel }) {
      const frames = (mel?.dims[2] ?? 0) / 2;
      const loud = Array.from({ length: frames }, (_, at) => (mel?.data[2 * at] !== -1 ? 1000 + at : at));
      const keys = Float32Array.from({ length: 64 * frames }, (_, at) => loud[at % frames] ?? 0);
      const values = Float32Array.from({ length: 64 * frames }, (_, at) => loud[Math.floor(at / 64)] ?? 0);
      return {
        cross_k0: floatTensor(keys, [1, 1, 64, frames]),
        cross_v0: floatTensor(values, [1, 1, frames, 64]),
      };
    },
  };

  /** Says its words in turn, whatever it is asked, and keeps what it was asked. */
  function decoder(says: readonly number[]): Session & { asked: Record<string, Tensor>[] } {
    const asked: Record<string, Tensor>[] = [];
    return {
      asked,
      run(feeds) {
        const logits = new Float32Array(WORDS.length + 1);
        // The first is about the language, and so no word.
        logits[says[asked.length - 1] ?? number('<|endoftext|>')] = 9;
        asked.push(feeds);
        return { logits: floatTensor(logits, [1, logits.length]) };
      },
    };
  }

  function whisper(says: readonly string[]) {
    writeFileSync(join(FOLDER, 'vocabulary.txt'), `${[...WORDS, '<|notimestamps|>'].join('\n')}\n`);
    const settings = { layers: 1, heads: 1, suppress_ids: [], suppress_ids_begin: [] };
    writeFileSync(join(FOLDER, 'model.json'), JSON.stringify(settings));
    const saying = decoder(says.map(number));
    return { saying, model: new Whisper(encoder, saying, FOLDER) };
  }

  it('looks at 30 s whatever was said: the sound, then silence, and nothing of the sound before', () => {
    const { model, saying } = whisper(['Hi', 'Ġthere']);
    for (const lengthS of [8, 0.5]) {
      expect(model.hear(tone(1000, lengthS), 'en')).toEqual({ text: 'Hi there', language: 'en' });
      const { cross_k0: keys, cross_v0: values } = saying.asked.at(-1) ?? {};
      expect(keys?.dims).toEqual([1, 1, 64, 1500]);
      expect(values?.dims).toEqual([1, 1, 1500, 64]);
      // A second of silence is encoded with it.
      const sound = 50 * (lengthS + 1);
      const whole = Array.from({ length: 1500 }, (_, at) => (at < sound ? 1000 + at : at));
      expect([...(keys?.data.slice(63 * 1500) ?? [])]).toEqual(whole);
      expect([...(values?.data ?? [])].filter((_, at) => at % 64 === 63)).toEqual(whole);
      saying.asked.length = 0;
    }
  });

  it('is asked for the language first, then to write it down without times', () => {
    const { model, saying } = whisper(['Hi']);
    model.hear(tone(1000, 1), 'fr');
    const asked = saying.asked.map(({ tokens }) => [...(tokens?.data ?? [])].map(Number));
    expect(asked).toEqual([
      [number('<|startoftranscript|>')],
      ['<|fr|>', '<|transcribe|>', '<|notimestamps|>'].map(number),
      [number('Hi')],
    ]);
  });

  it('writes what people say twice, and not what it says without end', () => {
    const twice = ['Hi', 'Ġthere', 'Hi', 'Ġthere'];
    expect(whisper(twice).model.hear(tone(1000, 2), 'en').text).toBe('Hi thereHi there');
    expect(whisper(Array(200).fill('Ġthere')).model.hear(tone(1000, 20), 'en').text).toBe('there');
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

  it('is less what is made up of a sound that is short, or too faint for speech', async () => {
    const asked: HearQuestion[] = [];
    const ask = async (question: HearQuestion) => {
      asked.push(question);
      return { text: 'You', language: 'en' };
    };
    const hear = async (...sounds: Int16Array[]) => {
      const utterance = new LocalUtterance({ ask }, {});
      for (const sound of sounds) utterance.push(sound);
      return (await utterance.finish()).text;
    };
    expect(await hear(new Int16Array(2 * RATE_HZ).fill(20))).toBe('');
    expect(asked).toHaveLength(0);
    expect(await hear(tone(200, 0.2), new Int16Array(RATE_HZ))).toBe('');
    expect(asked).toHaveLength(1);
    expect(await hear(tone(200, 0.5))).toBe('You');
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

/** Hears tones: above 1 kHz it is "high", below "low". In a process of its own, by the protocol of the models. */
const TONES = `
  import { serve } from '${workerUrl(import.meta.url, '../../local/serve.js').href}';
  serve(async () => ({ pcm, language }) => {
    let crossings = 0;
    for (let at = 1; at < pcm.length; at++) if (pcm[at - 1] < -1000 !== pcm[at] < -1000) crossings++;
    return { text: crossings === 0 ? '' : crossings / pcm.length > 0.125 ? 'high' : 'low', language };
  });`;

describe('a process that knows tones', () => {
  describeRecognizer(
    'it',
    async () => {
      const script = join(FOLDER, 'tones.mjs');
      writeFileSync(script, TONES);
      const options = { name: 'tones', script: pathToFileURL(script), model: 'none', runtime: 'none' };
      return new LocalRecognizer('tones', new ModelProcess(options));
    },
    async () => [
      { pcm: tone(3000, 0.5), text: 'high' },
      { pcm: tone(200, 0.5), text: 'low' },
    ],
  );
});

const store = new ModelStore(MODELS);
const INSTALLED = ['whisper-base', 'whisper-tiny-en'].filter(
  (name) => MODELS !== '' && existsSync(join(store.pathOf(name), 'encoder.onnx')),
);
const open = (name: string) =>
  createLocalRecognizer({ name, model: store.pathOf(name), runtime: store.pathOf('onnxruntime') });

describe.runIf(existsSync(RECORDINGS) && INSTALLED.length > 0)('with a person’s recordings', () => {
  const recorded = (name: string) =>
    new Int16Array(new Uint8Array(readFileSync(join(RECORDINGS, name))).buffer);
  for (const name of INSTALLED) {
    describeRecognizer(
      name,
      async () => {
        const recognizer = open(name);
        const warming = recognizer.listen({});
        warming.push(tone(200, 0.5));
        await warming.finish();
        return recognizer;
      },
      async () => [
        { pcm: recorded('something.raw'), text: 'go somewhere and do something' },
        { pcm: recorded('goforward.raw'), text: 'go forward 10 meters' },
      ],
    );
  }
});

describe.runIf(INSTALLED.length > 0)('short sentences of a voice', () => {
  let flite: SpeechSynthesizer;
  beforeAll(async () => {
    flite = await createFliteSynthesizer();
  });
  afterAll(() => flite.close());

  it.each(INSTALLED)(
    'are heard once by %s, not again and again',
    async (name) => {
      const recognizer = open(name);
      try {
        for (const voiceId of ['en-US-ava', 'en-US-leo']) {
          const utterance = recognizer.listen({ language: 'en-US' });
          const request = { text: 'Hello, can you hear me?', voiceId, speed: 1, pronunciations: {} };
          for await (const { pcm } of flite.synthesize(request)) utterance.push(pcm);
          expect((await utterance.finish()).text.toLowerCase()).toMatch(/^hello[,.!?]? can you hear me\?$/);
        }
      } finally {
        await recognizer.close();
      }
    },
    60_000,
  );
});
