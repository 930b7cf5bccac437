import { connect } from 'node:net';
import {
  AddTrackRequest,
  DisconnectReason,
  LeaveRequest,
  LeaveRequest_Action,
  RequestResponse_Reason,
  SessionDescription,
  TrackType,
  TrickleRequest,
} from '@livekit/protocol';
import { afterEach, describe, expect, it } from 'vitest';
import type { MediaServerLimits } from '../options.js';
import { RawClient } from '../testing/raw-client.js';
import { type OurServer, startOurs } from '../testing/servers.js';
import { pause, until } from '../testing/waiting.js';

let server: OurServer | undefined;
async function start(limits: Partial<MediaServerLimits> = {}): Promise<OurServer> {
  server = await startOurs(limits);
  return server;
}
afterEach(async () => {
  await server?.stop();
  server = undefined;
});

const offer = (sdp: string) => ({
  case: 'offer' as const,
  value: new SessionDescription({ type: 'offer', sdp }),
});
const announce = (cid: string) => ({
  case: 'addTrack' as const,
  value: new AddTrackRequest({ cid, type: TrackType.AUDIO }),
});

describe('bad input', () => {
  it.each([
    ['a message that is no protobuf', (client: RawClient) => client.socket.send(Buffer.alloc(200, 0xff))],
    ['text that is no JSON', (client: RawClient) => client.socket.send('hello')],
    ['an offer that is no session description', (client: RawClient) => client.send(offer('nonsense'))],
    [
      'an offer with broken sections',
      (client: RawClient) => client.send(offer('v=0\r\nm=audio x\r\na=mid:0\r\n')),
    ],
    [
      'an offer with hundreds of sections',
      (client: RawClient) =>
        client.send(offer(`v=0\r\n${'m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n'.repeat(500)}`)),
    ],
    [
      'an answer to no offer that was made',
      (client: RawClient) =>
        client.send({
          case: 'answer',
          value: new SessionDescription({ type: 'answer', sdp: 'v=0\r\n', id: 1 }),
        }),
    ],
  ])('sends away who sends %s, and nobody else', async (_what, misbehave) => {
    const { url } = await start();
    const bystander = await RawClient.join({ url }, 'bystander', 'room');
    const offender = await RawClient.join({ url }, 'offender', 'room');
    await offender.response('offer');
    misbehave(offender);
    const leave = await offender.response('leave');
    expect(leave.reason).toBe(DisconnectReason.STATE_MISMATCH);
    await offender.closed();
    await until('only the bystander to be left', () => server?.stats().participants === 1);
    bystander.send({ case: 'ping', value: 1n });
    await bystander.response('pong');
    bystander.leave();
  });

  it('cuts off messages that are too large', async () => {
    const { url } = await start({ maxSignalBytes: 10_000 });
    const client = await RawClient.join({ url }, 'talker', 'room');
    client.socket.send(Buffer.alloc(20_000));
    await client.closed();
    await until('the participant to be gone', () => server?.stats().participants === 0);
  });

  it('ignores candidates that make no sense', async () => {
    const { url } = await start();
    const client = await RawClient.join({ url }, 'client', 'room');
    for (const candidateInit of ['', 'null', '{}', '{"candidate":7}', '{"candidate":"candidate:nonsense"}']) {
      client.send({ case: 'trickle', value: new TrickleRequest({ candidateInit }) });
    }
    client.send({ case: 'ping', value: 1n });
    await client.response('pong');
    client.leave();
  });

  it('refuses a join request that cannot be read or unpacks to too much', async () => {
    const { httpUrl } = await start();
    for (const path of ['/rtc/v1?join_request=%%%', '/rtc/v1', '/nowhere', '/rtc/v1?join_request=AAAA']) {
      const response = await fetch(`${httpUrl}${path}`);
      expect([400, 401, 404]).toContain(response.status);
    }
  });
});

