import type { Member } from '@avatarium/local-room';
import type { Autoplay } from './autoplay.js';
import { EVENT, TYPE } from './constants.js';
import { asOperation } from './errors.js';
import type { PlaybackReports } from './playback.js';
import { RemoteAudio } from './remote-audio.js';
import { RemoteVideo } from './remote-video.js';
import type { EventMap, MediaType, RemoteVideoConfig } from './types.js';

type Emit = <Name extends keyof EventMap>(event: Name, ...args: EventMap[Name]) => void;

/** What is received by itself, without a call of the client. */
export type Receiving = { audio: boolean; video: boolean };

/** One other user in the room. */
export type RemoteUser = { member: Member; audio: RemoteAudio; video: RemoteVideo };

const EVERYONE = '*';
const streamType = TYPE.STREAM_TYPE_MAIN;

/** The other users: what is received of them, how loud they are played, and where they are shown. */
export class RemoteUsers {
  readonly #users = new Map<string, RemoteUser>();
  /** By user id or '*'; may be set before the user is there. */
  readonly #muted = new Map<string, boolean>();
  readonly #volumes = new Map<string, number>();
  #receiving: Receiving = { audio: true, video: false };
  #speakerId = '';

  constructor(
    private readonly emit: Emit,
    private readonly autoplay: Autoplay,
  ) {}

  get all(): RemoteUser[] {
    return [...this.#users.values()];
  }

  get(userId: string): RemoteUser | undefined {
    return this.#users.get(userId);
  }

  setReceiving(receiving: Receiving): void {
    this.#receiving = receiving;
  }

  joined(member: Member): void {
    const userId = member.identity;
    const reports = (mediaType: MediaType, state: PlaybackReports['state']): PlaybackReports => ({
      state,
      refused: (resume) => {
        this.autoplay.wait(resume);
        this.emit(EVENT.AUTOPLAY_FAILED, { userId, mediaType, resume });
      },
    });
    const onTrack = (track: MediaStreamTrack) =>
      this.emit(EVENT.TRACK, { userId, streamType, track, sourceTrack: track });
    const audio = new RemoteAudio(
      member,
      reports('audio', (state, reason) =>
        this.emit(EVENT.AUDIO_PLAY_STATE_CHANGED, { userId, state, reason }),
      ),
      onTrack,
    );
    const video = new RemoteVideo(
      member,
      {
        ...reports('video', (state, reason) =>
          this.emit(EVENT.VIDEO_PLAY_STATE_CHANGED, { userId, streamType, state, reason }),
        ),
        firstFrame: (width, height) =>
          this.emit(EVENT.FIRST_VIDEO_FRAME, { userId, streamType, width, height }),
        resized: (newWidth, newHeight) =>
          this.emit(EVENT.VIDEO_SIZE_CHANGED, { userId, streamType, newWidth, newHeight }),
      },
      onTrack,
    );
    audio.setVolume(this.#volumes.get(userId) ?? this.#volumes.get(EVERYONE) ?? 100);
    if (this.#speakerId) void setSink(audio.element, this.#speakerId);
    this.#users.set(userId, { member, audio, video });
    this.emit(EVENT.REMOTE_USER_ENTER, { userId });
  }

  departed(member: Member, reason: 0 | 1): void {
    this.#forget(member.identity);
    this.emit(EVENT.REMOTE_USER_EXIT, { userId: member.identity, reason });
  }

  published(member: Member, mediaType: MediaType): void {
    const userId = member.identity;
    const user = this.#users.get(userId);
    // What fails here ended meanwhile, or is tried again when it is published again.
    if (mediaType === 'audio') {
      if (this.#isHeard(userId)) user?.audio.start().catch(() => {});
      this.emit(EVENT.REMOTE_AUDIO_AVAILABLE, { userId });
    } else {
      if (this.#receiving.video) user?.video.receive().catch(() => {});
      this.emit(EVENT.REMOTE_VIDEO_AVAILABLE, { userId, streamType });
    }
  }

  unpublished(member: Member, mediaType: MediaType): void {
    const userId = member.identity;
    const user = this.#users.get(userId);
    if (mediaType === 'audio') {
      user?.audio.stop();
      this.emit(EVENT.REMOTE_AUDIO_UNAVAILABLE, { userId });
    } else {
      user?.video.stop().catch(() => {});
      this.emit(EVENT.REMOTE_VIDEO_UNAVAILABLE, { userId, streamType });
    }
  }

  /** @throws RtcError if it does not come */
  async startVideo(user: RemoteUser, config: RemoteVideoConfig): Promise<void> {
    await asOperation('startRemoteVideo', () => user.video.start(config));
  }

  /** @param userId or '*' for everyone, also those who come later */
  async mute(userId: string, muted: boolean): Promise<void> {
    if (userId === EVERYONE) this.#muted.clear();
    this.#muted.set(userId, muted);
    const users = userId === EVERYONE ? this.all : [this.#users.get(userId)];
    await Promise.all(
      users.map((user) => {
        if (muted) return user?.audio.stop();
        if (!user?.member.audio.available) return undefined;
        return asOperation('muteRemoteAudio', () => user.audio.start());
      }),
    );
  }

  setVolume(userId: string, volume: number): void {
    if (userId === EVERYONE) this.#volumes.clear();
    this.#volumes.set(userId, volume);
    for (const user of userId === EVERYONE ? this.all : [this.#users.get(userId)])
      user?.audio.setVolume(volume);
  }

  async setSpeaker(deviceId: string): Promise<void> {
    this.#speakerId = deviceId;
    await Promise.all(this.all.map(({ audio }) => setSink(audio.element, deviceId)));
  }

  /** Forgets everyone, and who was muted, without an event. */
  clear(): void {
    for (const userId of [...this.#users.keys()]) this.#forget(userId);
    this.#muted.clear();
  }

  #forget(userId: string): void {
    const user = this.#users.get(userId);
    this.#users.delete(userId);
    user?.audio.stop();
    user?.video.stop().catch(() => {});
  }

  #isHeard(userId: string): boolean {
    const muted = this.#muted.get(userId) ?? this.#muted.get(EVERYONE);
    return muted === undefined ? this.#receiving.audio : !muted;
  }
}

/** Plays sound through another device; browsers that cannot choose go on as they are. */
export async function setSink(element: HTMLAudioElement, deviceId: string): Promise<void> {
  if ('setSinkId' in element) await element.setSinkId(deviceId).catch(() => {});
}
