export interface VideoSettings {
  width: number;
  height: number;
  fps: number;
  codec: 'vp8' | 'h264';
  bitrateKbps: number;
}

export interface RemoteParticipant {
  identity: string;
  /**
   * A person or an application whose absence ends a session: neither hidden, nor a recorder, nor an avatar. One that
   * stands for people elsewhere is one while there are any.
   */
  isClient: boolean;
}

/** A stretch of speech that the agent streams in for the avatar to say. */
export interface AgentSpeech {
  sampleRateHz: number;
  /** 1, or 2 interleaved. */
  channels: number;
  /**
   * Signed 16-bit little-endian samples, cut anywhere. Ends with the stretch, or where that broke off. Leaving the
   * loop early refuses the rest.
   */
  bytes: AsyncIterable<Uint8Array>;
}

/** What the agent is told of its speech: at most one start and exactly one finish for each stretch, in order. */
export type PlaybackReport =
  | { state: 'started' }
  | {
      state: 'finished';
      /** How much of the stretch was heard. */
      positionS: number;
      interrupted: boolean;
    };

export const MICROPHONE_RATE_HZ = 16_000;

export interface TransportEvents {
  /** A reliable packet without topic, from any participant that is not hidden. */
  data: [bytes: Uint8Array, from: RemoteParticipant];
  participantJoined: [RemoteParticipant];
  participantLeft: [RemoteParticipant];
  /** It has become a client, or is none any more. */
  participantChanged: [RemoteParticipant];
  /** A client has a microphone in the room, muted or not. Told whether or not anybody listens to it. */
  microphoneFound: [from: RemoteParticipant];
  /**
   * Sound of a client's microphone: mono, `MICROPHONE_RATE_HZ`, 20 ms or less. Only after `hearMicrophones`, only from
   * clients. A muted microphone is silent or sends nothing. One who stands for several people has a track for each.
   */
  microphone: [pcm: Int16Array, from: RemoteParticipant, track: string];
  /** The agent begins to stream a stretch of speech. Only with `speechFromAgent`. */
  agentSpeech: [AgentSpeech];
  /** The agent takes back all that it has sent until now. */
  agentCleared: [];
  /** The room is gone for good (kicked, room deleted, reconnects used up). */
  lost: [reason: string];
}

/**
 * How an avatar is present in a room. Listeners are attached before `join`, so that nothing is missed. What is
 * captured before joining, while reconnecting or after leaving is dropped. The shared suite is `transport.suite.ts`.
 */
export interface Transport {
  on<E extends keyof TransportEvents>(event: E, listener: (...args: TransportEvents[E]) => void): void;
  /** Joins, and publishes one video and one audio track. Resolves when both are published. */
  join(): Promise<void>;
  participants(): RemoteParticipant[];
  /** Listens to clients' microphones from now on. Without it none is received. */
  hearMicrophones(): void;
  /** Broadcasts one reliable packet. Waits while the transport reconnects; rejects once it has left or is lost. */
  sendData(bytes: Uint8Array): Promise<void>;
  /** I420 of the video settings' size. `ptsUs` rises, microseconds on the performer's clock. Copies what it needs. */
  captureVideo(i420: Uint8Array, ptsUs: bigint): void;
  readonly audioRateHz: number;
  /** Sound that is kept queued, so that a busy event loop is not heard. */
  readonly audioQueueMs: number;
  /**
   * Queues mono PCM at `audioRateHz`, a multiple of 10 ms up to `audioQueueMs` long, which is sent at the pace of
   * real time. Resolves when no more than `audioQueueMs` is left in the queue, so that awaiting it paces the
   * caller; it must be awaited before the next call. Never rejects.
   */
  captureAudio(pcm: Int16Array<ArrayBuffer>): Promise<void>;
  /** Drops what is queued, at once. */
  clearAudio(): void;
  /** Tells the agent. Never rejects; what it does not take is dropped with a warning. */
  reportPlayback(report: PlaybackReport): void;
  /** Leaves and frees tracks and sources. Idempotent; ends within 3 s. */
  leave(): Promise<void>;
}
