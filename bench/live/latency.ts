import { setTimeout as sleep } from 'node:timers/promises';
import { type ServerProcess, untilQuiet, Viewer, waitFor } from '@avatarium/tests/support';

const QUIET = 0.01;

/** Milliseconds from the create request to the first decoded picture, `count` sessions one after another. */
export async function createToFirstPicture(
  server: ServerProcess,
  count: number,
  body: object,
): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < count; i += 1) {
    const from = performance.now();
    const session = await server.api.createSession(body);
    const viewer = await joinSession(session.credentials);
    times.push((await viewer.firstPicture()) - from);
    await viewer.leave();
    await server.api.closeSession(session._id);
  }
  return times;
}

export async function joinSession(credentials: Record<string, string>): Promise<Viewer> {
  return Viewer.join(credentials.livekit_url ?? '', credentials.livekit_token ?? '');
}

/** Milliseconds from sending a chat to the first audible 10 ms, `count` times in one session. */
export async function chatToSound(viewer: Viewer, count: number): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < count; i += 1) {
    await untilQuiet(viewer);
    await sleep(200 + 37 * i);
    const from = performance.now();
    await viewer.chat(`latency-${i}`, `Sentence number ${i} is a short one.`);
    times.push((await waitFor('sound', () => viewer.firstSoundAfter(from, QUIET))) - from);
  }
  await untilQuiet(viewer);
  return times;
}

/** Milliseconds from sending an interrupt in mid-speech to the last audible 10 ms. */
export async function interruptToSilence(viewer: Viewer, count: number): Promise<number[]> {
  const times: number[] = [];
  const text =
    'I am going to keep talking about nothing in particular for as long as nobody stops me, and then some more.';
  for (let i = 0; i < count; i += 1) {
    await untilQuiet(viewer);
    const from = performance.now();
    await viewer.chat(`interrupt-${i}`, text);
    await waitFor('sound', () => viewer.firstSoundAfter(from, QUIET));
    await sleep(700 + 53 * i);
    const interrupted = performance.now();
    await viewer.command(`stop-${i}`, 'interrupt');
    await untilQuiet(viewer, 600);
    times.push(Math.max(0, (viewer.lastSound(QUIET) ?? interrupted) - interrupted));
  }
  return times;
}
