import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Microphone, Viewer, waitFor } from '../../../../tests/support/index.js';
import type { RenderPool } from '../performer/index.js';
import { createFliteSynthesizer } from '../speech/tts/flite/index.js';
import type { TranscriptEntry } from '../transcripts/port.js';
import { type RoomServer, startEmbeddedServer, TestRoom } from '../transports/testing/room-servers.js';
import { loadDialogue } from './dialogue/index.js';
import type { LiveSession, LiveSessionOptions } from './port.js';
import { ScriptedRecognizer } from './testing/scripted-recognizer.js';
import { createTestSession, LONG, markerPool } from './testing/session-rig.js';
import type { TurnTimings } from './turn-timings.js';

describe('talking to an avatar', () => {
  let server: RoomServer;
  let pool: RenderPool;
  let room: TestRoom;
  let viewer: Viewer;
  let microphone: Microphone;
  let recognizer: ScriptedRecognizer;
  let session: LiveSession;
  let entries: TranscriptEntry[];
  let turns: TurnTimings[];
  let bargeIns: number[];
  let hello: Int16Array;

  const meet = async (options: Partial<LiveSessionOptions> = {}, deaf = false): Promise<void> => {
    session = await createTestSession(
      { pool, room },
      {
        recognizer: () => (deaf ? null : recognizer),
        transcripts: { add: (_id, entry) => void entries.push(entry) },
        onTurn: (_id, timings) => void turns.push(timings),
        onBargeIn: (delayMs) => void bargeIns.push(delayMs),
      },
      options,
    );
    await session.start();
    viewer = await Viewer.join(room.url, await room.token('viewer'));
    microphone = await Microphone.publish(viewer.room);
    await viewer.firstPicture();
  };
  const longestPauseMs = () => {
    const loud = viewer.sound.filter(({ rms }) => rms > 0.1).map(({ atMs }) => atMs);
    return Math.max(...loud.slice(1).map((atMs, i) => atMs - (loud[i] ?? atMs)));
  };
  const captions = (from: string) =>
    viewer.frames
      .filter(({ type, pld }) => type === 'chat' && pld.from === from)
      .map(({ pld }) => pld.text ?? '')
      .join('');

  beforeAll(async () => {
    pool = markerPool();
    server = await startEmbeddedServer();
    await loadDialogue();
    const flite = await createFliteSynthesizer();
    const voiceId = flite.voices()[0]?.voiceId ?? '';
    const pieces: number[] = [];
    const request = { text: 'Hello there, what can you do?', voiceId, speed: 1, pronunciations: {} };
    for await (const { pcm } of flite.synthesize(request)) pieces.push(...pcm);
    hello = Int16Array.from(pieces);
    await flite.close();
  });
  afterAll(async () => {
    await pool.close();
    await server.close();
  });
  beforeEach(() => {
    room = new TestRoom(server);
    recognizer = new ScriptedRecognizer();
    entries = [];
    turns = [];
    bargeIns = [];
  });
  afterEach(async () => {
    await session.close();
    await microphone.close();
    await viewer.leave();
  });

  it('says back in mode 1 what it hears, and shows both', async () => {
    await meet();
    recognizer.script.push('hello there what can you do');
    await microphone.say(hello);
    await waitFor('the end', () => viewer.events('audio_end').length === 1);
    expect(captions('user')).toBe('hello there what can you do');
    expect(captions('bot')).toBe('hello there what can you do');
    const mids = new Set(viewer.frames.filter(({ type }) => type === 'chat').map(({ mid }) => mid));
    expect(mids.size).toBe(2);
    expect(recognizer.heardS[0]).toBeGreaterThan(1);
    expect(entries).toMatchObject([
      { from: 'user', via: 'voice', text: 'hello there what can you do' },
      { from: 'bot', via: 'voice', interrupted: false },
    ]);
    expect(turns).toHaveLength(1);
    expect(turns[0]?.firstFrameMs).toBeGreaterThanOrEqual(turns[0]?.firstAudioMs ?? Infinity);
  });

  it('is interrupted by words, keeps what was said, and answers them', async () => {
    await meet({ mode: 2 });
    await viewer.command('p', 'set-params', { mode: 1 });
    await viewer.chat('c', LONG);
    await waitFor('sound', () => viewer.lastSound(0.1));
    await sleep(500);
    await viewer.command('p', 'set-params', { mode: 2 });
    recognizer.script.push('what is your name');
    await microphone.say(hello);
    await waitFor('an answer', () => viewer.events('audio_start').length === 2);
    expect(viewer.events('audio_end')).toHaveLength(1);
    // It was silent in between.
    await waitFor('the sound of it', () =>
      viewer.firstSoundAfter((viewer.events('audio_start')[1]?.atMs ?? 0) + 200, 0.1),
    );
    expect(longestPauseMs()).toBeGreaterThan(500);
    expect(bargeIns).toHaveLength(1);
    await waitFor('the name', () => captions('bot').includes('Ava'));
    const first = entries.find(({ from }) => from === 'bot');
    expect(first?.interrupted).toBe(true);
    expect(LONG.startsWith(first?.text ?? '?')).toBe(true);
    expect(first?.text.length).toBeLessThan(LONG.length);
  });

  it('goes on after a noise without words, and says all of it', async () => {
    await meet();
    await viewer.chat('c', LONG);
    await waitFor('sound', () => viewer.lastSound(0.1));
    recognizer.script.push('');
    await microphone.say(hello.subarray(0, hello.length / 2));
    await waitFor('the end', () => viewer.events('audio_end').length === 1);
    expect(captions('bot')).toBe(LONG);
    expect(captions('user')).toBe('');
    expect(recognizer.heardS).toHaveLength(1);
    // It held its tongue meanwhile.
    expect(longestPauseMs()).toBeGreaterThan(500);
    expect(viewer.events('audio_start')).toHaveLength(1);
  });

  it('does not answer its own voice', async () => {
    await meet();
    await viewer.chat('c', LONG);
    await waitFor('some words', () => captions('bot').includes('four'));
    recognizer.script.push('two three four');
    await microphone.say(hello.subarray(0, hello.length / 2));
    await waitFor('the end', () => viewer.events('audio_end').length === 1);
    expect(captions('bot')).toBe(LONG);
    expect(captions('user')).toBe('');
  });

  it('says its prologue once; and once why it hears nothing where there is no recogniser', async () => {
    const voiceParams = { stt_type: 'openai_realtime' };
    await meet({ prologue: 'Welcome to the show.', voiceParams }, true);
    await waitFor('the notice', () => viewer.frames.some(({ pld }) => pld.cmd === 'microphone'));
    await microphone.say(hello.subarray(0, 8_000));
    await waitFor('the end', () => viewer.events('audio_end').length === 1);
    const notices = viewer.frames.filter(({ pld }) => pld.cmd === 'microphone');
    expect(notices).toMatchObject([{ pld: { code: 1014 } }]);
    expect(notices[0]?.pld.msg).toContain('no speech recogniser');
    expect(viewer.frames.find(({ pld }) => pld.cmd === 'set-params')?.pld).toMatchObject({
      code: 1000,
      msg: 'OK, but voice_params.stt_type: this server has no "openai_realtime", so nobody listens',
    });
    expect(captions('bot')).toBe('Welcome to the show.');
    expect(entries).toMatchObject([{ from: 'bot', via: 'prologue', text: 'Welcome to the show.' }]);
  });
});
