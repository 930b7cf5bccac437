import {
  type LocalTrackPublication,
  type Participant,
  type RemoteParticipant,
  type RemoteTrack,
  type RemoteTrackPublication,
  Room,
  RoomEvent,
  Track,
} from 'livekit-client';
import { PEOPLE_ATTRIBUTE, type RoomAccess } from '../protocol.js';
import type { MediaKind } from './vendor-side.js';

export interface RoomEvents {
  /** The avatar's sound or picture, first or again. */
  onMedia(kind: MediaKind, track: MediaStreamTrack): void;
  /** A packet of the avatar's without topic. */
  onFrame(bytes: Uint8Array): void;
  onWarning(message: string): void;
  /** Out of the room, not by our own doing. */
  onLost(reason: string): void;
}

/** One participant in the session's LiveKit room: takes what is the avatar's, and publishes what is people's. */
export class RoomSide {
  private readonly room = new Room({ adaptiveStream: false, dynacast: false });
  private readonly published = new Map<
    string,
    { track: MediaStreamTrack; publication: LocalTrackPublication }
  >();
  /** One step at a time, for each microphone and camera. */
  private readonly steps = new Map<string, Promise<void>>();
  private people = 0;
  private telling: Promise<void> = Promise.resolve();
  private closed = false;

  constructor(
    private readonly access: RoomAccess,
    private readonly events: RoomEvents,
  ) {
    const { room } = this;
    room.on(RoomEvent.TrackPublished, (publication, participant) => this.look(publication, participant));
    room.on(RoomEvent.TrackSubscribed, (track, _publication, participant) => this.take(track, participant));
    room.on(RoomEvent.DataReceived, (bytes, participant, _kind, topic) => {
      if (!topic && this.isAvatar(participant)) events.onFrame(bytes);
    });
    // A connection that was made anew has the attributes of its token.
    room.on(RoomEvent.Reconnected, () => this.tellPeople());
    room.on(RoomEvent.Disconnected, (reason) => {
      if (!this.closed)
        events.onLost(`the session's room has ended the connection (${reason ?? 'without a reason'})`);
    });
  }

  async join(): Promise<void> {
    await this.room.connect(this.access.url, this.access.token, { autoSubscribe: false, maxRetries: 0 });
    for (const participant of this.room.remoteParticipants.values()) {
      for (const publication of participant.trackPublications.values()) this.look(publication, participant);
    }
  }

  /** So many people are on the other side. */
  setPeople(count: number): void {
    this.people = count;
    this.tellPeople();
  }

  /** Publishes a person's microphone or camera in the place of an earlier one; null takes it back. */
  setMedia(person: string, kind: MediaKind, track: MediaStreamTrack | null): void {
    const key = `${kind} of ${person}`;
    const step = (this.steps.get(key) ?? Promise.resolve())
      .then(() => this.replace(key, person, kind, track))
      .catch((error) => {
        if (!this.closed) this.events.onWarning(`the room does not take the ${key}: ${error}`);
      })
      .finally(() => {
        if (this.steps.get(key) === step) this.steps.delete(key);
      });
    this.steps.set(key, step);
  }

  async send(bytes: Uint8Array<ArrayBuffer>, topic: string | undefined): Promise<void> {
    await this.room.localParticipant.publishData(bytes, { reliable: true, topic });
  }

  async leave(): Promise<void> {
    this.closed = true;
    await this.room.disconnect();
  }

  private isAvatar(participant: Participant | undefined): boolean {
    return participant?.identity === this.access.avatarIdentity;
  }

  private look(publication: RemoteTrackPublication, participant: RemoteParticipant): void {
    if (this.isAvatar(participant)) publication.setSubscribed(true);
  }

  private take(track: RemoteTrack, participant: RemoteParticipant): void {
    if (!this.isAvatar(participant)) return;
    const kind = track.kind === Track.Kind.Audio ? 'audio' : 'video';
    if (kind === 'audio') keepFlowing(track.mediaStreamTrack);
    this.events.onMedia(kind, track.mediaStreamTrack);
  }

  private async replace(
    key: string,
    person: string,
    kind: MediaKind,
    track: MediaStreamTrack | null,
  ): Promise<void> {
    const earlier = this.published.get(key);
    if (earlier?.track === track || this.closed) return;
    if (earlier) {
      this.published.delete(key);
      const local = earlier.publication.track;
      if (local) await this.room.localParticipant.unpublishTrack(local, false);
    }
    if (!track) return;
    if (kind === 'audio') keepFlowing(track);
    const publication = await this.room.localParticipant.publishTrack(track, {
      name: person,
      source: kind === 'audio' ? Track.Source.Microphone : Track.Source.Camera,
      simulcast: false,
      dtx: false,
      red: false,
    });
    this.published.set(key, { track, publication });
  }

  private tellPeople(): void {
    const tell = () => this.room.localParticipant.setAttributes({ [PEOPLE_ATTRIBUTE]: String(this.people) });
    this.telling = this.telling.then(tell).catch((error) => {
      if (!this.closed) this.events.onWarning(`the room is not told how many people are there: ${error}`);
    });
  }
}

/**
 * Chromium decodes sound that came over a connection only while an element plays it, also where it is just passed on.
 * The element ends with the track.
 */
function keepFlowing(track: MediaStreamTrack): void {
  const element = new Audio();
  element.muted = true;
  element.srcObject = new MediaStream([track]);
  element.play().catch(() => {});
  track.addEventListener('ended', () => {
    element.srcObject = null;
  });
}
