import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SpeechChunk, SpeechRequest, SpeechSynthesizer } from './port.js';

const SENTENCES =
  'Hello there, I am glad you came. Please have a look around; ask me anything you like! ' +
  'We are open from nine to five, and on Sundays from ten to four.';

/** The longest message is five minutes of speech, and the machine may be busy. */
const LONG_TEXT_TIMEOUT_MS = 60_000;

/** Texts that people and programs really send. */
const ODD_TEXTS: Record<string, string> = {
  'emoji among words': 'Well done 🎉👩‍👩‍👧 everyone 👍🏽!',
  'emoji first and last': '🙂 Good morning 🙂',
  'other scripts among words': 'The word 你好 means hello, مرحبا too.',
  'control characters': 'One\u0000 two\u0007\u001b[31m three\u200b\u202e.',
  'accents and typographic quotes': '“Café” – it’s naïve…',
  'line breaks and blanks': '\n\n  First line\r\n\tSecond line   \n\n',
  'a lone surrogate': 'Broken \ud83d emoji.',
  'an option of a command': '-voice none --help',
  numbers: 'At 10:30 Dr. Lee paid $3.50, e.g. for 2.5 kg; see https://example.com/a?b=c.',
};

async function say(
  synthesizer: SpeechSynthesizer,
  request: Partial<SpeechRequest> & { text: string },
): Promise<SpeechChunk[]> {
  const voiceId = synthesizer.voices()[0]?.voiceId ?? '';
  const chunks: SpeechChunk[] = [];
  for await (const chunk of synthesizer.synthesize({ voiceId, speed: 1, pronunciations: {}, ...request })) {
    chunks.push(chunk);
  }
  return chunks;
}

function durationS(chunks: readonly SpeechChunk[]): number {
  return chunks.reduce((sum, { pcm, sampleRateHz }) => sum + pcm.length / sampleRateHz, 0);
}

function loudness(pcm: Int16Array): number {
  return Math.sqrt(pcm.reduce((sum, sample) => sum + sample * sample, 0) / Math.max(1, pcm.length));
}

/** Phones and words have a length and do not overlap, nor do characters; all of them lie within the chunk. */
function expectGoodTimes({
  phones = [],
  words = [],
  characters,
  pcm,
  sampleRateHz,
  text,
}: SpeechChunk): void {
  const { startS = [], endS = [], characters: letters = [] } = characters ?? {};
  expect([startS.length, endS.length]).toEqual([letters.length, letters.length]);
  const characterSpans = letters.map((_, at) => ({ startS: startS[at] ?? 0, endS: endS[at] ?? 0 }));
  for (const spans of [phones, words, characterSpans]) {
    let atS = 0;
    for (const span of spans) {
      expect(span.startS).toBeGreaterThanOrEqual(atS);
      // Spaces and signs may take no time.
      if (spans === characterSpans) expect(span.endS).toBeGreaterThanOrEqual(span.startS);
      else expect(span.endS).toBeGreaterThan(span.startS);
      atS = span.endS;
    }
    expect(atS).toBeLessThanOrEqual(pcm.length / sampleRateHz + 1e-9);
  }
  let readTo = 0;
  for (const { word } of words) {
    const at = text.indexOf(word.trim(), readTo);
    expect(at, `"${word}" in "${text}"`).toBeGreaterThanOrEqual(readTo);
    readTo = at + word.trim().length;
  }
}

export interface SynthesizerTraits {
  /** False for a model that keeps its own pace. */
  changesSpeed?: boolean;
  /**
   * Characters of the longest text that is tried; a message of the API has up to 5,000. Fewer where a network stands
   * between: each sentence is a request of its own there, so that more of them prove nothing more.
   */
  longestText?: number;
}

