import { DisconnectReason, Room as LiveKitRoom, LogLevel, RoomEvent, setLogLevel } from 'livekit-client';
import { Listeners } from './emitter.js';
import { PublishedMedia, type PublishOptions } from './published-media.js';
import { networkQuality, type QualityNumber } from './quality.js';
import { RoomError } from './room-error.js';
import { type Departure, type Member, Roster, type RosterEvents } from './roster.js';

/** Why we are no longer in the room: thrown out, replaced by someone of the same name, closed, or the network. */
export type RoomEnding = 'removed' | 'replaced' | 'closed' | 'lost';

export type RoomEvents = RosterEvents & {
  /** Bytes from a member; `topic` is '' without one. Comes after the member's `joined`. */
  message: [identity: string, bytes: Uint8Array, topic: string];
  reconnecting: [];
  reconnected: [];
  /** Everyone in the roster has departed before. Never comes after `leave()`. */
  ended: [ending: RoomEnding];
};

/** livekit-client may take up tracks some time after it has reconnected, and then says nothing of them (2.23). */
const LOOKING_PERIOD_MS = 500;
const LOOKS_AFTER_RECONNECT = 20;

/**
 * A LiveKit room in terms that vendors share. Order of events: nothing before `enter` has resolved and the turn of
 * the event loop is over, so that a client may add its listeners after awaiting; then everyone who is there
 * (`joined`, then `published` for each thing they send), then messages that came meanwhile, in their order. Over a
 * reconnect members stay, and what they send is received again without an event, unless it changed meanwhile.
 */
export class LocalRoom {
  private readonly room: LiveKitRoom;
  private readonly listeners = new Listeners<RoomEvents>();
  private readonly roster = new Roster((event, ...args) => {
    if (!this.over) this.listeners.emit(event, ...(args as RoomEvents[typeof event]));
  });
  private announced = false;
  private reconnecting = false;
  private over = false;
  private early: RoomEvents['message'][] = [];
  private waiting: (() => void)[] = [];
  private sending: Promise<unknown> = Promise.resolve();

  private constructor() {
    setLogLevel(LogLevel.silent);
    this.room = new LiveKitRoom({
      adaptiveStream: false,
      dynacast: false,
      // What a vendor's track object holds is its own to stop.
      stopLocalTrackOnUnpublish: false,
    });
    const look = () => this.look();
    this.room
      .on(RoomEvent.ParticipantConnected, look)
      .on(RoomEvent.ParticipantDisconnected, (_, reason) => this.lookSoon(departure(reason)))
      .on(RoomEvent.TrackPublished, look)
      .on(RoomEvent.TrackUnpublished, () => this.lookSoon())
      .on(RoomEvent.TrackSubscribed, look)
      .on(RoomEvent.TrackUnsubscribed, () => this.lookSoon())
      .on(RoomEvent.TrackMuted, look)
      .on(RoomEvent.TrackUnmuted, look)
      .on(RoomEvent.DataReceived, (bytes, participant, _kind, topic, _encryption, identity) =>
        this.receive(participant?.identity ?? identity ?? '', bytes, topic ?? ''),
      )
      .on(RoomEvent.Reconnecting, () => this.pause())
      .on(RoomEvent.SignalReconnecting, () => this.pause())
      .on(RoomEvent.Reconnected, () => this.resume())
      .on(RoomEvent.Disconnected, (reason) => this.end(ending(reason)));
  }

  /**
   * Enters a room. Subscribes to nothing by itself.
   *
   * @throws RoomError `unreachable`; the signal's reason when it is aborted meanwhile
   */
  static async enter(url: string, token: string, signal?: AbortSignal): Promise<LocalRoom> {
    signal?.throwIfAborted();
    const entered = new LocalRoom();
    const abort = () => void entered.leave();
    signal?.addEventListener('abort', abort);
    try {
      await entered.room.connect(url, token, { autoSubscribe: false, maxRetries: 1 });
    } catch (cause) {
      await entered.leave();
      signal?.throwIfAborted();
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new RoomError('unreachable', `the media server at ${url} did not let us in: ${reason}`, {
        cause,
      });
    } finally {
      signal?.removeEventListener('abort', abort);
    }
    signal?.throwIfAborted();
    setTimeout(() => entered.announce());
    return entered;
  }

  on<Name extends keyof RoomEvents>(event: Name, listener: (...args: RoomEvents[Name]) => void): this {
    this.listeners.add(event, listener);
    return this;
  }

  get identity(): string {
    return this.room.localParticipant.identity;
  }

