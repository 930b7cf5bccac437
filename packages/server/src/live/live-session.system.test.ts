import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { hasLivekitServer, startLivekitServer, Viewer, waitFor } from '../../../../tests/support/index.js';
import { FetchFailedError } from '../net/index.js';
import type { RenderPool } from '../performer/index.js';
import { MARKER_LUMA, MARKER_U, MARKER_V } from '../performer/testing/marker-stage.js';
import { type RoomServer, startEmbeddedServer, TestRoom } from '../transports/testing/room-servers.js';
import type { LiveSession, LiveSessionOptions } from './port.js';
import { createTestSession, LONG, markerPool, VIDEO } from './testing/session-rig.js';
import { ToneSynthesizer, toneVoice } from './testing/tone-voice.js';

const LUMA = VIDEO.width * VIDEO.height;

function describeLiveSession(name: string, startServer: () => Promise<RoomServer>): void {
  describe(name, () => {
    let server: RoomServer;
    let pool: RenderPool;
    let room: TestRoom;
    let viewer: Viewer;
    let picture = { y: 0, u: 0, v: 0 };
    const sessions: LiveSession[] = [];
    let closedVoices = 0;
    const synthesizer = new ToneSynthesizer();

    const create = async (options: Partial<LiveSessionOptions> = {}): Promise<LiveSession> => {
      const session = await createTestSession(
        { pool, room },
        {
          findVoice: (id) => (['ava', 'leo'].includes(id) ? toneVoice(id, synthesizer) : undefined),
          ownVoices: () => ({
            find: (id) => (id === 'mine' ? toneVoice(id, synthesizer) : undefined),
            close: async () => void closedVoices++,
          }),
          loadBackground: async (url) => {
            if (url.includes('missing')) throw new FetchFailedError('answered with status 404');
            return { kind: 'image', bytes: new Uint8Array(64) };
          },
        },
        options,
      );
      sessions.push(session);
      return session;
    };
    const enter = async (): Promise<void> => {
      viewer = await Viewer.join(room.url, await room.token('viewer'));
      viewer.onPicture = (i420) => {
        picture = { y: i420[LUMA / 2] ?? 0, u: i420[LUMA * 1.1] ?? 0, v: i420[LUMA * 1.4] ?? 0 };
      };
      await viewer.firstPicture();
    };
    /** An avatar and a viewer in a room, ready to talk. */
    const meet = async (options: Partial<LiveSessionOptions> = {}): Promise<LiveSession> => {
      const session = await create(options);
      await session.start();
      await enter();
      return session;
    };
    const acks = (cmd: string) =>
      viewer.frames.filter(({ type, pld }) => type === 'command' && pld.cmd === cmd);

    beforeAll(async () => {
      pool = markerPool();
      server = await startServer();
    });
    afterAll(async () => {
      await pool.close();
      await server.close();
    });
    beforeEach(() => {
      room = new TestRoom(server);
      synthesizer.requests.length = 0;
      closedVoices = 0;
    });
    afterEach(async () => {
      await Promise.all(sessions.splice(0).map((session) => session.close()));
      await viewer?.leave();
    });

    it('says a chat: sound is heard, the mouth moves, events and text come in order', async () => {
      await meet();
      let brightest = 0;
      const timer = setInterval(() => {
        brightest = Math.max(brightest, picture.y);
      }, 20);
      await viewer.chat('client-1', 'Hello there, this is said.');
      await waitFor('the end', () => viewer.events('audio_end').length === 1);
      clearInterval(timer);
      const loud = viewer.sound.filter(({ rms }) => rms > 0.1).length;
      expect(loud).toBeGreaterThan(60);
      expect(brightest).toBeGreaterThan(MARKER_LUMA.open - 40);
      expect(viewer.botText()).toBe('Hello there, this is said.');
      const bot = viewer.frames.filter(({ type }) => type !== 'command');
      expect(bot[0]?.pld.event).toBe('audio_start');
      expect(bot.at(-1)?.pld.event).toBe('audio_end');
      expect(new Set(bot.map(({ mid }) => mid)).size).toBe(1);
      expect(bot[0]?.mid).not.toBe('client-1');
      const texts = bot.filter(({ type }) => type === 'chat');
      expect(texts.map(({ idx }) => idx)).toEqual(texts.map((_, i) => i));
      expect(texts.map(({ fin }) => fin)).toEqual(texts.map((_, i) => i === texts.length - 1));
      await waitFor('a shut mouth', () => picture.y < MARKER_LUMA.shut + 40);
    });

    it('loses nothing that is sent before it knows the sender', async () => {
      await (await create()).start();
      viewer = await Viewer.join(room.url, await room.token('viewer'));
      await viewer.chat('first', 'At once.');
      await waitFor('the voice', () => synthesizer.requests.some(({ text }) => text === 'At once.'));
    });

    it('says a chat of 700 characters that comes in parts, once and whole', async () => {
      await meet();
      const text = 'This goes on and on. '.repeat(34).trim();
      await viewer.chat('long', text);
      await waitFor('the start', () => viewer.events('audio_start').length === 1);
      await viewer.command('stop', 'interrupt');
      await waitFor('the answer', () => acks('interrupt').length === 1);
      expect(synthesizer.requests.map((request) => request.text)).toEqual([text]);
    });

    it('falls silent when interrupted, with one end and a closed message', async () => {
      await meet();
      await viewer.chat('c', LONG);
      await waitFor('sound', () => viewer.lastSound(0.1));
      const askedMs = performance.now();
      await viewer.command('i', 'interrupt');
      await waitFor('the end', () => viewer.events('audio_end').length === 1);
      await sleep(1_000);
      expect((viewer.lastSound(0.02) ?? 0) - askedMs).toBeLessThan(600);
      expect(acks('interrupt')).toMatchObject([{ mid: 'i', pld: { code: 1000 } }]);
      expect(viewer.botText().length).toBeLessThan(LONG.length);
      expect(viewer.frames.filter(({ type }) => type === 'chat').at(-1)?.fin).toBe(true);
      expect(viewer.events('audio_end')).toHaveLength(1);
    });

    it('answers in its own words in mode 2, and a new question breaks off the answer', async () => {
      await meet({ mode: 2 });
      await viewer.chat('q1', 'What can you do?');
      await waitFor('the first answer', () => viewer.events('audio_start').length === 1);
      await viewer.chat('q2', 'What is your name?');
      await waitFor('the second answer', () => viewer.events('audio_start').length === 2);
      expect(viewer.events('audio_end')).toHaveLength(1);
      await waitFor('the name', () => viewer.botText().includes('Ava'));
    });

    it('takes set-params as a whole or not at all', async () => {
      await meet();
      await viewer.command('bad', 'set-params', { vparams: { vid: 'leo', speed: 9 }, mode: 2 });
      await viewer.command('good', 'set-params', {
        vparams: { vid: 'leo', speed: 0.9 },
        knowledgeBaseId: 'x',
      });
      await viewer.chat('c', 'Check.');
      await waitFor('the voice', () => synthesizer.requests.length === 1);
      await waitFor('both answers', () => acks('set-params').length === 2);
      expect(acks('set-params')).toMatchObject([
        { mid: 'bad', pld: { code: 1003 } },
        { mid: 'good', pld: { code: 1000 } },
      ]);
      expect(acks('set-params')[0]?.pld.msg).toContain('vparams.speed');
      expect(synthesizer.requests[0]).toMatchObject({ text: 'Check.', voiceId: 'leo', speed: 0.9 });
    });

    it('plays actions and expressions, and changes its background', async () => {
      await meet();
      await viewer.command('a', 'set-action', { action: 'hand_wave', expression: 'happiness' });
      await waitFor('an expression', () => Math.abs(picture.u - MARKER_U.expressive) < 12);
      await waitFor('an action', () => Math.abs(picture.v - MARKER_V.acting) < 12);
      await viewer.command('b', 'set-action', { action: 'backflip' });
      await viewer.command('c', 'dance');
      await waitFor('all answers', () => acks('set-action').length === 2 && acks('dance').length === 1);
      expect(acks('set-action')).toMatchObject([
        { mid: 'a', pld: { code: 1000 } },
        { mid: 'b', pld: { code: 1003 } },
      ]);
      expect(acks('dance')).toMatchObject([{ mid: 'c', pld: { code: 1003 } }]);
    });

    it('shows the background it was created with', async () => {
      await meet({ backgroundUrl: 'https://example.com/a.png' });
      await waitFor('the background', () => Math.abs(picture.v - MARKER_V.backdrop) < 12);
    });

    it('starts without a background that cannot be had, and tells the first client', async () => {
      await meet({ backgroundUrl: 'https://example.com/missing.png' });
      await waitFor('the notice', () => acks('set-params').length === 1);
      expect(acks('set-params')[0]?.pld).toMatchObject({ code: 1008 });
      expect(acks('set-params')[0]?.pld.msg).toContain('background_url');
    });

    it('shows text that the voice cannot speak, without sound or event', async () => {
      await meet();
      await viewer.chat('zh', '你好，世界');
      await waitFor('the answer', () => acks('chat').length === 1);
      expect(acks('chat')).toMatchObject([{ mid: 'zh', pld: { code: 1003 } }]);
      expect(viewer.botText()).toBe('你好，世界');
      expect(viewer.events('audio_start')).toHaveLength(0);
    });

    it('counts its clients', async () => {
      const session = await create();
      const counts: number[] = [];
      session.on('clients', (count) => counts.push(count));
      await session.start();
      await enter();
      await waitFor('one client', () => counts.at(-1) === 1);
      await viewer.leave();
      await waitFor('no client', () => counts.at(-1) === 0);
      expect(counts).toEqual([1, 0]);
    });

    it('closes in the middle of a sentence: everything ends, the avatar is gone', async () => {
      const session = await meet({ voiceId: 'mine', elevenLabs: { api_key: 'k' } });
      await viewer.chat('c', LONG);
      await waitFor('the start', () => viewer.events('audio_start').length === 1);
      await session.close();
      await session.close();
      await waitFor('the avatar to be gone', () => viewer.gone.includes('avatar'));
      expect(viewer.events('audio_end')).toHaveLength(1);
      expect(closedVoices).toBe(1);
    });

    it('fails when it is sent out of the room', async () => {
      const session = await meet();
      const failed = new Promise<Error>((resolve) => session.on('failed', resolve));
      await room.service.removeParticipant(room.name, 'avatar');
      expect((await failed).message).toContain('the room is lost');
    });

    it('fails when its renderer dies', async () => {
      const session = await create({ avatarId: 'faint' });
      const failed = new Promise<Error>((resolve) => session.on('failed', resolve));
      await session.start();
      expect((await failed).message).toContain('out of paint');
      await waitFor('the avatar to be gone', async () => !(await room.holds('avatar')));
    });

    it('does not start without its avatar, and leaves the room again', async () => {
      const session = await create({ avatarId: 'none' });
      await expect(session.start()).rejects.toThrow('no presenter is called "none"');
      await waitFor('the avatar to be gone', async () => !(await room.holds('avatar')));
    });

    it('does not start in a room that does not let it in', async () => {
      const session = await create({ room: { url: room.url, token: 'no.such.token' } });
      await expect(session.start()).rejects.toThrow('cannot join the room');
    });
  });
}

describeLiveSession('live session on the embedded media server', () => startEmbeddedServer());

if (hasLivekitServer()) {
  describeLiveSession('live session on an original livekit-server', startLivekitServer);
} else {
  describe('live session on an original livekit-server', () => {
    it.skip('needs LIVEKIT_SERVER_BIN', () => {});
  });
}
