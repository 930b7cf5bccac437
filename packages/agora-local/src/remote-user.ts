import type { Member } from '@avatarium/local-room';
import { type UID, uidOf } from './checks.js';
import { RemoteAudioTrack, RemoteVideoTrack } from './tracks/remote.js';

/** Someone else in the channel, as clients see them. */
export class RemoteUser {
  readonly uid: UID;
  hasAudio = false;
  hasVideo = false;
  audioTrack?: RemoteAudioTrack | undefined;
  videoTrack?: RemoteVideoTrack | undefined;
  readonly #member: Member;

  constructor(member: Member) {
    this.uid = uidOf(member.identity);
    this.#member = member;
  }

  static memberOf(user: RemoteUser): Member {
    return user.#member;
  }

  /** @throws RoomError */
  static async subscribe(
    user: RemoteUser,
    kind: 'audio' | 'video',
  ): Promise<RemoteAudioTrack | RemoteVideoTrack> {
    const media = user.#member[kind];
    const { mediaStreamTrack } = await media.subscribe();
    // A second call gives the same track.
    if (kind === 'audio') {
      user.audioTrack ??= new RemoteAudioTrack(user.uid, media, mediaStreamTrack);
      return user.audioTrack;
    }
    user.videoTrack ??= new RemoteVideoTrack(user.uid, media, mediaStreamTrack);
    return user.videoTrack;
  }

  /** Ends what plays of it. */
  static release(user: RemoteUser, kind: 'audio' | 'video'): void {
    if (kind === 'audio') {
      user.audioTrack?.release();
      user.audioTrack = undefined;
    } else {
      user.videoTrack?.release();
      user.videoTrack = undefined;
    }
  }
}
