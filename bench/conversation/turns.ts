import { setTimeout as sleep } from 'node:timers/promises';
import {
  type ConversationRig,
  type Spoken,
  untilQuiet,
  type Viewer,
  waitFor,
} from '@avatarium/tests/support';

/** Speech is said to last until no more 10 ms of it are louder than this; full scale is 1. */
const QUIET = 0.01;
/** Longer than any pause within one of the avatar's words. */
const SILENCE_MS = 250;
const LONG_WAIT_MS = 60_000;

export interface Answered {
  /** From the end of the user's speech to the first audible 10 ms of the avatar, as the user hears it. */
  delayMs: number;
  /** What the recogniser understood was all that was said. */
  understood: boolean;
}

/** The user says something, and the avatar answers; it is quiet before and after. */
export async function spokenTurn(
  { viewer, microphone }: ConversationRig,
  { text, pcm }: Spoken,
  pauseMs: number,
): Promise<Answered> {
  await sleep(pauseMs);
  const fromMs = performance.now();
  const { endMs } = await microphone.say(pcm);
  const heardMs = await waitFor('an answer', () => viewer.firstSoundAfter(fromMs, QUIET), LONG_WAIT_MS);
  await untilQuiet(viewer, 1_200);
  const understood = viewer.frames
    .filter(({ type, pld, atMs }) => type === 'chat' && pld.from === 'user' && atMs > fromMs)
    .map(({ pld }) => pld.text ?? '')
    .join('');
  viewer.sound.length = 0;
  return { delayMs: heardMs - endMs, understood: understood.trim() === text.trim() };
}

export interface BargedIn {
  /** From the first loud millisecond that left the microphone to the last audible 10 ms of what the avatar was saying. */
  silenceMs: number;
  /** The server's part, by its metrics: from the first of that sound that came to the avatar's silence. NaN: not told. */
  serverMs: number;
}

/** The user begins to talk while the avatar does. Null when the avatar was not heard then. */
export async function bargeIn(
  { viewer, microphone, server }: ConversationRig,
  { question, pcm, afterMs }: { question: string; pcm: Int16Array; afterMs: number },
): Promise<BargedIn | null> {
  const fromMs = await untilTelling(viewer, question, afterMs);
  const before = await bargeInMetric(server.baseUrl);
  const { startMs } = await microphone.say(pcm);
  // Its answer follows, after a silence.
  await waitFor('another answer', () => viewer.events('audio_start', startMs)[0], LONG_WAIT_MS);
  const lastMs = lastLoudMs(viewer, fromMs, startMs);
  await waitFor(
    'the sound of it',
    () => viewer.firstSoundAfter((lastMs ?? startMs) + 1, QUIET),
    LONG_WAIT_MS,
  );
  await untilQuiet(viewer, 1_200);
  const after = await bargeInMetric(server.baseUrl);
  viewer.sound.length = 0;
  if (lastMs === undefined) return null;
  return {
    silenceMs: lastMs - startMs,
    serverMs: ((after.sumS - before.sumS) * 1000) / (after.count - before.count || Number.NaN),
  };
}

/** The same by a command of the client, without a microphone or a voice to be heard: from its sending to silence. */
export async function commandSilence(
  { viewer }: ConversationRig,
  { question, afterMs }: { question: string; afterMs: number },
): Promise<number | null> {
  const fromMs = await untilTelling(viewer, question, afterMs);
  const startMs = performance.now();
  await viewer.command(`interrupt-${Math.round(startMs)}`, 'interrupt');
  await sleep(1_500);
  const lastMs = lastLoudMs(viewer, fromMs, startMs);
  viewer.sound.length = 0;
  return lastMs === undefined ? null : lastMs - startMs;
}

/** Asks something that is answered at length, and lets the answer be heard for a while. Returns when it was asked. */
async function untilTelling(viewer: Viewer, question: string, forMs: number): Promise<number> {
  const fromMs = performance.now();
  await viewer.chat(`question-${Math.round(fromMs)}`, question);
  await waitFor('the avatar to speak', () => viewer.firstSoundAfter(fromMs, QUIET), LONG_WAIT_MS);
  await sleep(forMs);
  return fromMs;
}

/** The end of the sound that was heard at `atMs`; undefined when there was none. */
function lastLoudMs({ sound }: Viewer, fromMs: number, atMs: number): number | undefined {
  const times = sound.filter(({ atMs: at, rms }) => rms > QUIET && at > fromMs).map(({ atMs: at }) => at);
  return times.find((at, i) => at >= atMs - SILENCE_MS && (times[i + 1] ?? Infinity) - at > SILENCE_MS);
}

async function bargeInMetric(baseUrl: string): Promise<{ sumS: number; count: number }> {
  const metrics = await (await fetch(`${baseUrl}/metrics`)).text();
  const read = (part: string) =>
    Number(
      new RegExp(`^avatarium_barge_in_delay_seconds_${part} (\\S+)$`, 'm').exec(metrics)?.[1] ?? Number.NaN,
    );
  return { sumS: read('sum'), count: read('count') };
}

/** Mean milliseconds of each step of the turns so far, from the end of what the user said, by the server's metrics. */
export async function turnSteps(baseUrl: string, via: 'voice' | 'text'): Promise<Record<string, number>> {
  const metrics = await (await fetch(`${baseUrl}/metrics`)).text();
  const read = (part: string) => {
    const pattern = new RegExp(`^avatarium_turn_delay_seconds_${part}\\{([^}]*)\\} (\\S+)$`, 'gm');
    const byStep = new Map<string, number>();
    for (const [, labels = '', value] of metrics.matchAll(pattern)) {
      const step = /step="(\w+)"/.exec(labels)?.[1];
      if (step && labels.includes(`via="${via}"`)) byStep.set(step, Number(value));
    }
    return byStep;
  };
  const counts = read('count');
  return Object.fromEntries(
    [...read('sum')].map(([step, sum]) => [step, (sum * 1000) / (counts.get(step) ?? Number.NaN)]),
  );
}
