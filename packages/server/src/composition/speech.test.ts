import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { loadSettings } from '../config/load.js';
import {
  type ElevenLabsVendor,
  type OpenAiVendor,
  startElevenLabs,
  startOpenAi,
} from '../testing/vendors/index.js';
import { VoiceCatalog } from '../voices/catalog.js';
import { Cleanups } from './cleanups.js';
import { openSpeech, presentSpeech } from './speech.js';

let openAi: OpenAiVendor;
let elevenLabs: ElevenLabsVendor;
const lines: string[] = [];
const log = pino({ base: null }, { write: (line: string) => void lines.push(line) });
const cleanups = new Cleanups();
beforeAll(async () => {
  [openAi, elevenLabs] = await Promise.all([startOpenAi(), startElevenLabs()]);
});
afterEach(() => cleanups.run(log));
afterAll(() => Promise.all([openAi.close(), elevenLabs.close()]));

const open = (given: Record<string, string>) =>
  openSpeech(loadSettings({ ELEVENLABS_BASE_URL: elevenLabs.baseUrl, ...given }), {
    modelsFolder: '/nowhere',
    log,
    cleanups,
  });

describe('what a server speaks, hears and answers with', () => {
  it('is the bundled voices and nobody else, out of the box', async () => {
    const speech = await open({});
    expect(speech.synthesizers.map(({ name }) => name)).toEqual(['flite']);
    expect(speech).toMatchObject({ preferred: null, languageModel: null });
    expect([speech.recognizer(), speech.recognizer('openai_realtime')]).toEqual([null, null]);
    expect(presentSpeech(speech)).toEqual({ recogniser: null, language_model: null, voices: null });
  });

  it('is what the settings choose', async () => {
    const speech = await open({
      LLM_BASE_URL: openAi.baseUrl,
      LLM_API_KEY: openAi.apiKey,
      LLM_MODEL: 'gpt-test',
      TTS_PROVIDER: 'openai',
      TTS_BASE_URL: openAi.baseUrl,
      TTS_API_KEY: openAi.apiKey,
      STT_PROVIDER: 'openai_realtime',
      STT_BASE_URL: openAi.baseUrl,
      STT_API_KEY: openAi.apiKey,
      ELEVENLABS_API_KEY: elevenLabs.apiKey,
    });
    expect(speech.synthesizers.map(({ name }) => name)).toEqual(['flite', 'openai', 'elevenlabs']);
    expect(speech.languageModel?.name).toBe('gpt-test');
    expect(speech.recognizer()?.name).toBe('openai_realtime');
    expect(presentSpeech(speech)).toEqual({
      recogniser: 'openai_realtime',
      language_model: 'gpt-test',
      voices: 'openai',
    });
    const voices = new VoiceCatalog(speech);
    const own = ['ava', 'leo', 'maya'].map((presenter) => voices.defaultFor(presenter));
    expect(own.map(({ gender }) => gender)).toEqual(['Female', 'Male', 'Female']);
    expect(new Set(own.map(({ voiceId }) => voiceId)).size).toBe(3);
    expect(own.every(({ voiceId }) => voiceId.startsWith('openai-'))).toBe(true);
    expect(voices.list().filter(({ custom }) => custom)).toMatchObject([{ name: 'Our own speaker' }]);
  });

  it('is there although a vendor does not tell its voices, which are asked for again', async () => {
    elevenLabs.server.trouble('/v2/voices', { status: 500 });
    const speech = await open({ ELEVENLABS_API_KEY: elevenLabs.apiKey });
    expect(speech.synthesizers[1]?.voices()).toEqual([]);
    expect(lines.at(-1)).toMatch(/voices of ElevenLabs are not listed/);
  });

  it("has the voices of a caller's own account, and says nothing of its key", async () => {
    const speech = await open({});
    const own = speech.ownVoices({ api_key: 'xi-not-a-key', stability: 0.4 });
    expect(own.find('en-US-ava')).toBeUndefined();
    const found = own.find('AbCdEfGhIjKlMnOpQrSt');
    let said = '';
    const request = { text: 'Hello there.', voiceId: 'AbCdEfGhIjKlMnOpQrSt', speed: 1, pronunciations: {} };
    for await (const { text } of found?.synthesizer.synthesize(request) ?? []) said += text;
    // The vendor refuses the key, so the bundled voice says it.
    expect(said).toBe('Hello there.');
    expect(lines.at(-1)).toMatch(/API key is not accepted.*goes on/);
    expect(lines.join('')).not.toContain('xi-not-a-key');
    await own.close();
  });

  it('is refused in one line where something is missing', async () => {
    await expect(open({ STT_PROVIDER: 'local' })).rejects.toThrow(/^STT_PROVIDER: no local recogniser/);
    await expect(open({ TTS_PROVIDER: 'local' })).rejects.toThrow(/^TTS_PROVIDER: no local voice/);
  });
});
