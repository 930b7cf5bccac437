import {
  DisconnectReason,
  LeaveRequest,
  LeaveRequest_Action,
  MuteTrackRequest,
  ParticipantInfo,
  type ParticipantInfo_Kind,
  ParticipantInfo_State,
  type ParticipantPermission,
  ParticipantUpdate,
  TrackSubscribed,
  TrackUnpublishedResponse,
} from '@livekit/protocol';
import { kindOf, mayPublish, permissionOf } from '../auth/permissions.js';
import type { Claims } from '../auth/tokens.js';
import { newSid } from '../ids.js';
import type { DataLabel } from '../links/data-channels.js';
import { DualLink } from '../links/dual-link.js';
import type { Link, LinkHost, SignalMessage } from '../links/link.js';
import { SingleLink } from '../links/single-link.js';
import { Audience } from '../media/audience.js';
import type { Publication } from '../media/publication.js';
import { Publishing } from '../media/publishing.js';
import { Subscription } from '../media/subscription.js';
import type { Settings } from '../options.js';
import type { JoinParameters } from '../signalling/join.js';
import type { SignalSocket } from '../signalling/signal-socket.js';
import type { PeerSettings } from '../werift/peer.js';
import type { Room } from './room.js';

/** Most signalling work waiting for one participant; a client that runs further ahead is flooding. */
const MAX_QUEUED_WORK = 512;

/** One client in one room, over as many signalling sockets as it needs one after another. */
export class Participant implements LinkHost {
  readonly sid = newSid('PA');
  readonly identity: string;
  readonly kind: ParticipantInfo_Kind;
  readonly joinedAtMs = Date.now();
  readonly autoSubscribe: boolean;
  readonly publishing: Publishing;
  readonly limits: Settings['limits'];
  readonly peerSettings: PeerSettings;
  readonly room: Room;
  readonly single: boolean;
  readonly clientProtocol: number;
  claims: Claims;
  name: string;
  metadata: string;
  attributes: Record<string, string>;
  permission: ParticipantPermission;
  state = ParticipantInfo_State.JOINED;
  closeReason = DisconnectReason.UNKNOWN_REASON;
  /** Who may subscribe to what this participant publishes. */
  readonly audience = new Audience();
  /** Number of the last reliable data packet taken from it; a client that resumes sends again what came after. */
  lastDataSequence = 0;
  readonly subscriptions = new Map<string, Subscription>();
  readonly link: Link;
  readonly #log: Settings['log'];
  #version = 1;
  #socket: SignalSocket | undefined;
  #work: Promise<void> = Promise.resolve();
  #queued = 0;
  #connectTimer: NodeJS.Timeout | undefined;
  #resumeTimer: NodeJS.Timeout | undefined;

  constructor(
    room: Room,
    claims: Claims,
    join: JoinParameters,
    settings: Settings,
    peerSettings: PeerSettings,
  ) {
    this.room = room;
    this.claims = claims;
    this.identity = claims.identity;
    this.name = claims.name;
    this.metadata = claims.metadata;
    this.attributes = { ...claims.attributes };
    this.kind = kindOf(claims.kind);
    this.permission = permissionOf(claims.grant);
    this.autoSubscribe = join.autoSubscribe;
    this.single = join.single;
    this.clientProtocol = join.clientProtocol;
    this.limits = settings.limits;
    this.peerSettings = peerSettings;
    this.#log = settings.log;
    this.publishing = new Publishing({
      onPublished: (publication) => room.published(this, publication),
      onUnpublished: (publication) => room.unpublished(this, publication),
      onChanged: () => room.changed(this),
    });
    this.link = join.single ? new SingleLink(this) : new DualLink(this);
    this.#awaitConnection();
  }

  get hidden(): boolean {
    return this.permission.hidden;
  }

  get closed(): boolean {
    return this.state === ParticipantInfo_State.DISCONNECTED;
  }

  info(): ParticipantInfo {
    const tracks = this.publishing.live.map((publication) => publication.info);
    return new ParticipantInfo({
      sid: this.sid,
      identity: this.identity,
      name: this.name,
      metadata: this.metadata,
      attributes: this.attributes,
      state: this.state,
      tracks,
      joinedAt: BigInt(Math.floor(this.joinedAtMs / 1000)),
      joinedAtMs: BigInt(this.joinedAtMs),
      version: this.#version,
      permission: this.permission,
      kind: this.kind,
      isPublisher: tracks.length > 0,
      disconnectReason: this.closed ? this.closeReason : DisconnectReason.UNKNOWN_REASON,
      clientProtocol: this.clientProtocol,
    });
  }

  /** To be called before others are told of a change; clients drop updates with an older version. */
  bumpVersion(): void {
    this.#version++;
  }

  send(message: SignalMessage): void {
    this.#socket?.send(message);
  }

  /** Tells the participant about itself. */
  sendSelf(): void {
    this.send({ case: 'update', value: new ParticipantUpdate({ participants: [this.info()] }) });
  }

