import { EVENT, TYPE } from './constants.js';
import { listDevices } from './devices.js';
import { deviceError, type RtcError } from './errors.js';
import type { EventMap, MediaType, PlayerState, PublishState } from './types.js';

type Emit = <Name extends keyof EventMap>(event: Name, ...args: EventMap[Name]) => void;

/** What the client is told of its own microphone and camera. The user's own id in events is ''. */
export class LocalReports {
  constructor(private readonly emit: Emit) {}

  track(track: MediaStreamTrack, sourceTrack: MediaStreamTrack): void {
    this.emit(EVENT.TRACK, { userId: '', streamType: TYPE.STREAM_TYPE_MAIN, track, sourceTrack });
  }

  published(
    mediaType: MediaType,
    state: PublishState,
    prevState: PublishState,
    reason?: 'error' | 'api-call',
    error?: RtcError,
  ): void {
    this.emit(EVENT.PUBLISH_STATE_CHANGED, {
      mediaType,
      state,
      prevState,
      ...(reason ? { reason } : {}),
      ...(error ? { error } : {}),
    });
  }

  audioPlays(state: PlayerState, reason: string): void {
    this.emit(EVENT.AUDIO_PLAY_STATE_CHANGED, { userId: '', state, reason });
  }

  videoPlays(state: PlayerState, reason: string): void {
    this.emit(EVENT.VIDEO_PLAY_STATE_CHANGED, {
      userId: '',
      streamType: TYPE.STREAM_TYPE_MAIN,
      state,
      reason,
    });
  }

  firstFrame(width: number, height: number): void {
    this.emit(EVENT.FIRST_VIDEO_FRAME, { userId: '', streamType: TYPE.STREAM_TYPE_MAIN, width, height });
  }

  resized(newWidth: number, newHeight: number): void {
    this.emit(EVENT.VIDEO_SIZE_CHANGED, {
      userId: '',
      streamType: TYPE.STREAM_TYPE_MAIN,
      newWidth,
      newHeight,
    });
  }

  /** Names the device that a track comes from. */
  async deviceActive(type: 'camera' | 'microphone', track: MediaStreamTrack): Promise<void> {
    const { deviceId } = track.getSettings();
    const devices = await listDevices('', type, false).catch(() => []);
    const device = devices.find((one) => one.deviceId === deviceId);
    if (device) this.emit(EVENT.DEVICE_CHANGED, { type, action: 'active', device });
  }

  /** The device was unplugged, or taken away. */
  deviceLost(type: 'camera' | 'microphone', functionName: string): void {
    const gone = new DOMException(`the ${type} gives nothing any more`, 'NotReadableError');
    this.emit(EVENT.ERROR, deviceError(functionName, gone));
  }
}

/** The fields that are given, so that an update leaves the others as they are. */
export function given<Config extends object>(config: Config): Partial<Config> {
  const fields = Object.entries(config).filter(([, value]) => value !== undefined);
  return Object.fromEntries(fields) as Partial<Config>;
}
