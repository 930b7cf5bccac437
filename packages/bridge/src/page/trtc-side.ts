import type { PictureSettings, TrtcAccess } from '../protocol.js';
import {
  attempt,
  type MediaKind,
  type MessageLimits,
  reasonOf,
  type VendorEvents,
  type VendorSide,
} from './vendor-side.js';

interface TrtcClient {
  // The SDK's events have payloads of many shapes.
  on(event: string, listener: (event: never) => void): unknown;
  off(event: '*'): unknown;
  enterRoom(config: object): Promise<void>;
  exitRoom(): Promise<void>;
  destroy(): void;
  startLocalAudio(config: object): Promise<void>;
  stopLocalAudio(): Promise<void>;
  startLocalVideo(config: object): Promise<void>;
  stopLocalVideo(): Promise<void>;
  startRemoteVideo(config: object): Promise<void>;
  getAudioTrack(config: { userId: string }): MediaStreamTrack | null;
  getVideoTrack(config: { userId: string; streamType: string }): MediaStreamTrack | null;
  sendCustomMessage(message: { cmdId: number; data: ArrayBuffer }): void;
}

/** The part of TRTC's web SDK (5.x) that is used here. */
export interface TrtcSdk {
  create(): TrtcClient;
  setLogLevel(level: number, uploadLog: boolean): void;
  EVENT: Record<
    | 'REMOTE_USER_ENTER'
    | 'REMOTE_USER_EXIT'
    | 'REMOTE_AUDIO_AVAILABLE'
    | 'REMOTE_AUDIO_UNAVAILABLE'
    | 'REMOTE_VIDEO_AVAILABLE'
    | 'REMOTE_VIDEO_UNAVAILABLE'
    | 'CUSTOM_MESSAGE'
    | 'KICKED_OUT'
    | 'ERROR'
    | 'CONNECTION_STATE_CHANGED',
    string
  >;
}

const LOG_NOTHING = 5;
/** Frames of the stream protocol; other messages keep their number as a topic. */
const FRAME_CMD_ID = 1;
const MAX_NUMERIC_ROOM = 4_294_967_294;
const MAIN_STREAM = 'main';
/** A track may come a moment after it was announced. */
const TRACK_TRIES = 50;
const TRACK_RETRY_MS = 100;

/** The avatar in a TRTC room: frames are custom messages, 30 and 8,000 bytes a second. */
export class TrtcSide implements VendorSide {
  readonly name = 'TRTC';
  /** The SDK (5.17) takes 1,000 bytes, though its documentation says 1 KB. */
  readonly limits: MessageLimits = { maxBytes: 1000, messagesPerS: 30, bytesPerS: 8000 };
  private readonly client: TrtcClient;
  private readonly people = new Set<string>();
  private readonly published = new Set<MediaKind>();
  /** What people have announced and not taken back, as `<user>/<kind>`. */
  private readonly available = new Set<string>();
  private entered = false;

  constructor(
    private readonly sdk: TrtcSdk,
    private readonly access: TrtcAccess,
    private readonly events: VendorEvents,
  ) {
    attempt(() => sdk.setLogLevel(LOG_NOTHING, false));
    this.client = sdk.create();
    this.listen();
  }

  async join(): Promise<void> {
    const { sdkAppId, roomId, userId, userSig } = this.access;
    await this.client.enterRoom({
      sdkAppId,
      userId,
      userSig,
      scene: 'rtc',
      autoReceiveAudio: true,
      autoReceiveVideo: false,
      enableAutoPlayDialog: false,
      ...roomOf(roomId),
    });
    this.entered = true;
  }

  async publish(kind: MediaKind, track: MediaStreamTrack, picture: PictureSettings): Promise<void> {
    const { width, height, fps: frameRate, bitrateKbps: bitrate } = picture;
    const again = this.published.has(kind);
    this.published.add(kind);
    if (kind === 'audio') {
      if (again) await this.client.stopLocalAudio();
      await this.client.startLocalAudio({ option: { audioTrack: track } });
    } else {
      if (again) await this.client.stopLocalVideo();
      await this.client.startLocalVideo({
        option: { videoTrack: track, profile: { width, height, frameRate, bitrate }, qosPreference: 'clear' },
      });
    }
  }

