import { type MediaKind, type ReceivedFigures, ReceivedMeter, type RemoteMedia } from '@avatarium/local-room';
import { checkRange, checkText, type UID } from '../checks.js';
import { AgoraRTCError, deviceError } from '../error.js';
import { remoteAudioStats, remoteVideoStats } from '../statistics.js';
import type { RemoteAudioTrackStats, RemoteVideoTrackStats, VideoPlayerConfig } from '../types.js';
import { Screen, Sound, Track } from './track.js';

/** A picture or a sound that is received. The same object over reconnects; what is below it changes. */
export abstract class RemoteTrack extends Track {
  protected figures?: ReceivedFigures | undefined;
  private readonly meter = new ReceivedMeter();
  private track: MediaStreamTrack;

  constructor(
    readonly trackMediaType: MediaKind,
    private readonly userId: UID,
    protected readonly media: RemoteMedia,
    track: MediaStreamTrack,
  ) {
    super(
      trackMediaType === 'video' ? 'IRemoteVideoTrack' : 'IRemoteAudioTrack',
      `track-${trackMediaType}-${userId}-${track.id.slice(-8)}`,
    );
    this.track = track;
    media.onTrack = (next) => {
      if (!next) return;
      this.track = next.mediaStreamTrack;
      this.replaced(this.track);
      this.emit('track-updated', this.track);
    };
  }

  getUserId(): UID {
    return this.userId;
  }

  getMediaStreamTrack(): MediaStreamTrack {
    return this.track;
  }

  /** Reads what the browser counts; for the client, once a second. */
  async measure(): Promise<ReceivedFigures | undefined> {
    const report = await this.media.track?.getRTCStatsReport().catch(() => undefined);
    if (report) this.figures = this.meter.read(report) ?? this.figures;
    return this.figures;
  }

  /** For the client: it is no longer received. */
  release(): void {
    this.media.onTrack = undefined;
    this.stop();
  }

  protected abstract replaced(track: MediaStreamTrack): void;
}

export class RemoteVideoTrack extends RemoteTrack {
  private readonly screen = new Screen();

  constructor(userId: UID, media: RemoteMedia, track: MediaStreamTrack) {
    super('video', userId, media, track);
  }

  get isPlaying(): boolean {
    return this.screen.isPlaying;
  }

  play(element: string | HTMLElement, config?: VideoPlayerConfig): void {
    const usual = { fit: 'cover', mirror: false } as const;
    this.screen.play(this.getMediaStreamTrack(), this.trackId, element, config, usual, () =>
      this.emit('first-frame-decoded'),
    );
  }

  stop(): void {
    this.screen.stop();
  }

  getStats(): RemoteVideoTrackStats {
    return remoteVideoStats(this.figures);
  }

  getCurrentFrameData(): ImageData {
    return this.screen.frame();
  }

  protected replaced(track: MediaStreamTrack): void {
    this.screen.replace(track);
  }
}

export class RemoteAudioTrack extends RemoteTrack {
  private readonly sound = new Sound();
  private volume = 100;

  constructor(userId: UID, media: RemoteMedia, track: MediaStreamTrack) {
    super('audio', userId, media, track);
  }

  get isPlaying(): boolean {
    return this.sound.isPlaying;
  }

  play(): void {
    this.sound.play(this.getMediaStreamTrack());
  }

  stop(): void {
    this.sound.stop();
  }

  getStats(): RemoteAudioTrackStats {
    return remoteAudioStats(this.figures);
  }

  /** @param volume 0–100 */
  setVolume(volume: number): void {
    checkRange(volume, 'volume', 0, 1000);
    this.volume = volume;
    this.sound.setVolume(volume);
  }

  getVolume(): number {
    return this.volume;
  }

  getVolumeLevel(): number {
    return this.sound.level(this.getMediaStreamTrack());
  }

  async setPlaybackDevice(deviceId: string): Promise<void> {
    checkText(deviceId, 'deviceId', 255);
    await this.sound.setDevice(deviceId).catch((error: unknown) => {
      throw error instanceof TypeError
        ? new AgoraRTCError('NOT_SUPPORTED', error.message)
        : deviceError(error);
    });
  }

  override release(): void {
    super.release();
    this.sound.close();
  }

  protected replaced(track: MediaStreamTrack): void {
    this.sound.replace(track);
  }
}
