import os from 'node:os';
import { TRANSCRIPT_PATHS, type Transcript } from '@avatarium/contract';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { answerTo, BOB, STORY, Talk, TELL } from './conversation/talk.js';
import {
  type ConversationRig,
  lipSkew,
  openHandles,
  residentMiB,
  type Spoken,
  spokenByFlite,
  startConversation,
} from './support/index.js';

const MINUTES = Number(process.env.CONVERSATION_MINUTES ?? 0.5);
const MAX_SKEW_MS = 120;
const MAX_DRIFT_MS = 100;
const MAX_GROWTH_MIB = 80;
const MAX_MORE_HANDLES = 10;
const SENTENCES = [
  'What are your opening hours on Sunday?',
  'Tell me more about the history of this building.',
  'Could you repeat that a little more slowly?',
  'Is there a bus that goes to the airport?',
];

let spoken: Spoken[];
let rig: ConversationRig;
// A second try begins with a server of its own.
beforeEach(async () => {
  spoken = await spokenByFlite(SENTENCES, 'en-US-maya');
  rig = await startConversation({
    vocabulary: spoken,
    chat: {
      firstTokenMs: 150,
      tokensPerS: 50,
      answer: (messages) => answerTo(messages.at(-1)?.content ?? ''),
    },
    session: { duration: 600 + Math.ceil(MINUTES * 60) },
  });
});
afterEach(() => rig?.close());

const median = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

it('talks on and on: no turn is lost, lips and sound stay together, and nothing grows', {
  timeout: 180_000 + MINUTES * 60_000,
}, async () => {
  const talk = new Talk(rig);
  const sentence = (at: number) => spoken[at % spoken.length] as Spoken;
  const skew = async () => median((await lipSkew(rig.viewer, () => talk.type(BOB))).skewsMs);
  const residents: number[] = [];

  const firstSkewMs = await skew();
  const handles = openHandles(rig.server.pid);
  const untilMs = performance.now() + MINUTES * 60_000;
  for (let round = 0; round === 0 || performance.now() < untilMs; round++) {
    rig.viewer.sound.length = 0;
    await talk.say(sentence(3 * round));
    residents.push(residentMiB(rig.server.pid));
    await talk.type(`And what is ${round} and ${round}?`);
    residents.push(residentMiB(rig.server.pid));
    await talk.interrupt(sentence(3 * round + 1));
    await talk.say(sentence(3 * round + 2));
    residents.push(residentMiB(rig.server.pid));
  }
  const lastSkewMs = await skew();

  expect(Math.abs(lastSkewMs)).toBeLessThan(MAX_SKEW_MS);
  expect(Math.abs(lastSkewMs - firstSkewMs)).toBeLessThan(MAX_DRIFT_MS);
  expect(talk.understood).toBeGreaterThan(0);

  const path = `${TRANSCRIPT_PATHS.one}?session_id=${rig.session._id}`;
  const { data } = await rig.server.api.get<Transcript>(path);
  const entries = data?.entries ?? [];
  expect(entries.filter(({ from }) => from === 'user').map(({ text }) => text)).toEqual(talk.asked);
  const bot = entries.filter(({ from }) => from === 'bot');
  expect(bot.filter(({ interrupted }) => !interrupted).map(({ text }) => text)).toEqual(talk.answers);
  for (const [at, { text }] of entries.entries()) {
    if (text !== TELL) continue;
    const story = entries[at + 1];
    expect(story).toMatchObject({ from: 'bot', interrupted: true });
    expect(story?.text.length).toBeLessThan(STORY.length);
    expect(STORY.startsWith(story?.text ?? '?')).toBe(true);
  }

  // Once everything has been used, memory is to stay as it is.
  const third = Math.ceil(residents.length / 3);
  const growthMiB = median(residents.slice(-third)) - median(residents.slice(0, third));
  expect(growthMiB).toBeLessThan(MAX_GROWTH_MIB);
  const now = openHandles(rig.server.pid);
  expect(now.sockets + now.files + now.threads).toBeLessThan(
    handles.sockets + handles.files + handles.threads + MAX_MORE_HANDLES,
  );
  console.log(
    `${talk.asked.length} turns in ${MINUTES} min, ${talk.understood} spoken ones understood word by word; ` +
      `lips ${firstSkewMs.toFixed(0)} → ${lastSkewMs.toFixed(0)} ms; memory ${growthMiB.toFixed(0)} MiB more ` +
      `(${residents.at(0)?.toFixed(0)} → ${residents.at(-1)?.toFixed(0)}); load ${os.loadavg()[0]?.toFixed(1)}`,
  );
});