describe('limits', () => {
  it('holds only so many rooms, participants of a room, and joining clients', async () => {
    const { url } = await start({ maxRooms: 2, maxParticipantsPerRoom: 2, maxConnecting: 3 });
    const clients = [
      await RawClient.join({ url }, 'a', 'one'),
      await RawClient.join({ url }, 'b', 'one'),
      await RawClient.join({ url }, 'c', 'two'),
    ];
    await expect(RawClient.open({ url }, 'd', 'one')).rejects.toThrow('503');
    await expect(RawClient.open({ url }, 'd', 'two')).rejects.toThrow('503');
    await expect(RawClient.open({ url }, 'd', 'three')).rejects.toThrow('503');
    for (const client of clients) client.leave();
  });

  it('lets a participant announce only so many tracks', async () => {
    const { url } = await start({ maxTracksPerParticipant: 2 });
    const client = await RawClient.join({ url }, 'busy', 'room');
    for (const cid of ['1', '2', '3']) client.send(announce(cid));
    expect((await client.response('requestResponse')).reason).toBe(RequestResponse_Reason.LIMIT_EXCEEDED);
    client.leave();
  });

  it('sends away who never brings its media up', async () => {
    const { url } = await start({ connectTimeoutMs: 300 });
    const client = await RawClient.join({ url }, 'halfway', 'room');
    expect((await client.response('leave')).reason).toBe(DisconnectReason.CONNECTION_TIMEOUT);
    await client.closed();
    expect(server?.stats().participants).toBe(0);
  });

  it('closes connections that never finish their request', async () => {
    const { url } = await start({ handshakeTimeoutMs: 400 });
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    let closed = false;
    socket.on('close', () => {
      closed = true;
    });
    socket.on('error', () => {});
    socket.resume();
    socket.write('GET /rtc HTTP/1.1\r\nHost: x\r\n');
    await until('the connection to be closed', () => closed);
    await until('no connection to be left', () => server?.stats().connections === 0);
  });

  it('drops who falls silent, and forgets who does not come back', async () => {
    const { url } = await start({ signalIdleMs: 300, resumeWindowMs: 400 });
    const client = await RawClient.join({ url }, 'silent', 'room');
    client.socket.removeAllListeners('ping');
    Object.assign(client.socket, { pong: () => {} });
    client.socket.pause();
    await until('the participant to be gone', () => server?.stats().participants === 0);
    client.leave();
  });
});

describe('coming back', () => {
  it('tells who wants to resume what is not known to join anew', async () => {
    const { url } = await start();
    const client = await RawClient.open({ url }, 'stranger', 'room', {
      query: '&reconnect=1&sid=PA_unknown',
    });
    expect(await client.response('leave')).toMatchObject({
      action: LeaveRequest_Action.RECONNECT,
      canReconnect: true,
    });
    await client.closed();
    expect(server?.stats()).toMatchObject({ rooms: 0, participants: 0 });
  });

  it('gives a participant its place back within the window', async () => {
    const { url } = await start();
    const first = await RawClient.join({ url }, 'client', 'room');
    const sid = (await first.response('join')).participant?.sid;
    first.leave();
    await pause(100);
    const second = await RawClient.open({ url }, 'client', 'room', { query: `&reconnect=1&sid=${sid}` });
    await second.response('reconnect');
    const update = await second.response('update');
    expect(update.participants.map((participant) => participant.sid)).toEqual([sid]);
    expect(server?.stats().participants).toBe(1);
    second.leave();
  });

  it('gets a new token before the old one runs out', async () => {
    const { url } = await start();
    const client = await RawClient.join({ url }, 'client', 'room', { ttlS: 61, canPublish: false });
    const token = await client.response('refreshToken');
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    expect(claims).toMatchObject({
      sub: 'client',
      video: { roomJoin: true, room: 'room', canPublish: false },
    });
    expect(claims.exp * 1000).toBeGreaterThan(Date.now() + 300_000);
    client.leave();
  });
});

describe('rooms', () => {
  it('close when nobody comes', async () => {
    const { admin } = await start();
    await admin.createRoom({ name: 'empty', emptyTimeout: 1 });
    await until('the room to be closed', () => server?.stats().rooms === 0);
  });

  it('close a while after the last one left', async () => {
    const { admin, url } = await start();
    await admin.createRoom({ name: 'left', emptyTimeout: 60, departureTimeout: 1 });
    const client = await RawClient.join({ url }, 'client', 'left');
    client.send({ case: 'leave', value: new LeaveRequest() });
    await until('the room to be closed', () => server?.stats().rooms === 0);
  });
});

it('sends everybody away when it closes', async () => {
  const { url } = await start();
  const client = await RawClient.join({ url }, 'client', 'room');
  await server?.stop();
  server = undefined;
  expect((await client.response('leave')).reason).toBe(DisconnectReason.SERVER_SHUTDOWN);
  await client.closed();
});
