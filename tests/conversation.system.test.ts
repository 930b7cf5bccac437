import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { TRANSCRIPT_PATHS, type Transcript } from '@avatarium/contract';
import { type ElevenLabsVendor, startElevenLabs } from 'avatarium/testing/vendors';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Health, held, median, printRow, printVerdicts, smoothnessOf } from './conversation/health.js';
import { answerTo, BOB, Talk } from './conversation/talk.js';
import { verdictsOn } from './conversation/verdicts.js';
import {
  type ConversationRig,
  type ConversationServer,
  joinConversation,
  launchChromium,
  lipSkew,
  pageLoudness,
  type Spoken,
  spokenByFlite,
  startConversationServer,
  TEST_API_KEY,
  waitFor,
  writeFakeMicrophone,
} from './support/index.js';

const MINUTES = Number(process.env.CONVERSATION_MINUTES ?? 0.5);
/** How often lips and sound are compared, and a row of figures is taken. */
const ROW_MIN = Math.min(2.5, MINUTES);
const SENTENCES = [
  'What are your opening hours on Sunday?',
  'Tell me more about the history of this building.',
  'Could you repeat that a little more slowly?',
  'Is there a bus that goes to the airport?',
];
const RACHEL = '21m00Tcm4TlvDq8ikWAM';

let spoken: Spoken[];
let elevenLabs: ElevenLabsVendor;
let server: ConversationServer;
let rig: ConversationRig;
beforeAll(async () => {
  [spoken, elevenLabs] = await Promise.all([spokenByFlite(SENTENCES, 'en-US-maya'), startElevenLabs()]);
  server = await startConversationServer({
    vocabulary: spoken,
    chat: {
      firstTokenMs: 150,
      tokensPerS: 50,
      answer: (messages) => answerTo(messages.at(-1)?.content ?? ''),
    },
    env: {
      TTS_PROVIDER: 'bundled',
      ELEVENLABS_API_KEY: elevenLabs.apiKey,
      ELEVENLABS_BASE_URL: elevenLabs.baseUrl,
    },
  });
});
afterAll(async () => {
  await server?.close();
  await elevenLabs?.close();
});
afterEach(() => rig?.close());

const join = async (body: object = {}) => {
  rig = await joinConversation(server, body);
  return rig;
};

it('talks on and on: no turn is lost, lips and sound stay together, and nothing grows', {
  timeout: 240_000 + MINUTES * 90_000,
}, async () => {
  const { viewer, session } = await join({ duration: 600 + Math.ceil(MINUTES * 60) });
  const talk = new Talk(rig);
  const sentence = (at: number) => spoken[at % spoken.length] as Spoken;
  const rows: Health[] = [];
  const fromMs = performance.now();

  const takeRow = async () => {
    const [{ spoken: spokenMs, typed: typedMs }, smoothness] = [
      talk.delaysMs,
      smoothnessOf(viewer.pictureTimesMs),
    ];
    const delays = { spokenMs: median(spokenMs.splice(0)), typedMs: median(typedMs.splice(0)) };
    const { skewsMs } = await lipSkew(viewer, () => talk.type(BOB));
    const min = (performance.now() - fromMs) / 60_000;
    const row: Health = {
      min,
      turns: talk.asked.length,
      skewMs: median(skewsMs),
      ...delays,
      ...smoothness,
      ...(await held(rig)),
    };
    printRow(row, rows.length === 0);
    rows.push(row);
    viewer.sound.length = 0;
    viewer.pictureTimesMs.length = 0;
    talk.delaysMs.typed.length = 0;
  };
  const round = async (at: number) => {
    await talk.say(sentence(3 * at));
    await talk.type(`And what is ${at} and ${at}?`);
    await talk.interrupt(sentence(3 * at + 1));
    await talk.say(sentence(3 * at + 2));
  };

  await round(0);
  await takeRow();
  const untilMs = performance.now() + MINUTES * 60_000;
  for (let at = 1; at === 1 || performance.now() < untilMs; at++) {
    await round(at);
    const isLast = performance.now() >= untilMs;
    if (isLast || performance.now() - fromMs > (rows.at(-1)?.min ?? 0) * 60_000 + ROW_MIN * 60_000) {
      await takeRow();
    }
  }

  const { data } = await server.server.api.get<Transcript>(
    `${TRANSCRIPT_PATHS.one}?session_id=${session._id}`,
  );
  const verdicts = verdictsOn(talk, rows, data?.entries ?? []);
  printVerdicts(verdicts);
  expect(verdicts.filter(({ ok }) => !ok)).toEqual([]);
});

