import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Agent, Microphone, Viewer, waitFor } from '../../../../tests/support/index.js';
import type { RemoteParticipant, Transport, VideoSettings } from './port.js';
import { type RoomServer, TestRoom } from './testing/room-servers.js';

const VIDEO: VideoSettings = { width: 320, height: 240, fps: 25, codec: 'vp8', bitrateKbps: 500 };

/** Everything a transport tells. */
function listen(transport: Transport) {
  const heard = {
    data: [] as string[],
    joined: [] as RemoteParticipant[],
    left: [] as string[],
    changed: [] as RemoteParticipant[],
    lost: [] as string[],
    microphones: [] as string[],
    /** Loud pieces of clients' sound, by identity. */
    sounds: new Map<string, number>(),
    speech: [] as HeardSpeech[],
    cleared: 0,
  };
  transport.on('data', (bytes) => heard.data.push(Buffer.from(bytes).toString()));
  transport.on('participantJoined', (participant) => heard.joined.push(participant));
  transport.on('participantLeft', ({ identity }) => heard.left.push(identity));
  transport.on('participantChanged', (participant) => heard.changed.push(participant));
  transport.on('microphoneFound', ({ identity }) => heard.microphones.push(identity));
  transport.on('microphone', (pcm, { identity }) => {
    if (pcm.some((sample) => Math.abs(sample) > 3_000)) {
      heard.sounds.set(identity, (heard.sounds.get(identity) ?? 0) + pcm.length);
    }
  });
  transport.on('lost', (reason) => heard.lost.push(reason));
  transport.on('agentSpeech', ({ sampleRateHz, channels, bytes }) => {
    const speech: HeardSpeech = { sampleRateHz, channels, bytes: Buffer.alloc(0), ended: false };
    heard.speech.push(speech);
    void (async () => {
      for await (const piece of bytes) speech.bytes = Buffer.concat([speech.bytes, piece]);
      speech.ended = true;
    })();
  });
  transport.on('agentCleared', () => heard.cleared++);
  return heard;
}

interface HeardSpeech {
  sampleRateHz: number;
  channels: number;
  bytes: Buffer;
  ended: boolean;
}

/** Publishes a bright picture and a tone until told to stop. */
function perform(transport: Transport): () => void {
  const luma = VIDEO.width * VIDEO.height;
  const picture = new Uint8Array((luma * 3) / 2).fill(128).fill(200, 0, luma);
  const tone = Int16Array.from({ length: 960 }, (_, i) =>
    Math.round(8_000 * Math.sin((2 * Math.PI * i) / 48)),
  );
  let running = true;
  let frame = 0;
  const timer = setInterval(() => transport.captureVideo(picture, BigInt(frame++ * 40_000)), 40);
  void (async () => {
    while (running) await transport.captureAudio(tone.slice());
  })();
  return () => {
    running = false;
    clearInterval(timer);
  };
}

