import { type MediaKind, RemoteMedia, type SeenPublication } from './remote-media.js';

/** What a roster reads of a participant; livekit-client's RemoteParticipant is one. */
export interface SeenParticipant {
  readonly identity: string;
  readonly trackPublications: ReadonlyMap<string, SeenPublication>;
}

/** Someone else in the room. The same object for as long as they are there, whatever our own connection goes through. */
export interface Member {
  readonly identity: string;
  readonly audio: RemoteMedia;
  readonly video: RemoteMedia;
}

/** How a member went: by leaving, or because the server heard no more of them. */
export type Departure = 'left' | 'lost';

export type RosterEvents = {
  joined: [member: Member];
  departed: [member: Member, how: Departure];
  /** Sends this from now on, and has it switched on. */
  published: [member: Member, kind: MediaKind];
  unpublished: [member: Member, kind: MediaKind];
  /** Switched a published track off or on; comes before `unpublished` or `published`. */
  muted: [member: Member, kind: MediaKind, muted: boolean];
};

/** One of the events, with what comes along. */
type RosterNews = {
  [Name in keyof RosterEvents]: [event: Name, ...RosterEvents[Name]];
}[keyof RosterEvents];

const KINDS: readonly MediaKind[] = ['audio', 'video'];

/**
 * Who else is in the room and what they send, as a difference to what was there before. It can be asked to look again
 * at any time: nothing is told twice, and nothing that was missed stays so.
 */
export class Roster {
  private readonly members = new Map<string, Member>();

  constructor(private readonly tell: (...told: RosterNews) => void) {}

  get all(): Member[] {
    return [...this.members.values()];
  }

  get(identity: string): Member | undefined {
    return this.members.get(identity);
  }

  /** @param how those who are gone went, when it is known */
  look(participants: ReadonlyMap<string, SeenParticipant>, how: Departure = 'left'): void {
    for (const member of this.all) {
      if (!participants.has(member.identity)) this.depart(member, how);
    }
    for (const participant of [...participants.values()]) {
      let member = this.members.get(participant.identity);
      if (!member) {
        member = {
          identity: participant.identity,
          audio: new RemoteMedia('audio'),
          video: new RemoteMedia('video'),
        };
        this.members.set(member.identity, member);
        this.tell('joined', member);
      }
      for (const kind of KINDS) this.lookAtMedia(member, kind, participant);
    }
  }

  /** Forgets everyone, as when the room is gone. */
  clear(how?: Departure): void {
    for (const member of this.all) {
      if (how) this.depart(member, how);
      else this.forget(member);
    }
  }

  private lookAtMedia(member: Member, kind: MediaKind, participant: SeenParticipant): void {
    if (this.members.get(member.identity) !== member) return;
    const media = member[kind];
    const publication = [...participant.trackPublications.values()].find((one) => one.kind === kind);
    const { available: was, muted: wasMuted } = media;
    media.take(publication);
    if (media.muted !== wasMuted) this.tell('muted', member, kind, media.muted);
    if (media.available !== was) this.tell(was ? 'unpublished' : 'published', member, kind);
  }

  private depart(member: Member, how: Departure): void {
    for (const kind of KINDS) {
      const media = member[kind];
      const was = media.available;
      media.take(undefined);
      if (was) this.tell('unpublished', member, kind);
    }
    this.forget(member);
    this.tell('departed', member, how);
  }

  private forget(member: Member): void {
    for (const kind of KINDS) member[kind].take(undefined);
    this.members.delete(member.identity);
  }
}
