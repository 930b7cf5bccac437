import {
  DisconnectReason,
  JoinResponse,
  LeaveRequest,
  LeaveRequest_Action,
  ParticipantUpdate,
  ReconnectResponse,
  ServerInfo,
  ServerInfo_Edition,
  SignalResponse,
  SpeakersChanged,
} from '@livekit/protocol';
import type { WebSocket } from 'ws';
import type { Claims, Tokens } from '../auth/tokens.js';
import type { Settings } from '../options.js';
import { Participant } from '../rooms/participant.js';
import type { Rooms } from '../rooms/registry.js';
import { PUBLISH_MIMES } from '../werift/codecs.js';
import type { PeerSettings } from '../werift/peer.js';
import type { JoinParameters } from './join.js';
import { addTrack, handleRequest } from './requests.js';
import { SignalSocket } from './signal-socket.js';

/** Signalling protocol and server version that clients are told; features are switched on by them. */
const PROTOCOL_VERSION = 16;
const SERVER_VERSION = '1.9.0';
/** A connected client gets a new token this long before its own runs out. */
const RENEW_BEFORE_MS = 60_000;
const MAX_TIMER_MS = 2 ** 31 - 1;

export interface SessionContext {
  settings: Settings;
  peerSettings: PeerSettings;
  rooms: Rooms;
  tokens: Tokens;
}

/**
 * Joins a client that has opened its socket, or lets it resume.
 * @param claims of a verified token that grants to join `claims.room`
 */
export function startSession(
  context: SessionContext,
  socket: WebSocket,
  claims: Claims & { room: string },
  join: JoinParameters,
): void {
  const signal = new SignalSocket(socket, context.settings.limits.signalIdleMs);
  const participant = join.reconnect
    ? resume(context, socket, signal, claims, join)
    : joinRoom(context, signal, claims, join);
  if (!participant) return;
  const renewal = keepTokenFresh(context.tokens, participant);
  signal.open({
    onRequest: (message) => participant.enqueue(() => handleRequest(participant, message)),
    onInvalid: (reason) => participant.close(DisconnectReason.STATE_MISMATCH, reason),
    onClose: () => {
      renewal.stop();
      participant.socketLost(signal);
    },
  });
}

function joinRoom(
  { settings, peerSettings, rooms }: SessionContext,
  signal: SignalSocket,
  claims: Claims & { room: string },
  join: JoinParameters,
): Participant {
  const room = rooms.getOrCreate(claims.room);
  const participant = new Participant(room, claims, join, settings, peerSettings);
  participant.useSocket(signal);
  room.add(participant);
  participant.send({
    case: 'join',
    value: new JoinResponse({
      room: room.info(),
      participant: participant.info(),
      otherParticipants: room.visibleTo(participant).map((other) => other.info()),
      serverVersion: SERVER_VERSION,
      serverInfo: serverInfo(),
      subscriberPrimary: !join.single,
      pingInterval: Math.max(1, Math.round(settings.limits.signalIdleMs / 6000)),
      pingTimeout: Math.max(2, Math.round(settings.limits.signalIdleMs / 2000)),
      fastPublish: participant.permission.canPublish,
      enabledPublishCodecs: PUBLISH_MIMES.map((mime) => ({ mime })),
    }),
  });
  const speakers = room.speakers.current();
  if (speakers.length > 0)
    participant.send({ case: 'speakersChanged', value: new SpeakersChanged({ speakers }) });
  settings.log('info', 'participant joined', { room: room.name, identity: participant.identity });
  for (const request of join.addTracks) addTrack(participant, request);
  room.autoSubscribe(participant);
  const { offer } = join;
  if (offer?.sdp) participant.enqueue(() => participant.link.handleOffer(offer));
  else participant.link.start();
  return participant;
}

/** Gives a participant that lost its socket the new one; tells a client we do not know to join anew. */
function resume(
  { rooms, settings }: SessionContext,
  socket: WebSocket,
  signal: SignalSocket,
  claims: Claims & { room: string },
  join: JoinParameters,
): Participant | undefined {
  const room = rooms.find(claims.room);
  const participant = room?.find(claims.identity);
  if (!room || !participant || (join.participantSid && participant.sid !== join.participantSid)) {
    const leave = new LeaveRequest({
      canReconnect: true,
      action: LeaveRequest_Action.RECONNECT,
      reason: DisconnectReason.STATE_MISMATCH,
    });
    socket.send(new SignalResponse({ message: { case: 'leave', value: leave } }).toBinary());
    signal.close();
    return undefined;
  }
  participant.useSocket(signal);
  participant.send({
    case: 'reconnect',
    value: new ReconnectResponse({ serverInfo: serverInfo(), lastMessageSeq: participant.lastDataSequence }),
  });
  const everybody = [participant, ...room.visibleTo(participant)].map((other) => other.info());
  participant.send({ case: 'update', value: new ParticipantUpdate({ participants: everybody }) });
  participant.link.resume();
  settings.log('info', 'participant resumed', { room: room.name, identity: participant.identity });
  const { offer } = join;
  if (offer?.sdp) participant.enqueue(() => participant.link.handleOffer(offer));
  return participant;
}

function serverInfo(): ServerInfo {
  return new ServerInfo({
    edition: ServerInfo_Edition.Standard,
    version: SERVER_VERSION,
    protocol: PROTOCOL_VERSION,
    nodeId: 'embedded',
  });
}

/** Sends a connected client a new token whenever its own is about to run out, so that it may come back later. */
function keepTokenFresh(tokens: Tokens, participant: Participant): { stop(): void } {
  let timer: NodeJS.Timeout | undefined;
  const arm = (expiresAtMs: number) => {
    const delayMs = expiresAtMs - Date.now() - RENEW_BEFORE_MS;
    timer = setTimeout(
      () => {
        if (delayMs > MAX_TIMER_MS) return arm(expiresAtMs);
        tokens.renew(participant.claims).then((token) => {
          if (participant.closed || timer === undefined) return;
          participant.send({ case: 'refreshToken', value: token });
          arm(Date.now() + 600_000);
        });
      },
      Math.min(MAX_TIMER_MS, Math.max(0, delayMs)),
    );
    timer.unref();
  };
  if (participant.claims.expiresAtMs > 0) arm(participant.claims.expiresAtMs);
  return {
    stop: () => {
      clearTimeout(timer);
      timer = undefined;
    },
  };
}
