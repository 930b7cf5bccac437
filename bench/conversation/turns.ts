import { setTimeout as sleep } from 'node:timers/promises';
import { type ConversationRig, type Spoken, untilQuiet, waitFor } from '@avatarium/tests/support';

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

/**
 * The user begins to talk while the avatar does: milliseconds from the first loud piece that left the microphone to
 * the last audible 10 ms of what the avatar was saying.
 */
export async function bargeIn(
  { viewer, microphone }: ConversationRig,
  { question, pcm, afterMs }: { question: string; pcm: Int16Array; afterMs: number },
): Promise<number> {
  const fromMs = performance.now();
  await viewer.chat(`barge-in-${Math.round(fromMs)}`, question);
  await waitFor('the avatar to speak', () => viewer.firstSoundAfter(fromMs, QUIET), LONG_WAIT_MS);
  await sleep(afterMs);
  const { startMs } = await microphone.say(pcm);
  const loud = () => viewer.sound.filter(({ atMs, rms }) => rms > QUIET && atMs > fromMs);
  // Its answer follows, after a silence.
  await waitFor('another answer', () => viewer.events('audio_start', startMs).length > 0, LONG_WAIT_MS);
  await untilQuiet(viewer, 1_200);
  const times = loud().map(({ atMs }) => atMs);
  const lastMs = times.find(
    (atMs, at) => atMs >= startMs - SILENCE_MS && (times[at + 1] ?? Infinity) - atMs > SILENCE_MS,
  );
  viewer.sound.length = 0;
  return Math.max(0, (lastMs ?? startMs) - startMs);
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
