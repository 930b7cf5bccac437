import type { LocalRoom, Member } from '@avatarium/local-room';
import { type UID, uidOf } from './checks.js';
import { AgoraRTCError, subscribeError } from './error.js';
import type { ClientEvents, MediaType } from './events.js';
import { RemoteUser } from './remote-user.js';
import type { RemoteAudioTrack, RemoteTrack, RemoteVideoTrack } from './tracks/remote.js';

type Tell = <Name extends keyof ClientEvents & string>(event: Name, ...args: ClientEvents[Name]) => void;

/** Who else is in the channel, what they publish, and what of it is subscribed. */
export class RemoteUsers {
  private readonly users = new Map<string, RemoteUser>();

  constructor(private readonly tell: Tell) {}

  get all(): RemoteUser[] {
    return [...this.users.values()];
  }

  /** Follows who comes to a room, goes and publishes. */
  listen(room: LocalRoom): void {
    room
      .on('joined', (member) => {
        const user = new RemoteUser(member);
        this.users.set(member.identity, user);
        this.tell('user-joined', user);
      })
      .on('departed', ({ identity }, how) => {
        const user = this.users.get(identity);
        if (!user) return;
        this.users.delete(identity);
        this.tell('user-left', user, how === 'left' ? 'Quit' : 'ServerTimeOut');
      })
      .on('muted', (member, kind, muted) =>
        this.tell('user-info-updated', uidOf(member.identity), `${muted ? 'mute' : 'unmute'}-${kind}`),
      )
      .on('published', (member, kind) => this.publication(member, kind, true))
      .on('unpublished', (member, kind) => this.publication(member, kind, false));
  }

  /**
   * @throws AgoraRTCError INVALID_REMOTE_USER; REMOTE_USER_IS_NOT_PUBLISHED; OPERATION_ABORTED when it is no longer
   *   published before it came
   */
  async subscribe(
    who: { uid: UID } | UID,
    mediaType: MediaType,
  ): Promise<RemoteVideoTrack | RemoteAudioTrack> {
    const user = this.find(who);
    if (!user.hasAudio && !user.hasVideo)
      throw new AgoraRTCError('INVALID_REMOTE_USER', 'user is not published');
    if (!(mediaType === 'audio' ? user.hasAudio : user.hasVideo)) {
      throw new AgoraRTCError('REMOTE_USER_IS_NOT_PUBLISHED', `user ${user.uid} publishes no ${mediaType}`);
    }
    try {
      return await RemoteUser.subscribe(user, mediaType);
    } catch (error) {
      throw subscribeError(error);
    }
  }

  /**
   * @param mediaType both, if left out
   * @throws AgoraRTCError INVALID_REMOTE_USER
   */
  unsubscribe(who: { uid: UID } | UID, mediaType?: MediaType): void {
    const user = this.find(who);
    for (const kind of mediaType ? [mediaType] : (['audio', 'video'] as const)) {
      RemoteUser.release(user, kind);
      RemoteUser.memberOf(user)[kind].unsubscribe();
    }
  }

  /** Forgets everyone, and ends what plays of them. Nothing is told. */
  clear(): void {
    for (const user of this.users.values()) {
      RemoteUser.release(user, 'audio');
      RemoteUser.release(user, 'video');
    }
    this.users.clear();
  }

  private find(who: { uid: UID } | UID): RemoteUser {
    const uid = typeof who === 'object' ? who.uid : who;
    const found = this.all.find((one) => one.uid === uid);
    if (!found) throw new AgoraRTCError('INVALID_REMOTE_USER', 'user is not in the channel');
    return found;
  }

  private publication({ identity }: Member, kind: MediaType, there: boolean): void {
    const user = this.users.get(identity);
    if (!user) return;
    if (kind === 'audio') user.hasAudio = there;
    else user.hasVideo = there;
    this.tell(there ? 'user-published' : 'user-unpublished', user, kind);
    if (!there) RemoteUser.release(user, kind);
  }
}

export interface MassEntry<User> {
  user: User;
  mediaType: MediaType;
  track?: RemoteTrack;
  error?: AgoraRTCError;
}
