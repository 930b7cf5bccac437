import { EventEmitter } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { DisconnectReason, Room, RoomEvent } from '@livekit/rtc-node';
import type {
  AgentSpeech,
  PlaybackReport,
  RemoteParticipant,
  Transport,
  TransportEvents,
  VideoSettings,
} from '../port.js';
import { AgentLink } from './agent-link.js';
import { closeRoom } from './close-room.js';
import { Microphones } from './microphones.js';
import { maySpeak, toRemoteParticipant } from './participants.js';
import { AUDIO_QUEUE_MS, AUDIO_RATE_HZ, PublishedMedia } from './published-media.js';

export interface LiveKitTransportOptions {
  /** ws, wss, http or https URL of the room server. */
  url: string;
  token: string;
  video: VideoSettings;
  /** Takes speech that the agent streams in. Without it such streams are ignored. */
  speechFromAgent?: boolean;
  /**
   * Identities of everybody in the room who is not hidden, as the room server knows them. livekit-server tells
   * of those who only watch up to three seconds late; until then only this can tell them from hidden ones.
   * Without it (a caller's own room) data of the unannounced is taken.
   */
  listVisible?: (roomName: string) => Promise<string[]>;
  onWarning?: (message: string) => void;
}

const CONNECT_TIMEOUT_MS = 10_000;
/** Pauses before each new attempt to come back, after the SDK's own attempts have failed. */
const REJOIN_DELAYS_MS = [200, 500, 1000, 2000, 4000];
/** Somebody decided that the avatar goes; coming back would defy them. */
const FINAL_REASONS = new Set([
  DisconnectReason.DUPLICATE_IDENTITY,
  DisconnectReason.PARTICIPANT_REMOVED,
  DisconnectReason.ROOM_DELETED,
  DisconnectReason.ROOM_CLOSED,
]);

interface Connection {
  room: Room;
  media: PublishedMedia;
  microphones: Microphones;
  agentLink: AgentLink | null;
}

/** A LiveKit room by way of `@livekit/rtc-node`; the same on livekit-server and on the embedded media server. */
export class LiveKitTransport implements Transport {
  readonly audioRateHz = AUDIO_RATE_HZ;
  readonly audioQueueMs = AUDIO_QUEUE_MS;
  private readonly emitter = new EventEmitter<TransportEvents>();
  private readonly known = new Map<string, RemoteParticipant>();
  private connection: Connection | null = null;
  /** Of the newest connection, which may still be joining. */
  private agentLink: AgentLink | null = null;
  private hearing = false;
  private rejoining: Promise<void> | null = null;
  private askingWho: Promise<void> | null = null;
  private ended = false;

  constructor(private readonly options: LiveKitTransportOptions) {}

  on<E extends keyof TransportEvents>(event: E, listener: (...args: TransportEvents[E]) => void): void {
    this.emitter.on(event, listener as never);
  }

  async join(): Promise<void> {
    await this.connect();
  }

  participants(): RemoteParticipant[] {
    return [...this.known.values()];
  }

  hearMicrophones(): void {
    this.hearing = true;
    this.connection?.microphones.listen();
  }

  async sendData(bytes: Uint8Array): Promise<void> {
    await this.rejoining;
    const participant = this.connection?.room.localParticipant;
    if (!participant) throw new Error('the avatar is not in the room');
    await participant.publishData(bytes, { reliable: true });
  }

  captureVideo(i420: Uint8Array, ptsUs: bigint): void {
    this.connection?.media.captureVideo(i420, ptsUs);
  }

  async captureAudio(pcm: Int16Array<ArrayBuffer>): Promise<void> {
    const problem = this.connection
      ? await this.connection.media.captureAudio(pcm)
      : new Error('not in the room');
    if (!problem) return;
    if (this.connection) this.options.onWarning?.(`sound was dropped: ${problem.message}`);
    // Time goes on, also for sound that nobody hears.
    await delay((pcm.length / AUDIO_RATE_HZ) * 1000);
  }

  clearAudio(): void {
    this.connection?.media.clearAudio();
  }

  reportPlayback(report: PlaybackReport): void {
    // What was said while the room was away is over for the agent, too.
    void Promise.resolve(this.rejoining).then(() => this.connection?.agentLink?.report(report));
  }

  async leave(): Promise<void> {
    this.ended = true;
    const connection = this.connection;
    this.connection = null;
    if (connection) await release(connection);
  }

  private async connect(): Promise<void> {
    const room = new Room();
    this.listen(room);
    if (this.options.speechFromAgent) this.agentLink = this.linkTo(room, this.agentLink?.agent ?? null);
    const { agentLink } = this;
    const media = new PublishedMedia(this.options.video);
    const microphones = new Microphones(
      room,
      {
        onFound: (from) => this.emitter.emit('microphoneFound', from),
        onSound: (pcm, from, track) => this.emitter.emit('microphone', pcm, from, track),
      },
      this.hearing,
    );
    const connection = { room, media, microphones, agentLink };
    const joining = (async () => {
      await room.connect(this.options.url, this.options.token, { autoSubscribe: false, dynacast: false });
      if (!room.localParticipant) throw new Error('the room server took the connection back');
      agentLink?.open();
      await media.publish(room.localParticipant);
    })();
    try {
      await within(CONNECT_TIMEOUT_MS, joining);
    } catch (error) {
      await release(connection);
      // One that answers too late must not leave a second avatar in the room.
      joining.catch(() => {}).then(() => closeRoom(room));
      throw new Error(`cannot join the room: ${redact(error, this.options.token)}`);
    }
    if (this.ended) {
      await release(connection);
      throw new Error('cannot join the room: left meanwhile');
    }
    this.connection = connection;
    this.reconcile(room);
    if (this.hearing) microphones.listen();
    microphones.open();
  }

