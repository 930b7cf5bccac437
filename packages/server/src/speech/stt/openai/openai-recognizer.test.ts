import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type OpenAiVendor, startOpenAi } from '../../../testing/vendors/index.js';
import { utterances } from '../../../testing/vendors/utterances.js';
import { describeRecognizer } from '../stt.suite.js';
import { OpenAiRecognizer } from './index.js';

let vendor: OpenAiVendor;
const opened: OpenAiRecognizer[] = [];
beforeAll(async () => {
  vendor = await startOpenAi();
  for (const { text, pcm } of utterances()) vendor.hearing.teach(text, pcm, 16_000);
});
afterEach(() => Promise.all(opened.splice(0).map((one) => one.close())));
afterAll(() => vendor.close());

function open(model = 'gpt-4o-mini-transcribe', apiKey = vendor.apiKey, headMs = 5000): OpenAiRecognizer {
  const made = new OpenAiRecognizer({ baseUrl: vendor.baseUrl, apiKey, model, timeouts: { headMs } });
  opened.push(made);
  return made;
}

const [first] = utterances();
function hear(recognizer: OpenAiRecognizer, language?: string, pcm = first?.pcm ?? new Int16Array(0)) {
  const utterance = recognizer.listen(language === undefined ? {} : { language });
  utterance.push(pcm);
  return utterance.finish();
}

describeRecognizer(
  'OpenAI-compatible transcription',
  async () =>
    new OpenAiRecognizer({ baseUrl: vendor.baseUrl, apiKey: vendor.apiKey, model: 'gpt-4o-mini-transcribe' }),
  async () => utterances(),
);

describe('transcription over HTTP', () => {
  it('sends a WAV file, the model and the language in short', async () => {
    expect(await hear(open(), 'en-GB')).toEqual({ text: first?.text, language: 'en-GB' });
    const asked = vendor.server.received.findLast(({ path }) => path.endsWith('/transcriptions'));
    const body = asked?.body.toString('latin1') ?? '';
    expect(body).toMatch(/name="model"\r\n\r\ngpt-4o-mini-transcribe\r\n/);
    expect(body).toMatch(/name="language"\r\n\r\nen\r\n/);
    expect(body).toMatch(/name="file"; filename="speech.wav"\r\ncontent-type: audio\/wav\r\n\r\nRIFF/);
    expect(body).toMatch(/name="response_format"\r\n\r\njson\r\n/);
    expect(body).not.toMatch(/name="prompt"/);
  });

  it('does not ask about silence', async () => {
    const before = vendor.server.received.filter(({ path }) => path.endsWith('/transcriptions')).length;
    expect(await hear(open(), undefined, new Int16Array(16_000))).toEqual({ text: '' });
    expect(vendor.server.received.filter(({ path }) => path.endsWith('/transcriptions'))).toHaveLength(
      before,
    );
  });

  it.each([
    { text: 'Thanks for watching!' },
    { text: ' [BLANK_AUDIO] ' },
    { text: '♪♪' },
    { text: 'Untertitel im Auftrag des ZDF für funk, 2017' },
    { text: 'You', segments: [{ text: 'You', no_speech_prob: 0.9, avg_logprob: -1.4 }] },
  ])('hears nothing where the model made up %j', async (body) => {
    vendor.server.trouble('/transcriptions', { status: 200, body });
    expect((await hear(open('whisper-1'))).text).toBe('');
  });

  it('keeps what people do say', async () => {
    const said = { text: 'Thank you for the music (silence is golden).' };
    vendor.server.trouble('/transcriptions', { status: 200, body: said });
    expect(await hear(open())).toEqual(said);
  });

  it('says what goes wrong, without the key', async () => {
    await expect(hear(open('whisper-1', 'sk-not-this-one'))).rejects.toMatchObject({
      fault: 'refused',
      message: expect.not.stringContaining('sk-not-this-one'),
    });
    vendor.server.trouble('/transcriptions', { status: 200, body: { words: [] } });
    await expect(hear(open())).rejects.toThrow(/no transcript/);
    vendor.server.trouble('/transcriptions', { delayMs: 400 });
    await expect(hear(open('whisper-1', vendor.apiKey, 50))).rejects.toMatchObject({ fault: 'unreachable' });
  });
});
