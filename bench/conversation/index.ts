import { type Spoken, spokenByFlite, startConversation } from '@avatarium/tests/support';
import type { BenchResult } from '../run.js';
import { humanUtterances, SENTENCES } from '../speech/utterances.js';
import { round, type Spread, spread } from '../stats.js';
import { mark, type Row } from '../table.js';
import { type BargedIn, bargeIn, commandSilence, spokenTurn, turnSteps } from './turns.js';

const FIRST_TOKEN_MS = 150;
const TOKENS_PER_S = 50;
/** `silence_duration_ms` of `turn_detection`: so long a silence ends a turn. */
const ENDPOINTING_MS = 500;
/** A pause as long as this within an utterance could be taken for its end. */
const MAX_PAUSE_S = 0.3;
const MAX_UTTERANCE_S = 5;

/** One breath without a pause in it, so that silence can only be an interruption. */
const BREATHLESS =
  'Once upon a time a very small server began to talk about everything that had ever happened to it while it was ' +
  'running all alone in a quiet corner of a rather large and warm room full of other machines that never said a word';
const LONG_QUESTION = 'Please tell me the whole story.';
/** Answers as models give them: some begin with a short clause, some with a whole sentence. */
const ANSWERS = [
  'Yes, of course. I would be glad to help you with that.',
  'The next one leaves at a quarter past nine from the main square.',
  'That is a good question. Let me think about it for a moment.',
  'On Sunday we are open from ten to six, and on every other day until eight.',
  'I am afraid not, but there is another one around the corner.',
];

/** A conversation by voice: how long the user waits, and how soon the avatar stops. Five minutes; `quick`: one and a half. */
export async function benchConversation({ quick }: { quick: boolean }): Promise<BenchResult> {
  const turns = quick ? 8 : 30;
  const interruptions = quick ? 10 : 20;
  const made = await spokenByFlite(SENTENCES, 'en-US-maya');
  const people = humanUtterances().filter(fluent);
  const spoken = [...made, ...people.slice(0, SENTENCES.length)];
  let asked = 0;
  const rig = await startConversation({
    vocabulary: spoken,
    chat: {
      firstTokenMs: FIRST_TOKEN_MS,
      tokensPerS: TOKENS_PER_S,
      answer: (messages) =>
        messages.at(-1)?.content === LONG_QUESTION ? BREATHLESS : (ANSWERS[asked++ % ANSWERS.length] ?? ''),
    },
    session: {
      duration: 3_600,
      voice_params: { turn_detection: { type: 'server_vad', silence_duration_ms: ENDPOINTING_MS } },
    },
  });
  try {
    const said = (at: number) => spoken[(at * 7) % spoken.length] as Spoken;
    // The first turn of a process pays for warming up; it is told apart.
    const cold = await spokenTurn(rig, said(0), 1_500);
    process.stderr.write(`… ${turns} spoken turns\n`);
    const delays: number[] = [];
    let understood = 0;
    for (let turn = 1; turn <= turns; turn++) {
      const answered = await spokenTurn(rig, said(turn), 200 + 37 * (turn % 10));
      delays.push(answered.delayMs - ENDPOINTING_MS);
      if (answered.understood) understood++;
    }
    const steps = await turnSteps(rig.server.baseUrl, 'voice');
    process.stderr.write(`… ${interruptions} interruptions\n`);
    const interrupted: BargedIn[] = [];
    const commanded: number[] = [];
    let missed = 0;
    for (let at = 0; at < interruptions; at++) {
      const question = LONG_QUESTION;
      const { pcm } = made[at % made.length] as Spoken;
      const bargedIn = await bargeIn(rig, { question, pcm, afterMs: 1_000 + 53 * at });
      if (bargedIn) interrupted.push(bargedIn);
      else missed++;
      const commandMs = at % 2 ? await commandSilence(rig, { question, afterMs: 1_000 + 53 * at }) : null;
      if (commandMs !== null) commanded.push(commandMs);
    }
    const delayMs = spread(delays);
    const silences = interrupted.map(({ silenceMs }) => silenceMs);
    const silenceMs = spread(silences);
    const serverMs = spread(interrupted.map(({ serverMs }) => serverMs).filter((ms) => !Number.isNaN(ms)));
    const outMs = spread(commanded);
    const rows: Row[] = [
      {
        name: `end of speech → first sound, less ${ENDPOINTING_MS} ms of endpointing`,
        value: inMs(delayMs),
        ...mark(delayMs.p50, 450),
      },
      {
        name: 'barge-in → silence: first loud ms at the microphone → last loud 10 ms at the ear',
        value: `${inMs(silenceMs)}${missed > 0 ? `, ${missed} more while nothing was heard` : ''}`,
        ...mark(silenceMs.p95, 250),
      },
      { name: '… in the server: sound has come → avatar silent, by the metrics', value: inMs(serverMs) },
      { name: '… from there to the ear, as after a command to be silent', value: inMs(outMs) },
      {
        name: '… from the microphone to the server: the rest',
        value: `p50 ${round(silenceMs.p50 - serverMs.p50 - outMs.p50, 0)} ms`,
      },
      { name: 'understood as it was said', value: `${understood} of ${turns}` },
      ...Object.entries(steps).map(([step, ms]) => ({
        name: `speech end → ${step.replaceAll('_', ' ')}, by the metrics`,
        value: `mean ${round(ms, 0)} ms`,
      })),
    ];
    const coldDelayMs = round(cold.delayMs - ENDPOINTING_MS);
    const bargeInMs = { silence: silenceMs, server: serverMs, command: outMs, missed };
    const data = { endpointingMs: ENDPOINTING_MS, coldDelayMs, delayMs, bargeInMs, understood, steps };
    return {
      rows,
      data: { ...data, delays: delays.map((ms) => round(ms)), silences: silences.map((ms) => round(ms)) },
    };
  } finally {
    await rig.close();
  }
}

const inMs = ({ n, p50, p95 }: Spread): string => `p50 ${round(p50, 0)} ms, p95 ${round(p95, 0)} ms (n=${n})`;

/** Whether it is short, and without a pause that ends a turn. */
function fluent({ pcm }: Spoken): boolean {
  const [rateHz, frame] = [16_000, 160];
  if (pcm.length > MAX_UTTERANCE_S * rateHz) return false;
  let [pause, longest, begun] = [0, 0, false];
  for (let at = 0; at + frame <= pcm.length; at += frame) {
    let sum = 0;
    for (let i = at; i < at + frame; i++) sum += (pcm[i] ?? 0) ** 2;
    const loud = Math.sqrt(sum / frame) / 32_768 > 0.01;
    if (loud && begun) longest = Math.max(longest, pause);
    if (loud) begun = true;
    pause = loud ? 0 : pause + frame / rateHz;
  }
  return longest < MAX_PAUSE_S;
}
