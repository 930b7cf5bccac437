import { describe, expect, it } from 'vitest';
import {
  Agent,
  hasLivekitServer,
  startLivekitServer,
  Viewer,
  waitFor,
} from '../../../../../tests/support/index.js';
import type { VideoSettings } from '../port.js';
import { startEmbeddedServer, TestRoom } from '../testing/room-servers.js';
import { describeTransport } from '../transport.suite.js';
import { LiveKitTransport } from './index.js';

const create = (room: TestRoom, video: VideoSettings, token: string) =>
  new LiveKitTransport({
    url: room.url,
    token,
    video,
    speechFromAgent: true,
    listVisible: () => room.visible(),
  });

describeTransport('LiveKit transport on the embedded media server', create, () => startEmbeddedServer());

if (hasLivekitServer()) {
  describeTransport('LiveKit transport on an original livekit-server', create, startLivekitServer);
} else {
  describe('LiveKit transport on an original livekit-server', () => {
    it.skip('needs LIVEKIT_SERVER_BIN', () => {});
  });
}

const VIDEO: VideoSettings = { width: 160, height: 120, fps: 25, codec: 'vp8', bitrateKbps: 200 };

describe('LiveKit transport', () => {
  it('comes back into the room of a server that was restarted', async () => {
    const server = await startEmbeddedServer();
    const room = new TestRoom(server);
    const transport = create(room, VIDEO, await room.token('avatar', {}, 'agent'));
    const lost: string[] = [];
    transport.on('lost', (reason) => lost.push(reason));
    const said = new Promise((resolve) => transport.on('agentSpeech', resolve));
    const agent = await Agent.join(room.url, await room.token('agent'));
    await transport.join();
    await agent.sees('avatar');
    await agent.say(new Uint8Array(320));
    await said;
    await server.close();
    const again = await startEmbeddedServer(server);
    const agentAgain = await Agent.join(room.url, await room.token('agent'));
    try {
      await waitFor('the avatar', () => room.holds('avatar'), 30_000);
      transport.reportPlayback({ state: 'finished', positionS: 0.01, interrupted: false });
      const viewer = await Viewer.join(room.url, await room.token('viewer'));
      let frame = 0;
      const timer = setInterval(
        () => transport.captureVideo(new Uint8Array((160 * 120 * 3) / 2), BigInt(frame++ * 40_000)),
        40,
      );
      await viewer.firstPicture();
      clearInterval(timer);
      await transport.sendData(new TextEncoder().encode('{}'));
      await waitFor('the end of what was said before', () => agentAgain.finished.length === 1);
      expect(lost).toEqual([]);
      await viewer.leave();
    } finally {
      await transport.leave();
      await Promise.all([agent, agentAgain].map((one) => one.viewer.leave()));
      await again.close();
    }
  });

  it('leaves nothing behind, however often it joins and leaves', async () => {
    const server = await startEmbeddedServer();
    const visit = async (sentAway: boolean) => {
      const room = new TestRoom(server);
      const transport = create(room, VIDEO, await room.token('avatar'));
      const lost = new Promise((resolve) => transport.on('lost', resolve));
      await transport.join();
      for (let i = 0; i < 5; i++) await transport.captureAudio(new Int16Array(960));
      if (sentAway) {
        await room.service.removeParticipant(room.name, 'avatar');
        await lost;
      }
      await transport.leave();
    };
    const held = () => ({
      listeners: globalThis._ffiClientInstance?.listenerCount('ffi_event' as never),
      resources: process.getActiveResourcesInfo().filter((kind) => kind !== 'TCPSocketWrap').length,
    });
    try {
      await visit(false);
      await visit(true);
      const before = held();
      for (let i = 0; i < 8; i++) await visit(i % 2 === 0);
      await waitFor('everything to be freed', () => {
        const now = held();
        return now.listeners === before.listeners && now.resources <= before.resources;
      });
    } finally {
      await server.close();
    }
  });
});
