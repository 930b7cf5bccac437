import type { PublishOptions } from '@avatarium/local-room';
import { checkText } from '../checks.js';
import { AgoraRTCError } from '../error.js';
import { localVideoStats } from '../statistics.js';
import type {
  LocalVideoTrackStats,
  SDK_CODEC,
  VideoEncoderConfiguration,
  VideoPlayerConfig,
} from '../types.js';
import { encoderConfiguration, highest, videoConstraints } from './encoder.js';
import { type Capture, LocalTrack } from './local.js';
import { PassThrough } from './pass-through.js';
import { Screen } from './track.js';

type OptimizationMode = 'motion' | 'detail' | 'balanced';

const KEEPING: Record<OptimizationMode, RTCDegradationPreference> = {
  motion: 'maintain-framerate',
  detail: 'maintain-resolution',
  balanced: 'balanced',
};

interface LocalVideoSettings {
  encoder: VideoEncoderConfiguration;
  optimizationMode?: OptimizationMode | undefined;
}

/** A picture of ours: a camera's, or any track's. */
export class LocalVideoTrack extends LocalTrack {
  readonly trackMediaType = 'video';
  readonly processorDestination = new PassThrough();
  /** For the client: what it was created to send. */
  codec: SDK_CODEC = 'vp8';
  protected readonly screen = new Screen();
  private encoder: VideoEncoderConfiguration;

  constructor(
    track: MediaStreamTrack,
    private readonly settings: LocalVideoSettings,
    name = 'ILocalVideoTrack',
    capture?: Capture,
    constraints: MediaTrackConstraints = {},
  ) {
    super(name, capture ? 'track-cam' : 'track-cus', track, capture, constraints);
    this.encoder = settings.encoder;
  }

  get isPlaying(): boolean {
    return this.screen.isPlaying;
  }

  play(element: string | HTMLElement, config?: VideoPlayerConfig): void {
    this.show(element, config, { fit: 'contain', mirror: true });
  }

  stop(): void {
    this.screen.stop();
  }

  getStats(): LocalVideoTrackStats {
    return localVideoStats(this.figures);
  }

  getCurrentFrameData(): ImageData {
    return this.screen.frame();
  }

  /** Sends another track in its place. */
  async replaceTrack(track: MediaStreamTrack, stopOldTrack: boolean): Promise<void> {
    if (!(track instanceof MediaStreamTrack) || track.kind !== 'video') {
      throw new AgoraRTCError('INVALID_PARAMS', 'track: a video MediaStreamTrack is needed');
    }
    await this.useTrack(track, stopOldTrack);
  }

  /** What the device takes pictures in; bit rates count from the next publication on. */
  async setEncoderConfiguration(config: VideoEncoderConfiguration | string): Promise<void> {
    this.encoder = encoderConfiguration(config);
    await this.getMediaStreamTrack()
      .applyConstraints(videoConstraints(this.encoder))
      .catch((error: unknown) => {
        throw new AgoraRTCError('CONSTRAINT_NOT_SATISFIED', String(error));
      });
  }

  /** Extensions do not run here: pictures pass by them as they are. */
  pipe<Processor extends object>(_processor: Processor): PassThrough {
    return PassThrough.saying();
  }

  unpipe(): void {}

  publishOptions(): PublishOptions {
    const { bitrateMax, frameRate } = this.encoder;
    const rate = highest(frameRate);
    const mode = this.settings.optimizationMode;
    return {
      source: 'camera',
      // The media server carries these two whatever it is; anything else is sent as VP8.
      codec: this.codec === 'h264' ? 'h264' : 'vp8',
      ...(bitrateMax ? { maxBitrateBps: bitrateMax * 1000 } : {}),
      ...(rate ? { maxFrameRateHz: rate } : {}),
      ...(mode ? { keep: KEEPING[mode] } : {}),
    };
  }

  outgoing(): MediaStreamTrack {
    return this.getMediaStreamTrack();
  }

  protected show(
    element: string | HTMLElement,
    config: VideoPlayerConfig | undefined,
    usual: { fit: 'cover' | 'contain'; mirror: boolean },
  ): void {
    this.screen.play(this.getMediaStreamTrack(), this.trackId, element, config, usual, () =>
      this.emit('first-frame-decoded'),
    );
  }

  protected replaced(track: MediaStreamTrack): void {
    this.screen.replace(track);
  }
}

export class CameraVideoTrack extends LocalVideoTrack {
  constructor(
    track: MediaStreamTrack,
    settings: LocalVideoSettings,
    capture: Capture,
    constraints: MediaTrackConstraints,
  ) {
    super(track, settings, 'ICameraVideoTrack', capture, constraints);
  }

  override play(element: string | HTMLElement, config?: VideoPlayerConfig): void {
    this.show(element, config, { fit: 'cover', mirror: true });
  }

  /** @throws AgoraRTCError DEVICE_NOT_FOUND and its like */
  async setDevice(device: string | { deviceId?: string; facingMode?: string }): Promise<void> {
    if (typeof device === 'object' && device.facingMode) {
      await this.useDevice({ deviceId: {}, facingMode: device.facingMode });
      return;
    }
    const deviceId = typeof device === 'string' ? device : (device.deviceId ?? '');
    checkText(deviceId, 'deviceId', 255);
    await this.useDevice({ deviceId: { exact: deviceId }, facingMode: {} });
  }
}
