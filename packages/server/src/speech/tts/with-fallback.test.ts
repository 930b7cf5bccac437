import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ElevenLabsVendor, startElevenLabs } from '../../testing/vendors/index.js';
import type { Trouble } from '../../testing/vendors/vendor-server.js';
import { type ClauseChunk, ClauseSynthesizer } from './clause-synthesizer.js';
import { ElevenLabs } from './elevenlabs/index.js';
import { FLITE_VOICES } from './flite/voices.js';
import type { SpeechChunk, SpeechSynthesizer, Voice } from './port.js';
import type { Clause } from './text/clauses.js';
import { describeSynthesizer } from './tts.suite.js';
import { WithFallback } from './with-fallback.js';

const RACHEL = '21m00Tcm4TlvDq8ikWAM';
const TEXT =
  'This is the first sentence of the answer. This is the second one, which is a little longer than that.';
const HUM_RATE_HZ = 8000;

/** Whom the bundled voices are stood in for: a hum of 50 ms for each letter takes no time to make. */
class Humming extends ClauseSynthesizer<Voice> {
  constructor() {
    super('humming', FLITE_VOICES, HUM_RATE_HZ);
  }

  protected override async make({ spoken }: Clause): Promise<ClauseChunk> {
    const lengthS = spoken.length / 20;
    const pcm = new Int16Array(lengthS * HUM_RATE_HZ).map((_, at) => 3000 * Math.sin(at / 8));
    return { sampleRateHz: HUM_RATE_HZ, pcm, phones: [{ phone: 'm', startS: 0, endS: lengthS }] };
  }

  override async close(): Promise<void> {}
}

let vendor: ElevenLabsVendor;
let cloud: ElevenLabs;
let bundled: SpeechSynthesizer;
beforeAll(async () => {
  vendor = await startElevenLabs();
  cloud = new ElevenLabs({ apiKey: vendor.apiKey, baseUrl: vendor.baseUrl, anyVoice: true });
  await cloud.refreshVoices();
  bundled = new Humming();
});
afterAll(async () => {
  await cloud.close();
  await bundled.close();
  await vendor.close();
});

describeSynthesizer(
  'a voice with another one behind it',
  async () => {
    const { apiKey, baseUrl } = vendor;
    const first = new ElevenLabs({ apiKey, baseUrl });
    await first.refreshVoices();
    return new WithFallback(first, { fallback: bundled, onWarning: () => undefined });
  },
  { longestText: 700 },
);

function setUp(fallback: SpeechSynthesizer | null = bundled) {
  const warnings: string[] = [];
  const voice = new WithFallback(cloud, { fallback, onWarning: (message) => warnings.push(message) });
  const say = async (text = TEXT, voiceId = RACHEL, signal?: AbortSignal) => {
    const chunks: SpeechChunk[] = [];
    const request = { text, voiceId, speed: 1, pronunciations: {}, signal };
    for await (const chunk of voice.synthesize(request)) chunks.push(chunk);
    return chunks;
  };
  return { voice, say, warnings };
}
const fail = (...troubles: Trouble[]) => vendor.server.trouble('/with-timestamps', ...troubles);
const joined = (chunks: SpeechChunk[]) => chunks.map(({ text }) => text).join('');
/** Only the bundled voice tells phones. */
const whoSays = (chunks: SpeechChunk[]) => chunks.map(({ phones }) => (phones ? 'bundled' : 'cloud'));

describe('a sentence goes on', () => {
  it('with the same voice, when a passing fault breaks it off', async () => {
    const { say, warnings } = setUp();
    // One sentence is one request, so that it is clear which one breaks off.
    const text = 'This is one sentence, which is long enough to break off somewhere in its middle.';
    fail({ breakAfter: 6 });
    const chunks = await say(text);
    expect(joined(chunks)).toBe(text);
    expect(new Set(whoSays(chunks))).toEqual(new Set(['cloud']));
    expect(warnings).toEqual([expect.stringMatching(/^ElevenLabs: the answer broke off; asked once more$/)]);
    const again = JSON.parse(String(vendor.server.received.at(-1)?.body)) as { text: string };
    // What was said is not said again.
    expect(again.text).not.toMatch(/^This is/);
  });

  it('with another voice, in the middle, when it fails again', async () => {
    const { say, warnings } = setUp();
    fail({ breakAfter: 6 }, { breakAfter: 6 }, { status: 500 }, { status: 500 });
    const chunks = await say();
    expect(joined(chunks)).toBe(TEXT);
    const sayers = whoSays(chunks);
    expect(sayers[0]).toBe('cloud');
    expect(sayers.at(-1)).toBe('bundled');
    expect(sayers.lastIndexOf('cloud')).toBeLessThan(sayers.indexOf('bundled'));
    expect(warnings.at(-1)).toMatch(/goes on$/);
    fail();
  });

  it('with another voice at once, when it is refused, and leaves the vendor alone for a while', async () => {
    const { say, warnings } = setUp();
    const body = { detail: { status: 'invalid_api_key', message: 'Invalid API key' } };
    fail({ status: 401, body }, { status: 401, body });
    expect(new Set(whoSays(await say()))).toEqual(new Set(['bundled']));
    const asked = vendor.server.received.length;
    expect(joined(await say())).toBe(TEXT);
    expect(vendor.server.received).toHaveLength(asked);
    expect(warnings).toHaveLength(1);
    fail();
  });

  it('with a voice of the same gender', async () => {
    const { say, warnings } = setUp();
    fail({ status: 400 }, { status: 400 });
    await say('Hello.', 'pNInz6obpgDQGcFmaJgB');
    const voiceId = /the voice (\S+) goes on/.exec(warnings[0] ?? '')?.[1];
    expect(bundled.voices().find((voice) => voice.voiceId === voiceId)?.gender).toBe('Male');
    fail();
  });
});

describe('the fault is told', () => {
  it('where nobody else is there', async () => {
    const { say } = setUp(null);
    fail({ status: 500 }, { status: 500 }, { status: 500 });
    await expect(say('Hello.')).rejects.toMatchObject({
      name: 'ProviderError',
      message: /ElevenLabs: it has failed/,
    });
    fail();
  });

  it('where the other voice cannot speak the text or the language', async () => {
    const { say } = setUp();
    fail({ status: 400 }, { status: 400 });
    await expect(say('你好，很高兴见到你。')).rejects.toMatchObject({ name: 'ProviderError' });
    fail({ status: 400 }, { status: 400 });
    await expect(say('Guten Morgen.', 'zX9cVb8nM7aS6dF5gH4j')).rejects.toMatchObject({
      name: 'ProviderError',
    });
    fail();
  });

  it('not when the speech was interrupted, and not as a fault of the vendor when the request is wrong', async () => {
    const { say, voice, warnings } = setUp();
    const abort = new AbortController();
    fail({ stallAfter: 0 }, { stallAfter: 0 });
    const asked = vendor.server.received.length;
    const saying = say(TEXT, RACHEL, abort.signal);
    await expect.poll(() => vendor.server.received.length).toBeGreaterThan(asked);
    abort.abort();
    expect(await saying).toEqual([]);
    fail();
    await expect(say('Hello.', 'nobody')).rejects.toThrow(RangeError);
    expect(warnings).toEqual([]);
    expect(voice.canSpeak('Hello.', RACHEL)).toBe(true);
  });
});
