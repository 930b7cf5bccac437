/** As much of Agora's web SDK as the console uses, as its declarations have it. */
export interface AgoraRtc {
  createClient(config: { mode: 'rtc'; codec: 'vp8' }): AgoraClient;
  createMicrophoneAudioTrack(): Promise<AgoraMicrophoneTrack>;
  onAutoplayFailed?: (() => void) | undefined;
}

export interface AgoraClient {
  join(appId: string, channel: string, token: string, uid: number): Promise<unknown>;
  leave(): Promise<void>;
  publish(track: AgoraMicrophoneTrack): Promise<void>;
  subscribe(user: AgoraRemoteUser, kind: 'audio' | 'video'): Promise<unknown>;
  /** In no declaration of the vendor's, and in its documentation and all of its clients. */
  sendStreamMessage(message: Uint8Array, retry?: boolean): Promise<void>;
  getRemoteVideoStats(): Record<string, AgoraVideoStats | undefined>;
  getRemoteAudioStats(): Record<string, AgoraAudioStats | undefined>;
  getRTCStats(): { RTT: number };
  removeAllListeners(): void;
  on(
    event: 'user-published' | 'user-unpublished',
    listener: (user: AgoraRemoteUser, kind: 'audio' | 'video') => void,
  ): void;
  on(event: 'user-left', listener: (user: AgoraRemoteUser, reason: string) => void): void;
  on(event: 'stream-message', listener: (uid: number | string, payload: Uint8Array) => void): void;
  on(
    event: 'connection-state-change',
    listener: (current: string, previous: string, reason?: string) => void,
  ): void;
}

export interface AgoraRemoteUser {
  uid: number | string;
  videoTrack?: { play(element: HTMLElement): void; stop(): void } | undefined;
  audioTrack?: AgoraSound | undefined;
}

export interface AgoraSound {
  play(): void;
  stop(): void;
  /** 0 to 100. */
  setVolume(volume: number): void;
}

export interface AgoraMicrophoneTrack {
  enabled: boolean;
  setEnabled(enabled: boolean): Promise<void>;
  /** 0 to 1. */
  getVolumeLevel(): number;
  getMediaStreamTrack(): MediaStreamTrack;
  close(): void;
}

interface AgoraAudioStats {
  /** Bits a second. */
  receiveBitrate: number;
  receivePacketsLost: number;
}

interface AgoraVideoStats extends AgoraAudioStats {
  decodeFrameRate?: number | undefined;
  receiveFrameRate?: number | undefined;
  receiveResolutionWidth: number;
  receiveResolutionHeight: number;
  codecType?: string | undefined;
  /** Milliseconds from receiving to playing. */
  receiveDelay: number;
}