  async send(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    this.client.sendCustomMessage({ cmdId: FRAME_CMD_ID, data: bytes.slice().buffer });
  }

  async leave(): Promise<void> {
    attempt(() => this.client.off('*'));
    if (this.entered) await this.client.exitRoom();
    attempt(() => this.client.destroy());
  }

  private listen(): void {
    const { client, events } = this;
    const { EVENT } = this.sdk;
    client.on(EVENT.REMOTE_USER_ENTER, ({ userId }: { userId: string }) => {
      this.people.add(userId);
      events.onPeople(this.people.size);
    });
    client.on(EVENT.REMOTE_USER_EXIT, ({ userId }: { userId: string }) => {
      this.people.delete(userId);
      for (const kind of ['audio', 'video'] as const) this.gone(userId, kind);
      events.onPeople(this.people.size);
    });
    client.on(
      EVENT.REMOTE_AUDIO_AVAILABLE,
      ({ userId }: { userId: string }) => void this.receive(userId, 'audio'),
    );
    client.on(EVENT.REMOTE_AUDIO_UNAVAILABLE, ({ userId }: { userId: string }) => this.gone(userId, 'audio'));
    client.on(EVENT.REMOTE_VIDEO_AVAILABLE, (event: { userId: string; streamType?: string }) => {
      if (isMain(event)) void this.receive(event.userId, 'video');
    });
    client.on(EVENT.REMOTE_VIDEO_UNAVAILABLE, (event: { userId: string; streamType?: string }) => {
      if (isMain(event)) this.gone(event.userId, 'video');
    });
    client.on(EVENT.CUSTOM_MESSAGE, ({ cmdId, data }: { cmdId: number; data: ArrayBuffer }) =>
      events.onMessage(new Uint8Array(data.slice(0)), cmdId === FRAME_CMD_ID ? undefined : `trtc:${cmdId}`),
    );
    client.on(EVENT.KICKED_OUT, ({ reason }: { reason?: string }) =>
      events.onLost(`TRTC has put this side out of the room (${reason ?? 'without a reason'})`, true),
    );
    client.on(EVENT.ERROR, (error: unknown) => events.onWarning(`TRTC: ${reasonOf(error)}`));
    client.on(EVENT.CONNECTION_STATE_CHANGED, ({ state }: { state: string }) => {
      if (state === 'DISCONNECTED' && this.entered) events.onLost('TRTC has ended the connection', false);
    });
  }

  private async receive(userId: string, kind: MediaKind): Promise<void> {
    this.available.add(`${userId}/${kind}`);
    try {
      if (kind === 'video')
        await this.client.startRemoteVideo({ userId, streamType: MAIN_STREAM, view: null });
      for (let tries = 0; tries < TRACK_TRIES && this.available.has(`${userId}/${kind}`); tries++) {
        const track =
          kind === 'audio'
            ? this.client.getAudioTrack({ userId })
            : this.client.getVideoTrack({ userId, streamType: MAIN_STREAM });
        if (track) {
          this.events.onMedia(userId, kind, track);
          return;
        }
        await new Promise((resolve) => setTimeout(resolve, TRACK_RETRY_MS));
      }
    } catch (error) {
      this.events.onWarning(`TRTC does not hand over the ${kind} of ${userId}: ${reasonOf(error)}`);
    }
  }

  private gone(userId: string, kind: MediaKind): void {
    this.available.delete(`${userId}/${kind}`);
    this.events.onMedia(userId, kind, null);
  }
}

function isMain({ streamType }: { streamType?: string }): boolean {
  return streamType === undefined || streamType === MAIN_STREAM;
}

/** Numbers and names are different rooms to TRTC, also when they are written the same. */
function roomOf(roomId: string): { roomId: number } | { strRoomId: string } {
  const number = /^[1-9]\d{0,9}$/.test(roomId) ? Number(roomId) : Number.POSITIVE_INFINITY;
  return number <= MAX_NUMERIC_ROOM ? { roomId: number } : { strRoomId: roomId };
}
