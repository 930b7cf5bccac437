import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type OpenAiVendor, startOpenAi } from '../../../testing/vendors/index.js';
import { utterances } from '../../../testing/vendors/utterances.js';
import { describeRecognizer } from '../stt.suite.js';
import { OpenAiRealtime } from './index.js';

const MODEL = 'gpt-4o-mini-transcribe';
let vendor: OpenAiVendor;
const opened: OpenAiRealtime[] = [];
beforeAll(async () => {
  vendor = await startOpenAi();
  for (const { text, pcm } of utterances()) vendor.hearing.teach(text, pcm, 16_000);
});
afterEach(() => Promise.all(opened.splice(0).map((one) => one.close())));
afterAll(() => vendor.close());

function open(apiKey = vendor.apiKey, answerMs = 5000): OpenAiRealtime {
  const timeouts = { openMs: 5000, answerMs };
  const made = new OpenAiRealtime({ baseUrl: vendor.baseUrl, apiKey, model: MODEL, timeouts });
  opened.push(made);
  return made;
}

const [first] = utterances();
function hear(recognizer: OpenAiRealtime, language = 'en-US', onInterim?: (text: string) => void) {
  const utterance = recognizer.listen({ language }, onInterim);
  utterance.push(first?.pcm ?? new Int16Array(0));
  return utterance.finish();
}

describeRecognizer(
  'OpenAI realtime transcription',
  async () => new OpenAiRealtime({ baseUrl: vendor.baseUrl, apiKey: vendor.apiKey, model: MODEL }),
  async () => utterances(),
);

describe('realtime transcription', () => {
  it('tells the text as it comes', async () => {
    const interims: string[] = [];
    const { text } = await hear(open(), 'en-US', (interim) => interims.push(interim));
    expect(text).toBe(first?.text);
    expect(interims.length).toBeGreaterThan(2);
    expect(interims.at(-1)).toBe(text);
    expect(interims.every((interim) => text.startsWith(interim))).toBe(true);
  });

  it('keeps its connection, and tells it the language when that changes', async () => {
    const recognizer = open();
    const { opened: before } = vendor.realtime;
    recognizer.warmUp();
    const told = vendor.realtime.languages.length;
    await hear(recognizer, 'en-US');
    await hear(recognizer, 'en-GB');
    await hear(recognizer, 'de-DE');
    expect(vendor.realtime.opened).toBe(before + 1);
    expect(vendor.realtime.languages.slice(told)).toEqual(['en', 'de']);
  });

  it('takes back what was sent of an utterance that is not wanted', async () => {
    const recognizer = open();
    await hear(recognizer);
    const unwanted = recognizer.listen({ language: 'en-US' });
    unwanted.push(new Int16Array(16_000).fill(9000));
    unwanted.cancel();
    expect((await hear(recognizer)).text).toBe(first?.text);
  });

  it('sends everything once more when the connection breaks, before the end and at it', async () => {
    const recognizer = open();
    await hear(recognizer);
    const pcm = first?.pcm ?? new Int16Array(0);
    const utterance = recognizer.listen({ language: 'en-US' });
    utterance.push(pcm.subarray(0, 9000));
    vendor.server.cut();
    utterance.push(pcm.subarray(9000));
    expect((await utterance.finish()).text).toBe(first?.text);
    vendor.server.trouble('/realtime/commit', { breakAfter: 0 });
    expect((await hear(recognizer)).text).toBe(first?.text);
  });

  it('replaces a connection that was closed while nobody talked', async () => {
    const recognizer = open();
    await hear(recognizer);
    vendor.server.cut();
    expect((await hear(recognizer)).text).toBe(first?.text);
  });

  it('says what goes wrong, without the key', async () => {
    await expect(hear(open('sk-not-this-one'))).rejects.toMatchObject({
      fault: 'refused',
      message: expect.stringMatching(/not accepted.*\[key\]/),
    });
    vendor.server.trouble(
      '/realtime',
      { status: 429, body: { error: { message: 'slow down' } } },
      { status: 503 },
    );
    await expect(hear(open())).rejects.toMatchObject({ fault: 'busy' });
    vendor.server.trouble('/realtime/commit', { body: { message: 'no idea' } });
    await expect(hear(open())).rejects.toThrow(/no idea/);
    vendor.server.trouble('/realtime/commit', { stallAfter: 0 });
    await expect(hear(open(vendor.apiKey, 100))).rejects.toThrow(/no text within 0.1 s/);
  });
});
