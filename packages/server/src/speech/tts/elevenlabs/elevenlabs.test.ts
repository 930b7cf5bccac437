import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type ElevenLabsVendor, startElevenLabs } from '../../../testing/vendors/index.js';
import type { SpeechChunk, SpeechRequest } from '../port.js';
import { describeSynthesizer } from '../tts.suite.js';
import { ElevenLabs, type ElevenLabsOptions } from './index.js';

const RACHEL = '21m00Tcm4TlvDq8ikWAM';
let vendor: ElevenLabsVendor;
const opened: ElevenLabs[] = [];
beforeAll(async () => {
  vendor = await startElevenLabs();
});
afterEach(() => Promise.all(opened.splice(0).map((one) => one.close())));
afterAll(() => vendor.close());

function open(options: Partial<ElevenLabsOptions> = {}): ElevenLabs {
  const made = new ElevenLabs({ apiKey: vendor.apiKey, baseUrl: vendor.baseUrl, anyVoice: true, ...options });
  opened.push(made);
  return made;
}

async function say(
  synthesizer: ElevenLabs,
  text: string,
  request: Partial<SpeechRequest> = {},
): Promise<SpeechChunk[]> {
  const chunks: SpeechChunk[] = [];
  const asked = { text, voiceId: RACHEL, speed: 1, pronunciations: {}, ...request };
  for await (const chunk of synthesizer.synthesize(asked)) chunks.push(chunk);
  return chunks;
}

describeSynthesizer(
  'ElevenLabs, as it documents itself,',
  async () => {
    const synthesizer = new ElevenLabs({ apiKey: vendor.apiKey, baseUrl: vendor.baseUrl });
    await synthesizer.refreshVoices();
    return synthesizer;
  },
  { longestText: 700 },
);

const { ELEVENLABS_API_KEY: apiKey } = process.env;
describe.runIf(apiKey)('with a key', () => {
  describeSynthesizer(
    'ElevenLabs itself',
    async () => {
      const synthesizer = new ElevenLabs({ apiKey: apiKey ?? '' });
      await synthesizer.refreshVoices();
      return synthesizer;
    },
    { longestText: 700 },
  );
});

describe('ElevenLabs', () => {
  it('lists the voices of the account, page by page', async () => {
    const synthesizer = open();
    await synthesizer.refreshVoices();
    expect(synthesizer.voices()).toMatchObject([
      { voiceId: RACHEL, name: 'Rachel', gender: 'Female', locale: 'en-US', custom: false, metered: true },
      { name: 'Adam', gender: 'Male', locale: 'en-GB' },
      { name: 'Our own speaker', locale: 'de-DE', language: 'German', custom: true },
    ]);
    expect(synthesizer.voices()[0]?.sampleUrl).toMatch(/^https/);
    vendor.server.trouble('/v2/voices', { status: 500 });
    await expect(synthesizer.refreshVoices()).rejects.toThrow(/ElevenLabs/);
    expect(synthesizer.voices()).toHaveLength(3);
  });

  it('tells when every character is heard', async () => {
    const text = 'The times of all letters are known to the voice.';
    const chunks = await say(open(), text);
    expect(chunks.length).toBeGreaterThan(1);
    let heard = '';
    for (const { characters, pcm, text: said } of chunks) {
      const { characters: letters = [], startS = [] } = characters ?? {};
      heard += letters.join('');
      expect(letters.join('')).toBe(said);
      // The vendor speaks a letter every 60 ms.
      for (const [at, start] of startS.entries()) expect(start).toBeCloseTo(at * 0.06, 3);
      expect(pcm.length / 24_000).toBeCloseTo(letters.length * 0.06, 3);
    }
    expect(heard).toBe(text);
  });

  it('keeps the text as written where words are respelled, and cuts no word', async () => {
    const text = 'We use SQL for all of the data, and SQL is what everybody here has learned.';
    const chunks = await say(open(), text, { pronunciations: { sql: 'sequel' } });
    expect(chunks.map((chunk) => chunk.text).join('')).toBe(text);
    expect(chunks.flatMap(({ characters }) => characters?.characters ?? []).join('')).toBe(
      text.replaceAll('SQL', 'sequel'),
    );
    for (const chunk of chunks.slice(0, -1)) expect(chunk.text).toMatch(/ $/);
  });

  it('cuts a text without spaces between its characters', async () => {
    const chunks = await say(open(), '我们很高兴见到你，今天想聊点什么呢？欢迎随时提问。');
    expect(chunks.length).toBeGreaterThan(2);
  });

  it('sends the manner of the voice, its pace and what stands around', async () => {
    const manner = {
      model_id: 'eleven_multilingual_v2',
      stability: 0.4,
      style: 0.1,
      use_speaker_boost: true,
    };
    await say(open(manner), 'First one. Second one. Third one.', { speed: 1.1 });
    const asked = vendor.server.received.at(-2);
    expect(asked?.path).toBe(`/v1/text-to-speech/${RACHEL}/stream/with-timestamps?output_format=pcm_24000`);
    expect(JSON.parse(String(asked?.body))).toEqual({
      text: 'Second one.',
      model_id: 'eleven_multilingual_v2',
      voice_settings: { stability: 0.4, style: 0.1, use_speaker_boost: true, speed: 1.1 },
      previous_text: 'First one.',
      next_text: 'Third one.',
    });
  });

  it('speaks with any voice of the vendor where the caller may name one', async () => {
    expect(open().named('AbCdEfGhIjKlMnOpQrSt')).toMatchObject({
      voiceId: 'AbCdEfGhIjKlMnOpQrSt',
      custom: true,
    });
    expect(open().named('../../secrets')).toBeUndefined();
    expect(open({ anyVoice: false }).named('AbCdEfGhIjKlMnOpQrSt')).toBeUndefined();
    expect(await say(open(), 'Hello.', { voiceId: 'AbCdEfGhIjKlMnOpQrSt' })).not.toEqual([]);
  });

  it('says what goes wrong, without the key', async () => {
    await expect(say(open({ apiKey: 'xi-secret' }), 'Hello.')).rejects.toMatchObject({
      fault: 'refused',
      message: 'ElevenLabs: the API key is not accepted (HTTP 401): Invalid API key [key]',
    });
    vendor.server.trouble('/with-timestamps', {
      status: 401,
      body: { detail: { status: 'quota_exceeded', message: 'This request exceeds your quota.' } },
    });
    await expect(say(open(), 'Hello.')).rejects.toThrow(/used up.*exceeds your quota/);
    vendor.server.trouble('/with-timestamps', {
      errorAfter: { pieces: 1, piece: '{"detail":{"message":"late"}}\n' },
    });
    await expect(say(open(), 'Hello out there.')).rejects.toThrow(/ElevenLabs: late/);
    vendor.server.trouble('/with-timestamps', { errorAfter: { pieces: 1, piece: '{"audio_base64":"AAAA' } });
    await expect(say(open(), 'Hello out there.')).rejects.toMatchObject({ fault: 'broken' });
  });
});
