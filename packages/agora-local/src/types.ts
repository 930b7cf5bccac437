import type { UID } from './checks.js';

export type { UID };
export type ConnectionState = 'DISCONNECTED' | 'CONNECTING' | 'RECONNECTING' | 'CONNECTED' | 'DISCONNECTING';
export type ConnectionDisconnectedReason =
  | 'LEAVE'
  | 'NETWORK_ERROR'
  | 'SERVER_ERROR'
  | 'UID_BANNED'
  | 'TOKEN_EXPIRE';
export type SDK_MODE = 'live' | 'rtc' | 'p2p';
export type SDK_CODEC = 'vp8' | 'vp9' | 'h264' | 'h265' | 'av1';
export type ClientRole = 'audience' | 'host';

export interface ClientConfig {
  codec: SDK_CODEC;
  mode: SDK_MODE;
  role?: ClientRole;
}

export interface NetworkQuality {
  uplinkNetworkQuality: 0 | 1 | 2 | 3 | 4 | 5 | 6;
  downlinkNetworkQuality: 0 | 1 | 2 | 3 | 4 | 5 | 6;
}

export interface VideoPlayerConfig {
  mirror?: boolean;
  fit?: 'cover' | 'contain' | 'fill';
}

/** Widths and heights in pixels, rates in pictures a second, as a number or as a range. */
export interface ConstrainLong {
  min?: number;
  max?: number;
  ideal?: number;
  exact?: number;
}

/** Bit rates in kbit/s. */
export interface VideoEncoderConfiguration {
  width?: number | ConstrainLong;
  height?: number | ConstrainLong;
  frameRate?: number | ConstrainLong;
  bitrateMin?: number;
  bitrateMax?: number;
}

export interface CustomVideoTrackInitConfig extends VideoEncoderConfiguration {
  mediaStreamTrack: MediaStreamTrack;
  optimizationMode?: 'motion' | 'detail' | 'balanced';
}

export interface CustomAudioTrackInitConfig {
  mediaStreamTrack: MediaStreamTrack;
}

export interface MicrophoneAudioTrackInitConfig {
  microphoneId?: string;
  /** Echo cancellation, automatic gain, noise suppression: all on unless switched off. */
  AEC?: boolean;
  AGC?: boolean;
  ANS?: boolean;
}

export interface CameraVideoTrackInitConfig {
  cameraId?: string;
  facingMode?: 'user' | 'environment' | 'left' | 'right';
  /** A configuration, or the name of one such as "720p_1". */
  encoderConfig?: VideoEncoderConfiguration | string;
  optimizationMode?: 'motion' | 'detail' | 'balanced';
}

export interface DeviceInfo {
  updateAt: number;
  initAt: number;
  state: 'ACTIVE' | 'INACTIVE';
  device: MediaDeviceInfo;
}

interface RemoteTrackStats {
  transportDelay: number;
  end2EndDelay: number;
  receiveDelay: number;
  receiveBitrate: number;
  receiveBytes: number;
  receivePackets: number;
  receivePacketsLost: number;
  packetLossRate: number;
  currentPacketLossRate: number;
  totalDuration: number;
  totalFreezeTime: number;
  freezeRate: number;
  publishDuration: number;
}

/** Delays in ms, bit rates in bit/s, loss in percent, durations in s. */
export interface RemoteVideoTrackStats extends RemoteTrackStats {
  codecType?: 'H264' | 'H265' | 'VP8' | 'VP9' | 'AV1X' | 'AV1';
  decodeFrameRate?: number;
  receiveFrameRate?: number;
  renderFrameRate?: number;
  receiveResolutionWidth: number;
  receiveResolutionHeight: number;
}

export interface RemoteAudioTrackStats extends RemoteTrackStats {
  codecType?: 'opus' | 'aac' | 'PCMU' | 'PCMA' | 'G722';
  /** 0–32767. */
  receiveLevel: number;
  receivePacketsDiscarded: number;
}

interface LocalTrackStats {
  sendBitrate: number;
  sendBytes: number;
  sendPackets: number;
  sendPacketsLost: number;
  sendJitterMs: number;
  sendRttMs: number;
  currentPacketLossRate: number;
}

export interface LocalVideoTrackStats extends LocalTrackStats {
  codecType?: 'H264' | 'H265' | 'VP8' | 'VP9' | 'AV1X' | 'AV1';
  sendFrameRate?: number;
  captureFrameRate?: number;
  sendResolutionWidth: number;
  sendResolutionHeight: number;
  captureResolutionWidth: number;
  captureResolutionHeight: number;
  encodeDelay?: number;
  targetSendBitrate: number;
  totalDuration: number;
  totalFreezeTime: number;
}

export interface LocalAudioTrackStats extends LocalTrackStats {
  codecType?: 'opus' | 'aac' | 'PCMU' | 'PCMA' | 'G722';
  /** 0–32767. */
  sendVolumeLevel: number;
}

/** Bit rates in bit/s, the round trip in ms, the bandwidth in kbit/s. */
export interface AgoraRTCStats {
  Duration: number;
  RecvBitrate: number;
  RecvBytes: number;
  SendBitrate: number;
  SendBytes: number;
  UserCount: number;
  RTT: number;
  OutgoingAvailableBandwidth: number;
}