describe("with ElevenLabs' voices", () => {
  const QUESTION = 'Will it rain tomorrow?';
  let asked = 0;

  /** Asks, and waits until the answer has been said. Gives what was shown of it and how long it was heard. */
  const ask = async (text: string): Promise<{ shown: string; heardS: number }> => {
    const { viewer } = rig;
    const fromMs = performance.now();
    await viewer.chat(`question-${++asked}`, text);
    await waitFor('the answer', () => viewer.events('audio_end', fromMs).length > 0, 30_000);
    const heardS = viewer.sound.filter(({ atMs, rms }) => atMs >= fromMs && rms > 0.01).length / 100;
    return { shown: viewer.botText(fromMs), heardS };
  };
  const requests = () => elevenLabs.server.received.filter(({ method }) => method === 'POST');
  const saidBy = (from: number) =>
    requests()
      .slice(from)
      .map(({ body }) => JSON.parse(String(body)).text)
      .join(' ');

  it('answers in the voice of the server’s account, whatever breaks on the way', async () => {
    await join({ voice_id: RACHEL });
    const first = await ask(QUESTION);
    expect(first.shown).toBe(answerTo(QUESTION));
    expect(first.heardS).toBeGreaterThan(0.5);
    expect(saidBy(0)).toBe(answerTo(QUESTION));

    elevenLabs.server.trouble('/with-timestamps', { breakAfter: 2 });
    expect((await ask(QUESTION)).shown).toBe(answerTo(QUESTION));
    expect(server.server.output()).toMatch(/ElevenLabs: the answer broke off; asked once more/);

    elevenLabs.server.trouble('/with-timestamps', { breakAfter: 2 }, { status: 429 });
    const replaced = await ask(QUESTION);
    expect(replaced.shown).toBe(answerTo(QUESTION));
    expect(replaced.heardS).toBeGreaterThan(0.5);
    expect(server.server.output()).toMatch(/ElevenLabs: .*429.*; the voice en-\S+ goes on/);
    expect(rig.viewer.frames.filter(({ pld }) => pld.cmd === 'chat')).toEqual([]);
  });

  it('answers in a voice of the caller’s own account', async () => {
    const settings = { api_key: elevenLabs.apiKey, stability: 0.4 };
    const from = requests().length;
    await join({ voice_id: 'AbCdEfGhIjKlMnOpQrSt', voice_params: { elevenlabs_settings: settings } });
    const { shown, heardS } = await ask(QUESTION);
    expect(shown).toBe(answerTo(QUESTION));
    expect(heardS).toBeGreaterThan(0.5);
    expect(saidBy(from)).toBe(answerTo(QUESTION));
    const asked = requests().slice(from);
    expect(asked.map(({ path }) => path.split('/')[3])).toContain('AbCdEfGhIjKlMnOpQrSt');
    expect(JSON.parse(String(asked[0]?.body)).voice_settings).toMatchObject({ stability: 0.4 });
  });

  it('has the bundled voice speak for an account that is refused, and tells why where none can', async () => {
    const settings = { api_key: 'xi-not-a-key-at-all' };
    await join({ mode_type: 1, voice_id: RACHEL, voice_params: { elevenlabs_settings: settings } });
    const { viewer } = rig;
    await viewer.chat('chinese', '你好，世界');
    const refused = await waitFor('the reason', () => viewer.frames.find(({ mid }) => mid === 'chinese'));
    expect(refused.pld).toMatchObject({ cmd: 'chat', code: 1218 });
    expect(refused.pld.msg).toMatch(/^text: ElevenLabs: the API key is not accepted/);
    expect(viewer.botText()).toBe('你好，世界');
    const english = await ask('The bundled voice says this.');
    expect(english.heardS).toBeGreaterThan(0.5);
    expect(english.shown).toBe('The bundled voice says this.');
    expect(JSON.stringify(viewer.frames) + server.server.output()).not.toContain('xi-not-a-key-at-all');
  });
});

it('answers whoever speaks into the microphone of the console', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'avatarium-microphone-'));
  const question = spoken[0] as Spoken;
  const heard = await writeFakeMicrophone(path.join(folder, 'microphone.wav'), question, {
    leadS: 2,
    gapS: 15,
  });
  const browser = await launchChromium([heard]);
  try {
    const page = await browser.newPage();
    await page.goto(server.server.baseUrl);
    await page.getByLabel('With the API key').fill(TEST_API_KEY);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('Dialogue', { exact: true }).click();
    await page.getByTestId('start').click();
    const speaking = (now: boolean) =>
      page.locator(`[data-testid="speaking"][data-speaking="${now}"]`).waitFor();
    // What it says by itself, to whom it greets.
    await speaking(true);
    await speaking(false);

    const microphone = page.getByTestId('mic');
    await microphone.click();
    await page.locator('[data-testid="mic"][data-state="heard"]').waitFor();
    // A busy machine garbles the fake microphone's sound; the recogniser then tells how much speech there was.
    const words = '(What are your opening hours|I hear [\\d.]+ seconds of speech)';
    const transcript = page.getByTestId('transcript');
    await transcript.locator('[data-from="user"]').getByText(new RegExp(words)).first().waitFor();
    await speaking(true);
    expect(await pageLoudness(page)).toBeGreaterThan(0.02);
    const answer = transcript.locator('[data-from="bot"]').getByText(new RegExp(`You asked me: ${words}`));
    await answer.first().waitFor();
    await page.getByTestId('turn').getByText('Spoken').waitFor();
    await microphone.click();
    await page.locator('[data-testid="mic"][data-state="muted"]').waitFor();
    await page.getByTestId('end').click();
    await page.getByText('You ended it').waitFor();
  } finally {
    await browser.close();
    await rm(folder, { recursive: true });
  }
});
