import { randomBytes } from 'node:crypto';
import { createSocket, Socket } from 'node:dgram';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { dispose } from '@livekit/rtc-node';
import { afterAll, afterEach, expect, it } from 'vitest';
import { BrowserHost } from '../testing/browser.js';
import { NativeClient } from '../testing/native-client.js';
import {
  type OurServer,
  type ServerUnderTest,
  startOurs,
  startOursInThread,
  UDP_PORTS,
} from '../testing/servers.js';
import { pause, until } from '../testing/waiting.js';

let server: OurServer;
let running: ServerUnderTest[] = [];
async function start(): Promise<OurServer> {
  server = await startOurs();
  running.push(server);
  return server;
}
afterEach(async () => {
  await Promise.all(running.map((started) => started.stop()));
  running = [];
});
afterAll(() => dispose());

/** Makes the process lose a share of the datagrams that our server sends and receives. */
function loseDatagrams(share: number): () => void {
  const { send, emit } = Socket.prototype;
  Socket.prototype.send = function (this: Socket, ...args: Parameters<typeof send>) {
    if (Math.random() >= share) send.apply(this, args);
  } as typeof send;
  Socket.prototype.emit = function (this: Socket, ...args: Parameters<typeof emit>) {
    return args[0] === 'message' && Math.random() < share ? false : emit.apply(this, args);
  } as typeof emit;
  return () => Object.assign(Socket.prototype, { send, emit });
}

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
}

const resources = (kind: string) => process.getActiveResourcesInfo().filter((name) => name === kind).length;

it('repairs what gets lost on the way, from the publisher and to the viewer', async () => {
  await start();
  const avatar = await NativeClient.join(server, 'avatar', 'room');
  const viewer = await NativeClient.join(server, 'viewer', 'room', { single: false });
  const image = await avatar.publishPicture('vp8', { width: 1280, height: 720 });
  await viewer.seesPicture(image);
  const stopLosing = loseDatagrams(0.03);
  try {
    const before = viewer.watched.get(image)?.frames ?? 0;
    const startMs = performance.now();
    await pause(6000);
    const expected = (performance.now() - startMs) / 40;
    expect((viewer.watched.get(image)?.frames ?? 0) - before).toBeGreaterThan(expected * 0.85);
  } finally {
    stopLosing();
  }
  await Promise.all([avatar.leave(), viewer.leave()]);
});

it('is not impressed by datagrams that make no sense', async () => {
  await start();
  const avatar = await NativeClient.join(server, 'avatar', 'room');
  const viewer = await NativeClient.join(server, 'viewer', 'room', { single: false });
  const image = await avatar.publishPicture();
  await viewer.seesPicture(image);
  const socket = createSocket('udp4');
  // First bytes of STUN, DTLS (handshake, alert, data), RTP and RTCP, and of nothing known (RFC 7983).
  const kinds = [
    [0, 1],
    [22, 254, 253],
    [21, 254, 253],
    [23, 254, 253],
    [0x90, 96],
    [0x80, 200],
    [0x81, 206],
    [255],
  ];
  for (let port = UDP_PORTS[0]; port <= UDP_PORTS[1]; port++) {
    for (const kind of kinds) {
      for (const length of [0, 1, 11, 40, 300]) {
        socket.send(Buffer.concat([Buffer.from(kind), randomBytes(length)]), port, '127.0.0.1');
      }
    }
    if (port % 10 === 0) await pause(5);
  }
  await pause(500);
  await viewer.seesPicture(image);
  await viewer.local.publishData(Buffer.from('unimpressed'), { reliable: true });
  await until('data to arrive', () => avatar.data.length > 0);
  socket.close();
  await Promise.all([avatar.leave(), viewer.leave()]);
});

it('gives everything back when participants leave', async () => {
  await start();
  const round = async (single: boolean) => {
    const avatar = await NativeClient.join(server, 'avatar', 'room', { single });
    const viewer = await NativeClient.join(server, 'viewer', 'room', { single });
    const [sound, image] = [await avatar.publishTone(), await avatar.publishPicture()];
    await viewer.seesPicture(image);
    await viewer.hearsTone(sound);
    await Promise.all([avatar.leave(), viewer.leave()]);
    await until('the room to be empty', () => server.stats().participants === 0);
  };
  const heapAfter = async (rounds: number) => {
    for (let index = 0; index < rounds; index++) await round(index % 2 === 0);
    await until('all datagram sockets to be closed', () => resources('UDPWRAP') + resources('UDPWrap') === 0);
    await pause(200);
    collectGarbage();
    return process.memoryUsage().heapUsed;
  };
  const first = await heapAfter(4);
  const timers = resources('Timeout');
  const second = await heapAfter(8);
  expect(server.stats()).toMatchObject({ participants: 0, publications: 0, subscriptions: 0 });
  expect(resources('Timeout')).toBeLessThanOrEqual(timers + 2);
  expect(second - first).toBeLessThan(4_000_000);
});

it('is found again by its clients after it was killed and started anew', async () => {
  const killed = await startOursInThread();
  running.push(killed);
  const browser = await BrowserHost.launch();
  try {
    const avatar = await NativeClient.join(killed, 'avatar', 'room');
    await avatar.publishPicture();
    const viewer = await browser.join(killed, 'viewer', 'room');
    await viewer.seesPicture();
    const noted = await viewer.eventCount();
    await killed.stop();
    running = [await startOursInThread(Number(new URL(killed.url).port))];
    await viewer.event('reconnected', noted);
    await viewer.seesPicture(30_000);
    await Promise.all([avatar.leave(), viewer.leave()]);
  } finally {
    await browser.close();
  }
});

it('keeps sound and picture together', async () => {
  await start();
  const browser = await BrowserHost.launch();
  try {
    const room = 'room';
    const avatar = await NativeClient.join(server, 'avatar', room);
    await avatar.publishTone();
    await avatar.publishPicture();
    const viewer = await browser.join(server, 'viewer', room);
    await viewer.seesPicture();
    const skewMs = () =>
      viewer.page.evaluate(async () => {
        const playout: Record<string, number> = {};
        for (const participant of window.room.remoteParticipants.values()) {
          for (const { track } of participant.trackPublications.values()) {
            const stats = await track?.receiver?.getStats();
            for (const entry of stats?.values() ?? []) {
              if (entry.type === 'inbound-rtp') playout[entry.kind] = entry.estimatedPlayoutTimestamp ?? 0;
            }
          }
        }
        return playout.audio && playout.video ? playout.video - playout.audio : undefined;
      });
    await until(
      'sound and picture within 120 ms',
      async () => {
        const skew = await skewMs();
        return skew !== undefined && Math.abs(skew) < 120;
      },
      20_000,
    );
    await Promise.all([avatar.leave(), viewer.leave()]);
  } finally {
    await browser.close();
  }
});