/** What every transport does, on any room server. */
export function describeTransport(
  name: string,
  create: (room: TestRoom, video: VideoSettings, token: string) => Transport,
  startServer: () => Promise<RoomServer>,
): void {
  describe(name, () => {
    let server: RoomServer;
    let room: TestRoom;
    let transport: Transport;
    let heard: ReturnType<typeof listen>;
    const viewers: Viewer[] = [];
    const stops: (() => void)[] = [];
    const view = async (identity: string, grants = {}, onBehalfOf?: string) => {
      const viewer = await Viewer.join(room.url, await room.token(identity, grants, onBehalfOf));
      viewers.push(viewer);
      return viewer;
    };

    beforeAll(async () => {
      server = await startServer();
    });
    afterAll(() => server.close());
    beforeEach(async () => {
      room = new TestRoom(server);
      transport = create(room, VIDEO, await room.token('avatar'));
      heard = listen(transport);
    });
    afterEach(async () => {
      for (const stop of stops.splice(0)) stop();
      await transport.leave();
      await Promise.all(viewers.splice(0).map((viewer) => viewer.leave()));
    });

    it('brings picture and sound to a viewer', async () => {
      await transport.join();
      stops.push(perform(transport));
      const viewer = await view('viewer');
      let luma = 0;
      viewer.onPicture = (i420) => {
        luma = i420[0] ?? 0;
      };
      await waitFor('pictures', () => viewer.pictureTimesMs.length > 30 && luma > 0);
      await waitFor('sound', () => viewer.sound.filter(({ rms }) => rms > 0.1).length > 50);
      expect(viewer.pictureSize).toEqual({ width: VIDEO.width, height: VIDEO.height });
      expect(Math.abs(luma - 200)).toBeLessThan(10);
    });

    it('takes pictures and sound that are views into larger buffers', async () => {
      await transport.join();
      const viewer = await view('viewer');
      let luma = 0;
      viewer.onPicture = (i420) => {
        luma = i420[0] ?? 0;
      };
      const bytes = (VIDEO.width * VIDEO.height * 3) / 2;
      const picture = new Uint8Array(bytes + 512).fill(30, 0, 512).fill(180, 512).subarray(512);
      const sound = new Int16Array(960 * 2).fill(12_000, 960).subarray(960);
      for (let i = 0; i < 400 && (luma === 0 || !viewer.lastSound(0.05)); i++) {
        transport.captureVideo(picture, BigInt(i * 20_000));
        await transport.captureAudio(sound);
      }
      expect(Math.abs(luma - 180)).toBeLessThan(10);
      expect(viewer.lastSound(0.05)).toBeDefined();
    });

    it('paces whoever queues sound to real time, and drops what is queued', async () => {
      await transport.join();
      const startMs = performance.now();
      for (let i = 0; i < 50; i++) await transport.captureAudio(new Int16Array(960));
      const tookMs = performance.now() - startMs;
      expect(tookMs).toBeGreaterThan(1_000 - transport.audioQueueMs - 60);
      transport.clearAudio();
      const againMs = performance.now();
      await transport.captureAudio(new Int16Array(960));
      expect(performance.now() - againMs).toBeLessThan(500);
    });

    it('carries data both ways from the moment of joining', async () => {
      const early = await view('early');
      await transport.join();
      const late = await view('late', { canPublish: false });
      await early.send({ type: 'x', mid: 'from early' });
      await late.send({ type: 'x', mid: 'from late' });
      await waitFor('both packets', () => heard.data.length === 2);
      expect(heard.data.join()).toMatch(/from early/);
      expect(heard.data.join()).toMatch(/from late/);
      // A room server may not reach somebody yet who has only just joined.
      await waitFor('a broadcast', async () => {
        await transport.sendData(new TextEncoder().encode('{"v":2,"type":"event","pld":{}}'));
        await sleep(100);
        return early.frames.length > 0 && late.frames.length > 0;
      });
    });

    it('ignores data with a topic, and data of those who are hidden', async () => {
      await transport.join();
      const viewer = await view('viewer');
      const hidden = await view('ghost', { hidden: true });
      // livekit-server announces those who only watch up to three seconds late.
      await waitFor('the viewer to be announced', () => heard.joined.length === 1);
      await hidden.send({ type: 'x', mid: 'boo' });
      await viewer.room.localParticipant?.publishData(new TextEncoder().encode('topical'), {
        reliable: true,
        topic: 'lk-chat',
      });
      await sleep(500);
      await viewer.send({ type: 'x', mid: 'plain' });
      await waitFor('plain data', () => heard.data.some((text) => text.includes('plain')));
      expect(heard.data).toHaveLength(1);
    });

    it('tells who is there, who comes and who goes', async () => {
      const silent = { canSubscribe: false };
      await view('before', silent);
      await transport.join();
      await waitFor('who was there', () => heard.joined.length === 1);
      const after = await view('after', silent);
      await waitFor('who came', () => heard.joined.length === 2);
      expect(transport.participants()).toEqual([
        { identity: 'before', isClient: true },
        { identity: 'after', isClient: true },
      ]);
      await after.leave();
      await waitFor('who went', () => heard.left.length === 1);
      expect(heard.left).toEqual(['after']);
      expect(transport.participants()).toHaveLength(1);
    });

    it('tells of who stands for people elsewhere while there are any', async () => {
      await view('bridge', { canSubscribe: false });
      const tell = (people: string) =>
        room.service.updateParticipant(room.name, 'bridge', { attributes: { 'avatarium.people': people } });
      await tell('0');
      await transport.join();
      await waitFor('the bridge', () => heard.joined.length === 1);
      expect(transport.participants()).toEqual([{ identity: 'bridge', isClient: false }]);
      await tell('2');
      await waitFor('people', () => heard.changed.length === 1);
      expect(transport.participants()).toEqual([{ identity: 'bridge', isClient: true }]);
      await tell('1');
      await tell('0');
      await waitFor('nobody', () => heard.changed.length === 2);
      expect(heard.changed.map(({ isClient }) => isClient)).toEqual([true, false]);
    });

    describe('microphones', () => {
      const TONE = Int16Array.from({ length: 3_200 }, (_, i) => 9_000 * Math.sin(i / 6));
      const publish = async (viewer: Viewer) => {
        const microphone = await Microphone.publish(viewer.room);
        stops.push(() => void microphone.close());
        return microphone;
      };

      it('are heard of clients only: before and after joining, and published again', async () => {
        const early = await publish(await view('early'));
        transport.hearMicrophones();
        await transport.join();
        const lateViewer = await view('late');
        const late = await publish(lateViewer);
        const avatar = await publish(await view('other', {}, 'agent'));
        await waitFor('both microphones', () => heard.microphones.length === 2);
        const hears = (what: string, identity: string, microphone: Microphone) =>
          waitFor(what, async () => {
            const before = heard.sounds.get(identity) ?? 0;
            await microphone.say(TONE);
            return (heard.sounds.get(identity) ?? 0) > before;
          });
        await hears('who was there', 'early', early);
        await hears('who came', 'late', late);
        await avatar.say(TONE);
        await late.unpublish(lateViewer.room);
        const again = await publish(lateViewer);
        await waitFor('the new microphone', () => heard.microphones.length === 3);
        await hears('what is said into it', 'late', again);
        expect([...heard.sounds.keys()].sort()).toEqual(['early', 'late']);
        expect([...heard.microphones].sort()).toEqual(['early', 'late', 'late']);
      });

      it('are found but not received unless somebody listens', async () => {
        await transport.join();
        const microphone = await publish(await view('viewer'));
        await waitFor('the microphone', () => heard.microphones.length === 1);
        await microphone.say(TONE);
        expect(heard.sounds.size).toBe(0);
        transport.hearMicrophones();
        await waitFor('its sound', async () => {
          await microphone.say(TONE);
          return heard.sounds.has('viewer');
        });
      });
    });

    describe('speech of an agent', () => {
      const meetAgent = async () => {
        transport = create(room, VIDEO, await room.token('avatar', {}, 'agent'));
        heard = listen(transport);
        const agent = await Agent.join(room.url, await room.token('agent'));
        viewers.push(agent.viewer);
        await transport.join();
        await agent.sees('avatar');
        return agent;
      };

      it('arrives whole from the agent it acts for, and from nobody else', async () => {
        const agent = await meetAgent();
        const stranger = await Agent.join(room.url, await room.token('stranger'));
        viewers.push(stranger.viewer);
        await stranger.sees('avatar');
        await stranger.say(Buffer.alloc(3_200, 9));
        const sound = Buffer.from(Array.from({ length: 100_001 }, (_, i) => i % 251));
        await agent.say(sound, { sample_rate: '24000', num_channels: '1' });
        await agent.say(Buffer.alloc(0), { sample_rate: '48000', num_channels: '2' });
        await waitFor('both segments', () => heard.speech.length === 2 && heard.speech[1]?.ended);
        expect(heard.speech).toMatchObject([
          { sampleRateHz: 24_000, channels: 1, ended: true },
          { sampleRateHz: 48_000, channels: 2 },
        ]);
        expect(heard.speech[0]?.bytes.equals(sound)).toBe(true);
      });

      it('is refused, and reported as over, when its attributes make no sense', async () => {
        const agent = await meetAgent();
        const refused: Record<string, string>[] = [
          { sample_rate: '7', num_channels: '1' },
          { sample_rate: '16000' },
          {},
        ];
        for (const attributes of refused) {
          await agent.say(Buffer.alloc(320), attributes);
        }
        await waitFor('an end for each', () => agent.finished.length === 3);
        expect(agent.finished[0]).toMatchObject({ playback_position: 0, interrupted: true });
        expect(heard.speech).toEqual([]);
      });

      it('is taken back by the agent, and by nobody else, in the middle of a segment', async () => {
        const agent = await meetAgent();
        const stranger = await Agent.join(room.url, await room.token('stranger'));
        viewers.push(stranger.viewer);
        await stranger.sees('avatar');
        const segment = await agent.open();
        await segment.write(Buffer.alloc(3_200));
        await waitFor('the segment', () => (heard.speech[0]?.bytes.length ?? 0) > 0);
        expect(await stranger.clear()).toBe('reject');
        expect(heard.cleared).toBe(0);
        expect(await agent.clear()).toBe('ok');
        expect(heard.cleared).toBe(1);
        await waitFor('its end', () => heard.speech[0]?.ended);
        await segment.write(Buffer.alloc(3_200));
        await segment.close();
        await agent.say(Buffer.alloc(640));
        await waitFor('the next segment', () => heard.speech[1]?.ended);
        expect(heard.speech[0]?.bytes.length).toBe(3_200);
      });

      it('ends when the agent leaves, or begins another segment', async () => {
        const agent = await meetAgent();
        await (await agent.open()).write(Buffer.alloc(320));
        await waitFor('the first', () => heard.speech.length === 1);
        await (await agent.open()).write(Buffer.alloc(320));
        await waitFor('the second, which ends the first', () => heard.speech[0]?.ended && heard.speech[1]);
        expect(heard.speech[1]?.ended).toBe(false);
        await agent.viewer.leave();
        await waitFor('the end of the second', () => heard.speech[1]?.ended);
      });

      it('is reported on in order, also to agents that ask for the end only', async () => {
        const agent = await meetAgent();
        await agent.say(Buffer.alloc(320));
        await waitFor('the segment', () => heard.speech.length === 1);
        transport.reportPlayback({ state: 'started' });
        transport.reportPlayback({ state: 'finished', positionS: 1.5, interrupted: false });
        await waitFor('the end', () => agent.finished.length === 1);
        expect(agent.finished).toEqual([
          { playback_position: 1.5, interrupted: false, synchronized_transcript: null },
        ]);
        agent.failNext = true;
        agent.waitsForStart();
        transport.reportPlayback({ state: 'started' });
        transport.reportPlayback({ state: 'finished', positionS: 0.25, interrupted: true });
        await waitFor('the second end', () => agent.finished.length === 2);
        expect(agent.calls).toEqual(['finished', 'started', 'finished', 'finished']);
      });
    });

    it('leaves, and takes everything after that without an error', async () => {
      await transport.join();
      const viewer = await view('viewer');
      stops.push(perform(transport));
      await viewer.firstPicture();
      await transport.leave();
      await transport.leave();
      await waitFor('the avatar to be gone', () => viewer.gone.includes('avatar'));
      expect(heard.lost).toEqual([]);
      await transport.captureAudio(new Int16Array(960));
      transport.clearAudio();
      await expect(transport.sendData(new Uint8Array(1))).rejects.toThrow();
    });

    it('is lost when it is sent out of the room', async () => {
      await transport.join();
      await room.service.removeParticipant(room.name, 'avatar');
      await waitFor('to be lost', () => heard.lost.length === 1);
      expect(heard.lost[0]).toContain('PARTICIPANT_REMOVED');
    });

    it('does not join with a bad token, and keeps the token to itself', async () => {
      const token = `${await room.token('avatar')}x`;
      const refused = create(room, VIDEO, token);
      const error: unknown = await refused.join().catch((reason: unknown) => reason);
      expect(String(error)).toContain('cannot join the room');
      expect(String(error)).not.toContain(token);
      await refused.leave();
    });
  });
}