  private linkTo(room: Room, agent: string | null): AgentLink {
    const options = {
      onSpeech: (speech: AgentSpeech) => this.emitter.emit('agentSpeech', speech),
      onCleared: () => this.emitter.emit('agentCleared'),
      onWarning: (message: string) => this.options.onWarning?.(message),
    };
    return new AgentLink(room, options, agent);
  }

  private listen(room: Room): void {
    room.on(RoomEvent.DataReceived, (bytes, participant, _kind, topic) => {
      if (topic || (participant && !maySpeak(participant))) return;
      if (participant && !this.askingWho) {
        this.emitter.emit('data', bytes, toRemoteParticipant(participant));
        return;
      }
      // In the order of arrival, also when the sender is announced while we ask.
      const sender = participant ? toRemoteParticipant(participant) : null;
      const asking = (this.askingWho ?? Promise.resolve())
        .then(() => sender ?? this.unannounced(room))
        .then((from) => {
          if (from && !this.ended) this.emitter.emit('data', bytes, from);
        })
        .finally(() => {
          if (this.askingWho === asking) this.askingWho = null;
        });
      this.askingWho = asking;
    });
    room.on(RoomEvent.ParticipantConnected, (participant) => this.joined(toRemoteParticipant(participant)));
    room.on(RoomEvent.ParticipantAttributesChanged, (_changed, { identity }) => {
      const participant = room.remoteParticipants.get(identity);
      if (participant) this.changed(toRemoteParticipant(participant));
    });
    room.on(RoomEvent.ParticipantDisconnected, ({ identity }) => this.left(identity));
    room.on(RoomEvent.Disconnected, (reason) => {
      if (this.ended || this.connection?.room !== room) return;
      this.rejoining = this.rejoin(reason).finally(() => {
        this.rejoining = null;
      });
    });
  }

  /** Who sent data without having been announced; null when only hidden ones can have. */
  private async unannounced(room: Room): Promise<RemoteParticipant | null> {
    const someone = { identity: '', isClient: true };
    if (!this.options.listVisible || !room.name) return someone;
    try {
      const visible = await this.options.listVisible(room.name);
      const identity = visible.find((one) => one !== room.localParticipant?.identity && !this.known.has(one));
      return identity === undefined ? null : { identity, isClient: true };
    } catch (error) {
      this.options.onWarning?.(
        `the room server does not say who is in the room: ${redact(error, this.options.token)}`,
      );
      return someone;
    }
  }

  private joined(participant: RemoteParticipant): void {
    if (this.known.has(participant.identity)) return;
    this.known.set(participant.identity, participant);
    this.emitter.emit('participantJoined', participant);
  }

  private changed(participant: RemoteParticipant): void {
    const known = this.known.get(participant.identity);
    if (!known || known.isClient === participant.isClient) return;
    this.known.set(participant.identity, participant);
    this.emitter.emit('participantChanged', participant);
  }

  private left(identity: string): void {
    this.agentLink?.left(identity);
    const participant = this.known.get(identity);
    if (!participant) return;
    this.known.delete(identity);
    this.emitter.emit('participantLeft', participant);
  }

  /** Tells of those who were there before us, or who went while we were away. */
  private reconcile(room: Room): void {
    for (const identity of [...this.known.keys()]) {
      if (!room.remoteParticipants.has(identity)) this.left(identity);
    }
    for (const participant of room.remoteParticipants.values()) {
      this.joined(toRemoteParticipant(participant));
      this.changed(toRemoteParticipant(participant));
    }
  }

  private async rejoin(reason: DisconnectReason): Promise<void> {
    const connection = this.connection;
    this.connection = null;
    if (connection) await release(connection);
    let last = `disconnected (${DisconnectReason[reason] ?? 'unknown reason'})`;
    if (!FINAL_REASONS.has(reason)) {
      for (const delayMs of REJOIN_DELAYS_MS) {
        await delay(delayMs);
        if (this.ended) return;
        try {
          await this.connect();
          return;
        } catch (error) {
          last = error instanceof Error ? error.message : String(error);
          this.options.onWarning?.(last);
        }
      }
    }
    if (this.ended) return;
    this.ended = true;
    for (const identity of [...this.known.keys()]) this.left(identity);
    this.emitter.emit('lost', last);
  }
}

async function release({ room, media, microphones, agentLink }: Connection): Promise<void> {
  agentLink?.close();
  microphones.close();
  await closeRoom(room);
  await media.close();
}

/** The SDK puts signalling URLs, and some servers the token, into their messages. */
function redact(error: unknown, token: string): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replaceAll(token, '…').replace(/token=[^&\s")]+/g, 'token=…');
}

async function within<T>(timeoutMs: number, work: Promise<T>): Promise<T> {
  const timer = new AbortController();
  try {
    return await Promise.race([
      work,
      delay(timeoutMs, undefined, { signal: timer.signal }).then(() => {
        throw new Error(`no answer within ${timeoutMs / 1000} s`);
      }),
    ]);
  } finally {
    timer.abort();
  }
}
