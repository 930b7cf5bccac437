import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFliteSynthesizer } from '../packages/server/src/speech/tts/flite/index.js';
import {
  Agent,
  type AgentRoom,
  BURSTS,
  lipSkew,
  openAgentRoom,
  type ServerProcess,
  startServer,
  Viewer,
  waitFor,
} from './support/index.js';

const SAID = 5;
/** Generous: the machine that runs the tests may be busy. */
const MAX_SKEW_MS = 120;

/** What an agent's own voice would send: mono, 16 kHz. */
async function speech(): Promise<Uint8Array> {
  const voice = await createFliteSynthesizer();
  const text = Array.from({ length: SAID }, () => BURSTS).join(' ');
  const voiceId = voice.voices()[0]?.voiceId ?? '';
  const pieces: Uint8Array[] = [];
  for await (const { pcm } of voice.synthesize({ text, voiceId, speed: 1, pronunciations: {} })) {
    pieces.push(new Uint8Array(pcm.buffer, pcm.byteOffset, pcm.byteLength));
  }
  await voice.close();
  return Buffer.concat(pieces);
}

describe('a session that says what an agent streams in', () => {
  let server: ServerProcess;
  let room: AgentRoom;
  let agent: Agent;
  let viewer: Viewer;

  beforeAll(async () => {
    server = await startServer({ env: { URL_ALLOWLIST: '127.0.0.1' } });
    room = await openAgentRoom();
    agent = await Agent.join(room.url, room.agentToken);
    await server.api.createSession({ scene_mode: 'meeting', credentials: room.credentials });
    viewer = await Viewer.join(room.url, room.viewerToken);
    await agent.sees(room.avatar);
    await viewer.firstPicture();
    await sleep(1_000);
  });
  afterAll(async () => {
    await viewer?.leave();
    await agent?.viewer.leave();
    await server?.dispose();
    await room?.close();
  });

  it('moves its lips with the sound, on the pictures that viewers decode', async () => {
    const { skewsMs, bursts } = await lipSkew(viewer, async () => agent.say(await speech()));
    expect(bursts).toBeGreaterThanOrEqual(SAID);
    expect(skewsMs.length).toBeGreaterThanOrEqual(SAID - 1);
    const median = skewsMs.sort((a, b) => a - b)[Math.floor(skewsMs.length / 2)] ?? Number.NaN;
    expect(Math.abs(median)).toBeLessThan(MAX_SKEW_MS);
    expect(viewer.events('audio_start')).toHaveLength(1);
    expect(viewer.events('audio_end')).toHaveLength(1);
    await waitFor('the report of the end', () => agent.finished.length === 1);
    expect(agent.finished[0]).toMatchObject({ interrupted: false });
  });

  it('says nothing else, and falls silent when the agent takes its speech back', async () => {
    await viewer.chat('c', 'Hello?');
    await waitFor('the answer', () => viewer.frames.some(({ pld }) => pld.cmd === 'chat'));
    expect(viewer.frames.find(({ pld }) => pld.cmd === 'chat')).toMatchObject({
      mid: 'c',
      pld: { code: 1003 },
    });
    const from = performance.now();
    await agent.say(await speech());
    await waitFor('sound', () => viewer.firstSoundAfter(from));
    expect(await agent.clear()).toBe('ok');
    await waitFor('the report of the end', () => agent.finished.length === 2);
    expect(agent.finished[1]?.interrupted).toBe(true);
    await sleep(1_000);
    expect(performance.now() - (viewer.lastSound() ?? 0)).toBeGreaterThan(400);
    expect(viewer.botText()).toBe('');
  });
});
