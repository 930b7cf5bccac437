export interface VideoSettings {
  width: number;
  height: number;
  fps: number;
  codec: 'vp8' | 'h264';
  bitrateKbps: number;
}

export interface RemoteParticipant {
  identity: string;
  /** Neither hidden nor the avatar itself: one whose frames count and whose absence ends a session. */
  isClient: boolean;
}

export interface TransportEvents {
  /** A reliable packet of a participant, without topic. */
  data: [bytes: Uint8Array, from: RemoteParticipant];
  participantJoined: [RemoteParticipant];
  participantLeft: [RemoteParticipant];
  /** The room is gone for good (kicked, room deleted, reconnects used up). */
  lost: [reason: string];
}

/** How an avatar is present in a room. The shared suite is `transport.suite.ts`. */
export interface Transport {
  on<E extends keyof TransportEvents>(event: E, listener: (...args: TransportEvents[E]) => void): void;
  /** Joins, and publishes one video and one audio track. Resolves when both are published. */
  join(signal?: AbortSignal): Promise<void>;
  participants(): RemoteParticipant[];
  /** Broadcasts one reliable packet. */
  sendData(bytes: Uint8Array): Promise<void>;
  /** I420 of the video settings' size. `ptsUs` rises, microseconds on the performer's clock. Copies what it needs. */
  captureVideo(i420: Uint8Array<ArrayBuffer>, ptsUs: bigint): void;
  /**
   * Queues mono PCM at `audioRateHz`. Resolves when there is room for more; the queue holds at most
   * `audioQueueMs`, so awaiting it paces the caller to real time.
   */
  captureAudio(pcm: Int16Array<ArrayBuffer>): Promise<void>;
  readonly audioRateHz: number;
  /** Milliseconds of sound handed over and not yet sent. */
  queuedAudioMs(): number;
  /** Drops what is queued, at once. */
  clearAudio(): void;
  leave(): Promise<void>;
}
