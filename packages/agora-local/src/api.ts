import { listDevices, resumeLevels, serverUrl, watchDevices } from '@avatarium/local-room';
import { checkJoin, checkOneOf, type UID } from './checks.js';
import { Client } from './client.js';
import { AgoraEmitter } from './emitter.js';
import { AgoraRTCError, deviceError } from './error.js';
import {
  createCameraVideoTrack,
  createCustomAudioTrack,
  createCustomVideoTrack,
  createMicrophoneAndCameraTracks,
  createMicrophoneAudioTrack,
} from './tracks/create.js';
import { onAutoplayFailed } from './tracks/track.js';
import type { ClientConfig, DeviceInfo } from './types.js';

type ApiEvents = {
  'autoplay-failed': [];
  'camera-changed': [info: DeviceInfo];
  'microphone-changed': [info: DeviceInfo];
  'playback-device-changed': [info: DeviceInfo];
};

const INPUTS_AND_OUTPUTS: MediaDeviceKind[] = ['audioinput', 'audiooutput', 'videoinput'];

/** `AgoraRTC`: the entrance of the API. */
export class AgoraRTCApi extends AgoraEmitter<ApiEvents> {
  /** Of the original that this stands in for. */
  readonly VERSION = '4.24.8-local';
  onAutoplayFailed?: (() => void) | undefined = undefined;
  onAudioAutoplayFailed?: (() => void) | undefined = undefined;
  onCameraChanged?: ((info: DeviceInfo) => void) | undefined = undefined;
  onMicrophoneChanged?: ((info: DeviceInfo) => void) | undefined = undefined;
  onPlaybackDeviceChanged?: ((info: DeviceInfo) => void) | undefined = undefined;
  readonly createMicrophoneAudioTrack = createMicrophoneAudioTrack;
  readonly createCameraVideoTrack = createCameraVideoTrack;
  readonly createMicrophoneAndCameraTracks = createMicrophoneAndCameraTracks;
  readonly createCustomAudioTrack = createCustomAudioTrack;
  readonly createCustomVideoTrack = createCustomVideoTrack;
  private readonly firstSeen = new Map<string, number>();

  /** @param scriptUrl where this file came from */
  constructor(private readonly scriptUrl: string | undefined) {
    super('AgoraRTC');
    onAutoplayFailed(() => {
      this.onAutoplayFailed?.();
      this.onAudioAutoplayFailed?.();
      this.emit('autoplay-failed');
    });
    // Servers that render pages load the file too.
    if (globalThis.navigator?.mediaDevices)
      watchDevices((device, present) => this.deviceChanged(device, present));
  }

  /** @throws AgoraRTCError INVALID_PARAMS */
  createClient(config: ClientConfig): Client {
    checkOneOf(config?.codec, 'config.codec', ['vp8', 'vp9', 'h264', 'h265', 'av1']);
    checkOneOf(config.mode, 'config.mode', ['rtc', 'live']);
    if (config.role !== undefined) checkOneOf(config.role, 'config.role', ['audience', 'host']);
    return new Client(config, () => serverUrl(this.scriptUrl));
  }

  /** @throws AgoraRTCError PERMISSION_DENIED, DEVICE_NOT_FOUND, ENUMERATE_DEVICES_FAILED */
  getDevices(skipPermissionCheck = false): Promise<MediaDeviceInfo[]> {
    return this.list(INPUTS_AND_OUTPUTS, skipPermissionCheck);
  }

  getMicrophones(skipPermissionCheck = false): Promise<MediaDeviceInfo[]> {
    return this.list(['audioinput'], skipPermissionCheck);
  }

  getCameras(skipPermissionCheck = false): Promise<MediaDeviceInfo[]> {
    return this.list(['videoinput'], skipPermissionCheck);
  }

  getPlaybackDevices(skipPermissionCheck = false): Promise<MediaDeviceInfo[]> {
    return this.list(['audiooutput'], skipPermissionCheck);
  }

  checkSystemRequirements(): boolean {
    return (
      typeof RTCPeerConnection === 'function' &&
      typeof WebSocket === 'function' &&
      'mediaDevices' in navigator
    );
  }

  async getSupportedCodec(): Promise<{ video: string[]; audio: string[] }> {
    const names = (kind: string) => {
      const codecs = RTCRtpReceiver.getCapabilities(kind)?.codecs ?? [];
      return new Set(codecs.map(({ mimeType }) => mimeType.replace(/^.*\//, '').toUpperCase()));
    };
    const among = (known: string[], kind: string) => known.filter((name) => names(kind).has(name));
    return { video: among(['H264', 'H265', 'VP8', 'VP9', 'AV1'], 'video'), audio: among(['OPUS'], 'audio') };
  }

  resumeAudioContext(): void {
    void resumeLevels();
  }

  /** Joining is quick as it is; what it is given is checked. */
  async preload(appid: string, channel: string, token: string | null, uid?: UID | null): Promise<void> {
    checkJoin(appid, channel, token, uid);
  }

  /** What there is to say goes to the console whatever the level: it is little. */
  setLogLevel(_level: number): void {}

  /** Nothing is ever uploaded. */
  enableLogUpload(): void {}
  disableLogUpload(): void {}

  /** There is one server, and this is where it is. */
  setArea(_area: unknown): void {}

  /** Extensions are taken and do not run: see `pipe` of a local track. */
  registerExtensions(_extensions: object[]): void {}

  private async list(kinds: MediaDeviceKind[], skipPermissionCheck: boolean): Promise<MediaDeviceInfo[]> {
    if (!navigator.mediaDevices) {
      throw new AgoraRTCError('ENUMERATE_DEVICES_FAILED', 'the page is not secure: it sees no devices');
    }
    try {
      return await listDevices(kinds, !skipPermissionCheck);
    } catch (error) {
      throw deviceError(error);
    }
  }

  private deviceChanged(device: MediaDeviceInfo, present: boolean): void {
    const now = Date.now();
    const initAt = this.firstSeen.get(device.deviceId) ?? now;
    this.firstSeen.set(device.deviceId, initAt);
    const info: DeviceInfo = { updateAt: now, initAt, state: present ? 'ACTIVE' : 'INACTIVE', device };
    if (device.kind === 'videoinput') {
      this.onCameraChanged?.(info);
      this.emit('camera-changed', info);
    } else if (device.kind === 'audioinput') {
      this.onMicrophoneChanged?.(info);
      this.emit('microphone-changed', info);
    } else {
      this.onPlaybackDeviceChanged?.(info);
      this.emit('playback-device-changed', info);
    }
  }
}
