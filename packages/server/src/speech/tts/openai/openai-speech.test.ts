import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type OpenAiVendor, startOpenAi } from '../../../testing/vendors/index.js';
import type { SpeechChunk } from '../port.js';
import { describeSynthesizer } from '../tts.suite.js';
import { OpenAiSpeech } from './index.js';

let vendor: OpenAiVendor;
const opened: OpenAiSpeech[] = [];
beforeAll(async () => {
  vendor = await startOpenAi();
});
afterEach(() => Promise.all(opened.splice(0).map((one) => one.close())));
afterAll(() => vendor.close());

async function open(voices?: string[]): Promise<OpenAiSpeech> {
  const { baseUrl, apiKey } = vendor;
  const made = await OpenAiSpeech.open({ baseUrl, apiKey, model: 'tts', voices, timeouts: { headMs: 3000 } });
  opened.push(made);
  return made;
}

async function say(synthesizer: OpenAiSpeech, text: string): Promise<SpeechChunk[]> {
  const chunks: SpeechChunk[] = [];
  const request = { text, voiceId: 'openai-alloy', speed: 1, pronunciations: {} };
  for await (const chunk of synthesizer.synthesize(request)) chunks.push(chunk);
  return chunks;
}

describeSynthesizer(
  'OpenAI-compatible speech',
  () => OpenAiSpeech.open({ baseUrl: vendor.baseUrl, apiKey: vendor.apiKey, model: 'tts' }),
  { longestText: 700 },
);

const { OPENAI_API_KEY } = process.env;
describe.runIf(OPENAI_API_KEY)('with a key', () => {
  const options = { baseUrl: 'https://api.openai.com/v1', apiKey: OPENAI_API_KEY, model: 'gpt-4o-mini-tts' };
  describeSynthesizer('OpenAI', () => OpenAiSpeech.open({ ...options, voices: ['alloy'] }), {
    changesSpeed: false,
    longestText: 700,
  });
});

describe('speech over HTTP', () => {
  it('has the voices that the server lists, that it is given, or that the vendor is known for', async () => {
    const names = async (voices?: string[]) => (await open(voices)).voices().map(({ model }) => model);
    expect(await names()).toContain('shimmer');
    expect(await names(['af_bella', 'bm_george'])).toEqual(['af_bella', 'bm_george']);
    expect((await open(['bm_george'])).voices()[0]).toMatchObject({
      name: 'George',
      gender: 'Male',
      locale: 'en-GB',
    });
    vendor.server.trouble('/audio/voices', { status: 404 });
    expect(await names()).toContain('marin');
  });

  it('hands on sound while it comes, and the words that go with it', async () => {
    const chunks = await say(
      await open(),
      'This sentence is long enough to come in several pieces, is it not?',
    );
    expect(chunks.length).toBeGreaterThan(1);
    const whole = chunks.map(({ text }) => text).join('');
    for (const [at, { text }] of chunks.slice(0, -1).entries()) {
      expect(text, `piece ${at}`).not.toBe(whole);
      expect(text).toMatch(/^$| $/);
    }
  });

  it('loses no sample, wherever the network cuts', async () => {
    const text = 'Nothing may get lost here.';
    const samples = (await say(await open(), text)).reduce((sum, { pcm }) => sum + pcm.length, 0);
    expect(samples).toBe(Math.round(0.06 * 24_000) * text.length);
  });

  it('asks for the next sentence while one is heard', async () => {
    const synthesizer = await open();
    const before = vendor.server.received.length;
    const request = {
      text: 'One here. Two here. Three here.',
      voiceId: 'openai-alloy',
      speed: 1,
      pronunciations: {},
    };
    for await (const _ of synthesizer.synthesize(request)) {
      await expect.poll(() => vendor.server.received.length).toBe(before + 2);
      break;
    }
  });

  it('says what goes wrong', async () => {
    const synthesizer = await open();
    vendor.server.trouble('/audio/speech', { status: 500, body: { detail: 'out of memory' } });
    await expect(say(synthesizer, 'Hello.')).rejects.toMatchObject({
      fault: 'broken',
      message: /out of memory/,
    });
    vendor.server.trouble('/audio/speech', { status: 200, body: {} });
    await expect(say(synthesizer, 'Hello.')).rejects.toThrow(/sent application\/json where raw sound/);
    vendor.server.trouble('/audio/speech', { stallAfter: 0, breakAfter: 0 });
    vendor.server.trouble('/audio/speech', { errorAfter: { pieces: 0, piece: '' } });
    await expect(say(synthesizer, 'Hello.')).rejects.toThrow(/no sound/);
    vendor.server.trouble('/audio/speech', { breakAfter: 1 });
    await expect(say(synthesizer, 'Hello out there.')).rejects.toThrow(/broke off/);
  });
});
