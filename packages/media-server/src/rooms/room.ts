import {
  DisconnectReason,
  ParticipantUpdate,
  Room as RoomInfo,
  RoomUpdate,
  SubscriptionPermissionUpdate,
} from '@livekit/protocol';
import { newSid } from '../ids.js';
import type { Publication } from '../media/publication.js';
import { PUBLISH_MIMES } from '../werift/codecs.js';
import { DataRouter } from './data-router.js';
import type { Participant } from './participant.js';
import { QualityMonitor } from './quality.js';
import { Speakers } from './speakers.js';

export interface RoomOptions {
  /** Seconds for which a room nobody has joined yet is kept. */
  emptyTimeoutS: number;
  /** Seconds for which a room is kept after its last participant left. */
  departureTimeoutS: number;
  /** 0 for as many as the server allows. */
  maxParticipants: number;
  metadata: string;
}

/** The participants of one room and what they tell each other. */
export class Room {
  readonly sid = newSid('RM');
  readonly name: string;
  readonly data = new DataRouter(this);
  readonly speakers = new Speakers(this);
  readonly #quality = new QualityMonitor(this);
  readonly createdAtMs = Date.now();
  options: RoomOptions;
  readonly #participants = new Map<string, Participant>();
  readonly #onEmpty: (room: Room) => void;
  #closeTimer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(name: string, options: RoomOptions, onEmpty: (room: Room) => void) {
    this.name = name;
    this.options = options;
    this.#onEmpty = onEmpty;
    this.#closeAfter(options.emptyTimeoutS);
  }

  get participants(): IterableIterator<Participant> {
    return this.#participants.values();
  }

  get size(): number {
    return this.#participants.size;
  }

  find(identity: string): Participant | undefined {
    return this.#participants.get(identity);
  }

  findBySid(sid: string): Participant | undefined {
    return [...this.#participants.values()].find((participant) => participant.sid === sid);
  }

  info(): RoomInfo {
    const visible = [...this.#participants.values()].filter((participant) => !participant.hidden);
    return new RoomInfo({
      sid: this.sid,
      name: this.name,
      metadata: this.options.metadata,
      emptyTimeout: this.options.emptyTimeoutS,
      departureTimeout: this.options.departureTimeoutS,
      maxParticipants: this.options.maxParticipants,
      creationTime: BigInt(Math.floor(this.createdAtMs / 1000)),
      creationTimeMs: BigInt(this.createdAtMs),
      numParticipants: visible.length,
      numPublishers: visible.filter((participant) => participant.publishing.live.length > 0).length,
      enabledCodecs: PUBLISH_MIMES.map((mime) => ({ mime })),
    });
  }

  /** Participants that one of them may know of. */
  visibleTo(viewer: Participant): Participant[] {
    return [...this.#participants.values()].filter((other) => other !== viewer && !other.hidden);
  }

  /** Takes a participant in; one of the same identity has to go. */
  add(participant: Participant): void {
    this.find(participant.identity)?.close(DisconnectReason.DUPLICATE_IDENTITY);
    clearTimeout(this.#closeTimer);
    this.#participants.set(participant.identity, participant);
    this.#quality.watch();
    this.#broadcast(participant);
  }

  /** Subscribes a newcomer to everything there is, as far as it wants that. */
  autoSubscribe(viewer: Participant): void {
    if (!viewer.autoSubscribe || !viewer.permission.canSubscribe) return;
    for (const publisher of this.#participants.values()) {
      for (const publication of publisher.publishing.live) viewer.subscribe(publisher, publication);
    }
  }

  /** Subscribes a viewer to one track of anybody's; unknown tracks are ignored. */
  subscribe(viewer: Participant, trackSid: string): void {
    for (const publisher of this.#participants.values()) {
      const publication = publisher.publishing.find(trackSid);
      if (publication) viewer.subscribe(publisher, publication);
    }
  }

  /** A publisher has said anew who may subscribe to its tracks. */
  audienceChanged(publisher: Participant): void {
    for (const viewer of this.#participants.values()) {
      if (viewer === publisher) continue;
      for (const publication of publisher.publishing.live) {
        const allowed = publisher.audience.allows(viewer, publication.sid);
        if (allowed && viewer.autoSubscribe) viewer.subscribe(publisher, publication);
        else if (!allowed) viewer.unsubscribe(publication.sid);
        const update = { participantSid: publisher.sid, trackSid: publication.sid, allowed };
        viewer.send({
          case: 'subscriptionPermissionUpdate',
          value: new SubscriptionPermissionUpdate(update),
        });
      }
    }
  }

  /** Tells everybody, the participant itself included, how it is now. */
  changed(participant: Participant): void {
    if (participant.closed) return;
    participant.bumpVersion();
    this.#broadcast(participant);
    participant.sendSelf();
  }

  published(publisher: Participant, publication: Publication): void {
    this.speakers.watch();
    this.changed(publisher);
    for (const viewer of this.#participants.values()) {
      if (viewer.autoSubscribe) viewer.subscribe(publisher, publication);
    }
  }

  unpublished(publisher: Participant, publication: Publication): void {
    for (const viewer of this.#participants.values()) viewer.unsubscribe(publication.sid);
    this.changed(publisher);
  }

  remove(participant: Participant): void {
    if (this.#participants.get(participant.identity) === participant) {
      this.#participants.delete(participant.identity);
    }
    participant.bumpVersion();
    this.#broadcast(participant);
    for (const publication of participant.publishing.live) {
      for (const viewer of this.#participants.values()) viewer.unsubscribe(publication.sid);
    }
    if (this.#participants.size > 0) return;
    this.speakers.close();
    this.#quality.close();
    this.#closeAfter(this.options.departureTimeoutS);
  }

  updateMetadata(metadata: string): void {
    this.options = { ...this.options, metadata };
    const update = new RoomUpdate({ room: this.info() });
    for (const participant of this.#participants.values())
      participant.send({ case: 'roomUpdate', value: update });
  }

  close(reason: DisconnectReason): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const participant of [...this.#participants.values()]) participant.close(reason);
    this.speakers.close();
    this.#quality.close();
    clearTimeout(this.#closeTimer);
    this.#onEmpty(this);
  }

  #broadcast(participant: Participant): void {
    if (participant.hidden) return;
    const update = new ParticipantUpdate({ participants: [participant.info()] });
    for (const other of this.#participants.values()) {
      if (other !== participant) other.send({ case: 'update', value: update });
    }
  }

  #closeAfter(seconds: number): void {
    clearTimeout(this.#closeTimer);
    if (this.#closed) return;
    this.#closeTimer = setTimeout(() => this.close(DisconnectReason.ROOM_CLOSED), seconds * 1000);
    this.#closeTimer.unref();
  }
}