  /** Those who were announced. */
  get members(): Member[] {
    return this.roster.all;
  }

  member(identity: string): Member | undefined {
    return this.roster.get(identity);
  }

  get isReconnecting(): boolean {
    return this.reconnecting;
  }

  /** Our own connection, or a member's, on the scale that vendors share. */
  quality(identity?: string): QualityNumber {
    const participant =
      identity === undefined ? this.room.localParticipant : this.room.remoteParticipants.get(identity);
    return this.reconnecting ? 6 : networkQuality(participant?.connectionQuality);
  }

  /**
   * Sends to everyone, reliably and in order. While we reconnect it waits.
   *
   * @throws RoomError `ended`
   */
  send(bytes: Uint8Array, topic?: string): Promise<void> {
    const packet = Uint8Array.from(bytes);
    const sent = this.sending.then(async () => {
      for (;;) {
        if (this.reconnecting) await new Promise<void>((resolve) => this.waiting.push(resolve));
        if (this.over) throw new RoomError('ended', 'not in the room');
        try {
          return await this.room.localParticipant.publishData(packet, {
            reliable: true,
            ...(topic ? { topic } : {}),
          });
        } catch (error) {
          // Refused because the connection went: it is tried again on the next one.
          if (!this.reconnecting && !this.over) throw error;
        }
      }
    });
    this.sending = sent.catch(() => {});
    return sent;
  }

  /** Sends a track until it is unpublished; republished by itself after a reconnect. */
  async publish(track: MediaStreamTrack, options: PublishOptions): Promise<PublishedMedia> {
    return PublishedMedia.publish(this.room.localParticipant, track, options);
  }

  /** Leaves at once; no event comes any more. */
  async leave(): Promise<void> {
    if (this.over) return;
    this.over = true;
    this.roster.clear();
    this.release();
    await this.room.disconnect(false);
    this.room.removeAllListeners();
  }

  private announce(): void {
    if (this.over) return;
    this.announced = true;
    this.look();
    for (const message of this.early.splice(0)) {
      if (!this.over) this.listeners.emit('message', ...message);
    }
  }

  private receive(...message: RoomEvents['message']): void {
    if (this.over) return;
    if (!this.announced) this.early.push(message);
    else this.listeners.emit('message', ...message);
  }

  /** While we reconnect the room looks empty: nobody has gone. */
  private look(how?: Departure): void {
    if (this.announced && !this.reconnecting && !this.over)
      this.roster.look(this.room.remoteParticipants, how);
  }

  /** livekit-client empties the room before it says that it reconnects; what is gone then has not gone (2.23). */
  private lookSoon(how?: Departure): void {
    queueMicrotask(() => this.look(how));
  }

  private pause(): void {
    if (this.reconnecting || this.over) return;
    this.reconnecting = true;
    this.listeners.emit('reconnecting');
  }

  private resume(): void {
    if (!this.reconnecting || this.over) return;
    this.reconnecting = false;
    this.listeners.emit('reconnected');
    this.release();
    this.keepLooking(LOOKS_AFTER_RECONNECT);
  }

  private keepLooking(looksLeft: number): void {
    this.look();
    if (looksLeft > 0 && !this.over) setTimeout(() => this.keepLooking(looksLeft - 1), LOOKING_PERIOD_MS);
  }

  private end(how: RoomEnding): void {
    if (this.over) return;
    this.reconnecting = false;
    this.roster.clear(how === 'closed' ? 'left' : 'lost');
    this.over = true;
    this.release();
    this.listeners.emit('ended', how);
  }

  private release(): void {
    for (const resolve of this.waiting.splice(0)) resolve();
  }
}

function departure(reason: DisconnectReason | undefined): Departure {
  switch (reason) {
    case DisconnectReason.SIGNAL_CLOSE:
    case DisconnectReason.CONNECTION_TIMEOUT:
    case DisconnectReason.MEDIA_FAILURE:
    case DisconnectReason.STATE_MISMATCH:
    case DisconnectReason.SERVER_SHUTDOWN:
      return 'lost';
    default:
      return 'left';
  }
}

function ending(reason: DisconnectReason | undefined): RoomEnding {
  switch (reason) {
    case DisconnectReason.DUPLICATE_IDENTITY:
      return 'replaced';
    case DisconnectReason.PARTICIPANT_REMOVED:
      return 'removed';
    case DisconnectReason.ROOM_DELETED:
    case DisconnectReason.ROOM_CLOSED:
      return 'closed';
    default:
      return 'lost';
  }
}
