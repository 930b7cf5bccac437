import { AgoraRTCApi } from './api.js';

/** Stands in for the default export of `agora-rtc-sdk-ng`. */
const AgoraRTC = new AgoraRTCApi(import.meta.url);
export default AgoraRTC;

// Names under which the original's types are imported, for projects that do without it.
export type { AgoraRTCApi as IAgoraRTC } from './api.js';
export type { Client as IAgoraRTCClient } from './client.js';
export type { AgoraRTCError as IAgoraRTCError, AgoraRTCErrorCode } from './error.js';
export type { RemoteUser as IAgoraRTCRemoteUser } from './remote-user.js';
export type { LocalTrack as ILocalTrack } from './tracks/local.js';
export type {
  LocalAudioTrack as ILocalAudioTrack,
  MicrophoneAudioTrack as IMicrophoneAudioTrack,
} from './tracks/local-audio.js';
export type {
  CameraVideoTrack as ICameraVideoTrack,
  LocalVideoTrack as ILocalVideoTrack,
} from './tracks/local-video.js';
export type {
  RemoteAudioTrack as IRemoteAudioTrack,
  RemoteTrack as IRemoteTrack,
  RemoteVideoTrack as IRemoteVideoTrack,
} from './tracks/remote.js';
export type * from './types.js';