  /** Takes over a signalling socket, at first and after a lost one. */
  useSocket(socket: SignalSocket): void {
    clearTimeout(this.#resumeTimer);
    const before = this.#socket;
    this.#socket = socket;
    before?.close();
  }

  /** The socket is gone without a goodbye: the client has a while to come back. */
  socketLost(socket: SignalSocket): void {
    if (this.closed || this.#socket !== socket) return;
    this.#socket = undefined;
    clearTimeout(this.#resumeTimer);
    this.#resumeTimer = setTimeout(
      () => this.close(DisconnectReason.CONNECTION_TIMEOUT),
      this.limits.resumeWindowMs,
    );
  }

  enqueue(work: () => Promise<void>): void {
    if (this.closed) return;
    if (++this.#queued > MAX_QUEUED_WORK) {
      this.close(DisconnectReason.STATE_MISMATCH, 'too many requests at once');
      return;
    }
    this.#work = this.#work
      .then(() => (this.closed ? undefined : work()))
      .catch((error: unknown) => {
        if (this.closed) return;
        const message = error instanceof Error ? error.message : String(error);
        this.close(DisconnectReason.STATE_MISMATCH, message);
      })
      .finally(() => {
        this.#queued--;
      });
  }

  onData(label: DataLabel, message: Buffer): void {
    this.room.data.receive(this, label, message);
  }

  /** Sends data, and drops the participant when it does not read what it is sent. */
  sendData(label: DataLabel, message: Buffer): void {
    if (this.closed || this.link.sendData(label, message)) return;
    this.close(DisconnectReason.STATE_MISMATCH, 'too slow for the data it is sent');
  }

  onConnected(): void {
    clearTimeout(this.#connectTimer);
    this.#connectTimer = undefined;
    if (this.state === ParticipantInfo_State.ACTIVE || this.closed) return;
    this.state = ParticipantInfo_State.ACTIVE;
    this.room.changed(this);
  }

  onInterrupted(): void {
    if (!this.closed && !this.#connectTimer) this.#awaitConnection();
  }

  get connecting(): boolean {
    return this.state === ParticipantInfo_State.JOINED;
  }

  /** Subscribes to a track unless that is done already or not allowed. */
  subscribe(publisher: Participant, publication: Publication): void {
    if (this.closed || publisher === this || !publication.live || !this.permission.canSubscribe) return;
    if (this.subscriptions.has(publication.sid)) return;
    if (!publisher.audience.allows(this, publication.sid)) return;
    const subscription = new Subscription(publication, publisher.sid);
    this.subscriptions.set(publication.sid, subscription);
    this.link.attach(subscription);
    if (!publication.subscriberAnnounced) {
      publication.subscriberAnnounced = true;
      publisher.send({ case: 'trackSubscribed', value: new TrackSubscribed({ trackSid: publication.sid }) });
    }
  }

  unsubscribe(sid: string): void {
    const subscription = this.subscriptions.get(sid);
    if (!subscription) return;
    this.subscriptions.delete(sid);
    this.link.detach(subscription);
  }

  unpublish(publication: Publication): void {
    this.publishing.remove(publication);
    this.send({
      case: 'trackUnpublished',
      value: new TrackUnpublishedResponse({ trackSid: publication.sid }),
    });
  }

  /** Mutes or unmutes on the participant's own word, or on an administrator's (then the client is told). */
  setMuted(publication: Publication, muted: boolean, byServer: boolean): void {
    if (publication.info.muted === muted) return;
    publication.setMuted(muted);
    if (byServer) this.send({ case: 'mute', value: new MuteTrackRequest({ sid: publication.sid, muted }) });
    this.room.changed(this);
  }

  /** Gives the participant other rights, and takes back what it no longer may have. */
  changePermission(permission: ParticipantPermission): void {
    this.permission = permission;
    for (const publication of this.publishing.live) {
      if (!mayPublish(permission, publication.info.source)) this.unpublish(publication);
    }
    if (permission.canSubscribe) this.room.autoSubscribe(this);
    else for (const sid of [...this.subscriptions.keys()]) this.unsubscribe(sid);
    this.room.changed(this);
  }

  /** Takes the participant out of the room for good and tells it why. */
  close(reason: DisconnectReason, detail?: string): void {
    if (this.closed) return;
    this.closeReason = reason;
    this.state = ParticipantInfo_State.DISCONNECTED;
    clearTimeout(this.#connectTimer);
    clearTimeout(this.#resumeTimer);
    this.#log(detail ? 'warn' : 'info', 'participant left', {
      room: this.room.name,
      identity: this.identity,
      reason: DisconnectReason[reason],
      detail,
    });
    this.send({ case: 'leave', value: new LeaveRequest({ reason, action: LeaveRequest_Action.DISCONNECT }) });
    this.#socket?.close();
    this.#socket = undefined;
    this.room.remove(this);
    for (const subscription of this.subscriptions.values()) subscription.stop();
    this.subscriptions.clear();
    this.publishing.close();
    this.link
      .close()
      .catch((error: unknown) => this.#log('warn', 'closing a connection failed', { error: String(error) }));
  }

  #awaitConnection(): void {
    this.#connectTimer = setTimeout(() => {
      this.#connectTimer = undefined;
      if (this.link.connected) return;
      this.close(
        this.state === ParticipantInfo_State.JOINED
          ? DisconnectReason.CONNECTION_TIMEOUT
          : DisconnectReason.MEDIA_FAILURE,
      );
    }, this.limits.connectTimeoutMs);
  }
}
