import { setTimeout as sleep } from 'node:timers/promises';
import { type ServerProcess, startServer } from '@avatarium/tests/support';
import { type Cost, Crowd, measureCost } from './load.js';

export interface Format {
  size: string;
  codec: 'vp8' | 'h264';
}

export const FORMATS: Format[] = [
  { size: '1280x720', codec: 'vp8' },
  { size: '1280x720', codec: 'h264' },
  { size: '512x512', codec: 'vp8' },
  { size: '512x512', codec: 'h264' },
];

const ENOUGH_FPS = 24.5;
const LONG_TEXT = Array.from(
  { length: 60 },
  (_, i) => `This is sentence ${i + 1}, and the speaker has no intention of stopping.`,
).join(' ');

export function startFor(format: Format, maxSessions: number): Promise<ServerProcess> {
  return startServer({
    env: { VIDEO_SIZE: format.size, VIDEO_CODEC: format.codec, MAX_SESSIONS: String(maxSessions) },
  });
}

/** Starts a session that is watched by the crowd and talks for minutes. */
export async function addSpeaker(server: ServerProcess, crowd: Crowd): Promise<void> {
  const session = await server.api.createSession({ mode_type: 1, duration: 900 });
  await crowd.watch(session, LONG_TEXT);
}

export interface Capacity {
  /** Most sessions, all speaking and all watched, of which each published at least 24.5 pictures a second. */
  sessions: number;
  steps: Cost[];
}

/** Adds speaking sessions one by one until the server falls short of 25 pictures a second. */
export async function capacity(format: Format, seconds: number): Promise<Capacity> {
  const server = await startFor(format, 16);
  const crowd = new Crowd();
  const steps: Cost[] = [];
  try {
    for (let sessions = 1; sessions <= 12; sessions += 1) {
      await addSpeaker(server, crowd);
      await sleep(2_000);
      const cost = await measureCost(server, sessions, seconds);
      steps.push(cost);
      if (cost.publishedFps < ENOUGH_FPS) break;
    }
  } finally {
    await crowd.leave();
    await server.dispose();
  }
  return { sessions: steps.filter((step) => step.publishedFps >= ENOUGH_FPS).length, steps };
}

/** The event loop's delay while `sessions` of them speak. */
export async function loopDelayAt(format: Format, sessions: number, seconds: number): Promise<Cost> {
  const server = await startFor(format, 16);
  const crowd = new Crowd();
  try {
    for (let i = 0; i < sessions; i += 1) await addSpeaker(server, crowd);
    await sleep(3_000);
    return await measureCost(server, sessions, seconds);
  } finally {
    await crowd.leave();
    await server.dispose();
  }
}
