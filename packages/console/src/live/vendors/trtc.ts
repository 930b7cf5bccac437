/** As much of TRTC's web SDK as the console uses, as its declarations have it. */
export interface TrtcSdk {
  create(): TrtcClient;
  TYPE: { STREAM_TYPE_MAIN: string };
  EVENT: Record<
    | 'AUDIO_PLAY_STATE_CHANGED'
    | 'AUDIO_VOLUME'
    | 'AUTOPLAY_FAILED'
    | 'CONNECTION_STATE_CHANGED'
    | 'CUSTOM_MESSAGE'
    | 'ERROR'
    | 'KICKED_OUT'
    | 'REMOTE_AUDIO_AVAILABLE'
    | 'REMOTE_USER_EXIT'
    | 'REMOTE_VIDEO_AVAILABLE'
    | 'REMOTE_VIDEO_UNAVAILABLE'
    | 'STATISTICS',
    string
  >;
}

export interface TrtcClient {
  enterRoom(config: {
    sdkAppId: number;
    roomId: number;
    userId: string;
    userSig: string;
    enableAutoPlayDialog: boolean;
  }): Promise<void>;
  exitRoom(): Promise<void>;
  destroy(): void;
  on<Event>(event: string, listener: (event: Event) => void): unknown;
  off(event: '*'): unknown;
  startRemoteVideo(config: { userId: string; streamType: string; view: null }): Promise<void>;
  stopRemoteVideo(config: { userId: string; streamType: string }): Promise<void>;
  getVideoTrack(of: { userId: string; streamType: string }): MediaStreamTrack | null;
  getAudioTrack(): MediaStreamTrack | null;
  muteRemoteAudio(userId: string, mute: boolean): Promise<void>;
  startLocalAudio(): Promise<void>;
  updateLocalAudio(config: { mute: boolean }): Promise<void>;
  stopLocalAudio(): Promise<void>;
  /** @param intervalMs between two reports of the volume */
  enableAudioVolumeEvaluation(intervalMs: number): void;
  sendCustomMessage(message: { cmdId: number; data: ArrayBuffer }): void;
}

export interface TrtcStatistics {
  /** Milliseconds. */
  rtt: number;
  remoteStatistics: {
    userId: string;
    /** Kilobits a second. */
    audio: { bitrate: number };
    video: {
      width: number;
      height: number;
      frameRate: number;
      /** Kilobits a second. */
      bitrate: number;
      /** Milliseconds. */
      jitterBufferDelay: number;
    }[];
  }[];
}
