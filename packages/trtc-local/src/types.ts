import type { EVENT, StreamType } from './constants.js';
import type { RtcError } from './errors.js';

type View = string | HTMLElement | HTMLElement[] | null;

/** Options of `TRTC.create`. What concerns plugins and the vendor's files has no meaning here. */
export interface CreateOptions {
  plugins?: unknown[];
  enableSEI?: boolean;
  assetsPath?: string;
  enableAutoPlayDialog?: boolean;
}

/**
 * Options of `enterRoom`. `proxy`, `privateMapKey`, `latencyLevel`, `businessInfo`, `userDefineRecordId`,
 * `playoutDelay` and `quickStart` speak to the vendor's cloud: they are taken and change nothing here.
 */
export interface EnterRoomConfig {
  sdkAppId: number;
  userId: string;
  userSig: string;
  roomId?: number;
  strRoomId?: string;
  scene?: string;
  role?: string;
  autoReceiveAudio?: boolean;
  autoReceiveVideo?: boolean;
  enableAutoPlayDialog?: boolean;
  privateMapKey?: string;
  latencyLevel?: number;
  businessInfo?: string;
  userDefineRecordId?: string;
  proxy?: unknown;
  playoutDelay?: unknown;
  quickStart?: unknown;
}

export interface LocalAudioConfig {
  publish?: boolean;
  mute?: boolean | 'microphone';
  muteKeepVolumeDetection?: boolean;
  option?: {
    microphoneId?: string;
    profile?: string | { bitrate?: number; channelCount?: number };
    audioTrack?: MediaStreamTrack;
    captureVolume?: number;
    earMonitorVolume?: number;
    echoCancellation?: boolean | string;
    autoGainControl?: boolean;
    noiseSuppression?: boolean;
  };
}

export interface VideoProfile {
  width: number;
  height: number;
  frameRate: number;
  /** kbit/s */
  bitrate: number;
}

export interface LocalVideoConfig {
  view?: View;
  publish?: boolean;
  mute?: boolean | string;
  option?: {
    cameraId?: string;
    useFrontCamera?: boolean;
    profile?: string | VideoProfile;
    fillMode?: 'contain' | 'cover' | 'fill';
    mirror?: boolean | string;
    small?: unknown;
    qosPreference?: string;
    videoTrack?: MediaStreamTrack;
    avoidCropping?: boolean;
    rotation?: number;
  };
}

/** `small` and `receiveWhenViewVisible` save bandwidth in the vendor's cloud; here they change nothing. */
export interface RemoteVideoConfig {
  view?: View;
  userId: string;
  streamType: string;
  option?: {
    fillMode?: 'contain' | 'cover' | 'fill';
    mirror?: boolean;
    small?: boolean;
    receiveWhenViewVisible?: boolean;
    viewRoot?: HTMLElement;
    canvasRender?: boolean;
    poster?: string;
    draggable?: boolean;
    pictureInPicture?: boolean;
    fullScreen?: boolean;
  };
}

export interface CustomMessage {
  cmdId: number;
  data: ArrayBuffer;
}

export type ConnectionState = 'DISCONNECTED' | 'CONNECTING' | 'CONNECTED';
export type PlayerState = 'PLAYING' | 'PAUSED' | 'STOPPED';
export type PublishState = 'starting' | 'started' | 'stopped';
export type MediaType = 'audio' | 'video';

/** 0 unknown, 1 excellent, 2 good, 3 fair, 4 poor, 5 very poor, 6 no connection. */
export interface NetworkQuality {
  uplinkNetworkQuality: number;
  downlinkNetworkQuality: number;
  /** ms */
  uplinkRTT: number;
  /** % */
  uplinkLoss: number;
  downlinkRTT: number;
  downlinkLoss: number;
}

interface AudioStatistics {
  /** kbit/s */
  bitrate: number;
  /** 0..1 */
  audioLevel: number;
}

interface VideoStatistics {
  width: number;
  height: number;
  frameRate: number;
  /** kbit/s */
  bitrate: number;
  videoType: 'big' | 'sub';
}

export interface Statistics {
  /** ms */
  rtt: number;
  /** % */
  upLoss: number;
  downLoss: number;
  /** Since the room was entered. */
  bytesSent: number;
  bytesReceived: number;
  localStatistics: { audio: AudioStatistics; video: VideoStatistics[] };
  remoteStatistics: {
    userId: string;
    /** `jitterBufferDelay` in ms */
    audio: AudioStatistics & { jitterBufferDelay: number };
    video: (VideoStatistics & { jitterBufferDelay: number })[];
  }[];
}

/** What the listeners of each event are given. */
export type EventMap = {
  [EVENT.ERROR]: [RtcError];
  [EVENT.AUTOPLAY_FAILED]: [{ userId: string; mediaType: MediaType; resume: () => Promise<void> }];
  [EVENT.KICKED_OUT]: [{ reason: 'kick' | 'banned' | 'room_disband' }];
  [EVENT.REMOTE_USER_ENTER]: [{ userId: string }];
  [EVENT.REMOTE_USER_EXIT]: [{ userId: string; reason: 0 | 1 | 2 }];
  [EVENT.REMOTE_AUDIO_AVAILABLE]: [{ userId: string }];
  [EVENT.REMOTE_AUDIO_UNAVAILABLE]: [{ userId: string }];
  [EVENT.REMOTE_VIDEO_AVAILABLE]: [{ userId: string; streamType: StreamType }];
  [EVENT.REMOTE_VIDEO_UNAVAILABLE]: [{ userId: string; streamType: StreamType }];
  [EVENT.AUDIO_VOLUME]: [{ result: { userId: string; volume: number; floatVolume: number }[] }];
  [EVENT.NETWORK_QUALITY]: [NetworkQuality];
  [EVENT.CONNECTION_STATE_CHANGED]: [
    { prevState: ConnectionState; state: ConnectionState; isReconnecting?: boolean },
  ];
  [EVENT.AUDIO_PLAY_STATE_CHANGED]: [{ userId: string; state: PlayerState; reason: string }];
  [EVENT.VIDEO_PLAY_STATE_CHANGED]: [
    { userId: string; streamType: StreamType; state: PlayerState; reason: string },
  ];
  [EVENT.DEVICE_CHANGED]: [
    {
      type: 'camera' | 'microphone' | 'speaker';
      action: 'add' | 'remove' | 'active';
      device: MediaDeviceInfo;
    },
  ];
  [EVENT.PUBLISH_STATE_CHANGED]: [
    {
      mediaType: MediaType;
      state: PublishState;
      prevState: PublishState;
      reason?: 'error' | 'api-call';
      error?: RtcError;
    },
  ];
  [EVENT.TRACK]: [
    { userId: string; streamType: StreamType; track: MediaStreamTrack; sourceTrack: MediaStreamTrack },
  ];
  [EVENT.STATISTICS]: [Statistics];
  [EVENT.CUSTOM_MESSAGE]: [{ userId: string; cmdId: number; seq: number; data: ArrayBuffer }];
  [EVENT.FIRST_VIDEO_FRAME]: [{ userId: string; streamType: StreamType; width: number; height: number }];
  [EVENT.VIDEO_SIZE_CHANGED]: [
    { userId: string; streamType: StreamType; newWidth: number; newHeight: number },
  ];
};
