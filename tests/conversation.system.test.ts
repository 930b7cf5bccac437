import { TRANSCRIPT_PATHS, type Transcript } from '@avatarium/contract';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Health, held, median, printRow, printVerdicts, smoothnessOf } from './conversation/health.js';
import { answerTo, BOB, Talk } from './conversation/talk.js';
import { verdictsOn } from './conversation/verdicts.js';
import {
  type ConversationRig,
  lipSkew,
  type Spoken,
  spokenByFlite,
  startConversation,
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

it('talks on and on: no turn is lost, lips and sound stay together, and nothing grows', {
  timeout: 240_000 + MINUTES * 90_000,
}, async () => {
  const { viewer } = rig;
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

  const path = `${TRANSCRIPT_PATHS.one}?session_id=${rig.session._id}`;
  const { data } = await rig.server.api.get<Transcript>(path);
  const verdicts = verdictsOn(talk, rows, data?.entries ?? []);
  printVerdicts(verdicts);
  expect(verdicts.filter(({ ok }) => !ok)).toEqual([]);
});