/** What every provider of speech must do. */
export function describeSynthesizer(
  name: string,
  create: () => Promise<SpeechSynthesizer>,
  { changesSpeed = true, longestText = 5_000 }: SynthesizerTraits = {},
): void {
  describe(`${name} as a speech synthesizer`, () => {
    let synthesizer: SpeechSynthesizer;
    beforeAll(async () => {
      synthesizer = await create();
    });
    afterAll(async () => {
      await synthesizer.close();
    });

    it('lists voices with distinct ids, each of which can be heard', async () => {
      const voices = synthesizer.voices();
      expect(new Set(voices.map(({ voiceId }) => voiceId)).size).toBe(voices.length);
      for (const { voiceId, locale, previewText } of voices) {
        expect(() => new Intl.Locale(locale)).not.toThrow();
        expect(synthesizer.canSpeak(previewText, voiceId)).toBe(true);
        const chunks = await say(synthesizer, { text: 'Good morning.', voiceId });
        expect(Math.max(...chunks.map(({ pcm }) => loudness(pcm)))).toBeGreaterThan(500);
      }
    });

    it('says a text in pieces that join up to it', async () => {
      const chunks = await say(synthesizer, { text: SENTENCES });
      expect(chunks.length).toBeGreaterThan(2);
      expect(chunks.map(({ text }) => text).join('')).toBe(SENTENCES);
      for (const { pcm } of chunks) expect(pcm.length).toBeGreaterThan(0);
    });

    it('gives times, where it knows any, in order within their chunk', async () => {
      for (const chunk of await say(synthesizer, { text: SENTENCES })) expectGoodTimes(chunk);
    });

    const texts = {
      ...ODD_TEXTS,
      'a long text without punctuation': 'people keep talking and never stop '
        .repeat(longestText / 35 + 1)
        .slice(0, longestText),
      'a long text without a space': 'bla'.repeat(Math.min(1_000, longestText) / 3),
    };
    it.each(Object.entries(texts))(
      'speaks %s',
      async (_name, text) => {
        const voiceId = synthesizer.voices()[0]?.voiceId ?? '';
        expect(synthesizer.canSpeak(text, voiceId)).toBe(true);
        const chunks = await say(synthesizer, { text });
        expect(chunks.map((chunk) => chunk.text).join('')).toBe(text);
        expect(durationS(chunks)).toBeGreaterThan(0.3);
        for (const chunk of chunks) expect(chunk.pcm.length / chunk.sampleRateHz).toBeLessThan(30);
      },
      LONG_TEXT_TIMEOUT_MS,
    );

    it.each(['', '   ', '🎉🎉', '... ?! —', ':-)'])('has nothing to say to %j', async (text) => {
      expect(synthesizer.canSpeak(text, synthesizer.voices()[0]?.voiceId ?? '')).toBe(false);
      const chunks = await say(synthesizer, { text });
      expect(chunks.map((chunk) => chunk.text).join('')).toBe(text);
      expect(durationS(chunks)).toBe(0);
    });

    it.runIf(changesSpeed)('speaks faster and slower as asked', async () => {
      const [slow, plain, fast] = await Promise.all(
        [0.8, 1, 1.2].map(async (speed) => durationS(await say(synthesizer, { text: SENTENCES, speed }))),
      );
      expect((slow ?? 0) / (plain ?? 1)).toBeCloseTo(1 / 0.8, 1);
      expect((fast ?? 0) / (plain ?? 1)).toBeCloseTo(1 / 1.2, 1);
    });

    it('respells whole words in any case, and keeps the words that were written', async () => {
      const text = 'Akool, AKOOL and the akools.';
      const plain = await say(synthesizer, { text });
      const respelled = await say(synthesizer, { text, pronunciations: { akool: 'a very cool company' } });
      expect(respelled.map((chunk) => chunk.text).join('')).toBe(text);
      expect(durationS(respelled)).toBeGreaterThan(durationS(plain) + 1);
    });

    it('ends without an error when aborted, at once', async () => {
      const abort = new AbortController();
      const chunks: SpeechChunk[] = [];
      const voiceId = synthesizer.voices()[0]?.voiceId ?? '';
      const request = { text: SENTENCES, voiceId, speed: 1, pronunciations: {}, signal: abort.signal };
      for await (const chunk of synthesizer.synthesize(request)) {
        chunks.push(chunk);
        abort.abort();
      }
      expect(chunks).toHaveLength(1);
    });

    it('says nothing for a request that was aborted before', async () => {
      expect(await say(synthesizer, { text: SENTENCES, signal: AbortSignal.abort() })).toEqual([]);
    });

    it('serves requests side by side: a short one does not wait for a long one', async () => {
      const done: string[] = [];
      const long = say(synthesizer, { text: SENTENCES.repeat(3) }).then(() => done.push('long'));
      const short = say(synthesizer, { text: 'Hi there.' }).then(() => done.push('short'));
      await Promise.all([long, short]);
      expect(done).toEqual(['short', 'long']);
    });

    it('refuses an unknown voice and a speed out of range by name', async () => {
      await expect(say(synthesizer, { text: 'Hello.', voiceId: 'nobody' })).rejects.toThrow(
        /voice_id.*nobody/,
      );
      await expect(say(synthesizer, { text: 'Hello.', speed: 3 })).rejects.toThrow(/speed/);
      expect(synthesizer.canSpeak('Hello.', 'nobody')).toBe(false);
    });
  });
}
