import { Gain, type PublishOptions } from '@avatarium/local-room';
import { checkRange, checkText } from '../checks.js';
import { localAudioStats } from '../statistics.js';
import type { LocalAudioTrackStats } from '../types.js';
import { type Capture, LocalTrack } from './local.js';
import { PassThrough } from './pass-through.js';
import { Sound } from './track.js';

/** Sound of ours: a microphone's, or any track's. */
export class LocalAudioTrack extends LocalTrack {
  readonly trackMediaType = 'audio';
  readonly processorDestination = new PassThrough();
  private readonly sound = new Sound();
  private gain?: Gain | undefined;

  constructor(
    track: MediaStreamTrack,
    name = 'ILocalAudioTrack',
    capture?: Capture,
    constraints: MediaTrackConstraints = {},
  ) {
    super(name, capture ? 'track-mic' : 'track-cus', track, capture, constraints);
  }

  get isPlaying(): boolean {
    return this.sound.isPlaying;
  }

  /** To our own ears. */
  play(): void {
    this.sound.play(this.getMediaStreamTrack());
  }

  stop(): void {
    this.sound.stop();
  }

  /** How loud it is sent. @param volume 0–1000, 100 as it comes */
  setVolume(volume: number): void {
    checkRange(volume, 'volume', 0, 1000);
    if (!this.gain && volume === 100) return;
    if (!this.gain) {
      this.gain = new Gain(this.getMediaStreamTrack());
      void this.resend();
    }
    this.gain.setVolume(volume);
  }

  getVolumeLevel(): number {
    return this.sound.level(this.outgoing());
  }

  getStats(): LocalAudioTrackStats {
    return localAudioStats(this.figures);
  }

  async setPlaybackDevice(deviceId: string): Promise<void> {
    checkText(deviceId, 'deviceId', 255);
    await this.sound.setDevice(deviceId);
  }

  /** Extensions do not run here: sound passes by them as it is. */
  pipe<Processor extends object>(_processor: Processor): PassThrough {
    return PassThrough.saying();
  }

  unpipe(): void {}

  publishOptions(): PublishOptions {
    return { source: 'microphone' };
  }

  outgoing(): MediaStreamTrack {
    return this.gain?.output ?? this.getMediaStreamTrack();
  }

  protected replaced(track: MediaStreamTrack): void {
    this.gain?.replace(track);
    this.sound.replace(this.gain ? undefined : track);
  }

  protected override release(): void {
    this.sound.close();
    this.gain?.close();
  }
}

export class MicrophoneAudioTrack extends LocalAudioTrack {
  constructor(track: MediaStreamTrack, capture: Capture, constraints: MediaTrackConstraints) {
    super(track, 'IMicrophoneAudioTrack', capture, constraints);
  }

  /** @throws AgoraRTCError DEVICE_NOT_FOUND and its like */
  async setDevice(deviceId: string): Promise<void> {
    checkText(deviceId, 'deviceId', 255);
    await this.useDevice({ deviceId: { exact: deviceId } });
  }
}
