import type { AgoraAccess, PictureSettings } from '../protocol.js';
import {
  attempt,
  type MediaKind,
  type MessageLimits,
  type VendorEvents,
  type VendorSide,
} from './vendor-side.js';

interface AgoraTrack {
  getMediaStreamTrack(): MediaStreamTrack;
  close(): void;
}

interface AgoraUser {
  uid: number | string;
  audioTrack?: AgoraTrack;
  videoTrack?: AgoraTrack;
}

interface AgoraClient {
  // The SDK's events have listeners of many shapes.
  on(event: string, listener: (...args: never[]) => void): void;
  removeAllListeners(): void;
  join(appId: string, channel: string, token: string, uid: number | string): Promise<unknown>;
  leave(): Promise<void>;
  subscribe(user: AgoraUser, kind: MediaKind): Promise<unknown>;
  publish(tracks: AgoraTrack[]): Promise<void>;
  unpublish(tracks: AgoraTrack[]): Promise<void>;
  sendStreamMessage(message: Uint8Array, retry: boolean): Promise<void>;
}

/** The part of Agora's web SDK (4.x) that is used here. */
export interface AgoraSdk {
  createClient(config: { mode: 'rtc'; codec: 'vp8' }): AgoraClient;
  createCustomAudioTrack(config: { mediaStreamTrack: MediaStreamTrack }): AgoraTrack;
  createCustomVideoTrack(config: {
    mediaStreamTrack: MediaStreamTrack;
    bitrateMax: number;
    frameRate: number;
    width: number;
    height: number;
  }): AgoraTrack;
  setLogLevel(level: number): void;
  disableLogUpload(): void;
}

const LOG_NOTHING = 4;
/** Why a connection ends that nobody should take up again. */
const FINAL_REASONS = /BANNED|CONFLICT|EXPIRE|INVALID|LICENSE|SECURITY/;

/** The avatar in an Agora channel: frames are stream messages of at most 1 KB, 6 KB a second. */
export class AgoraSide implements VendorSide {
  readonly name = 'Agora';
  readonly limits: MessageLimits = { maxBytes: 1024, messagesPerS: 30, bytesPerS: 6000 };
  private readonly client: AgoraClient;
  private readonly people = new Set<number | string>();
  private readonly published = new Map<MediaKind, AgoraTrack>();

  constructor(
    private readonly sdk: AgoraSdk,
    private readonly access: AgoraAccess,
    private readonly events: VendorEvents,
  ) {
    attempt(() => sdk.setLogLevel(LOG_NOTHING));
    attempt(() => sdk.disableLogUpload());
    this.client = sdk.createClient({ mode: 'rtc', codec: 'vp8' });
    this.listen();
  }

  async join(): Promise<void> {
    const { appId, channel, token, uid } = this.access;
    await this.client.join(appId, channel, token, /^\d{1,10}$/.test(uid) ? Number(uid) : uid);
  }

  async publish(
    kind: MediaKind,
    mediaStreamTrack: MediaStreamTrack,
    picture: PictureSettings,
  ): Promise<void> {
    const earlier = this.published.get(kind);
    if (earlier) {
      this.published.delete(kind);
      await this.client.unpublish([earlier]);
      earlier.close();
    }
    const { width, height, fps, bitrateKbps } = picture;
    const track =
      kind === 'audio'
        ? this.sdk.createCustomAudioTrack({ mediaStreamTrack })
        : this.sdk.createCustomVideoTrack({
            mediaStreamTrack,
            bitrateMax: bitrateKbps,
            frameRate: fps,
            width,
            height,
          });
    this.published.set(kind, track);
    await this.client.publish([track]);
  }

  async send(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    await this.client.sendStreamMessage(bytes, true);
  }

  async leave(): Promise<void> {
    attempt(() => this.client.removeAllListeners());
    await this.client.leave();
    for (const track of this.published.values()) attempt(() => track.close());
    this.published.clear();
  }

  private listen(): void {
    const { client, events } = this;
    client.on('user-joined', (user: AgoraUser) => {
      this.people.add(user.uid);
      events.onPeople(this.people.size);
    });
    client.on('user-left', (user: AgoraUser) => {
      this.people.delete(user.uid);
      for (const kind of ['audio', 'video'] as const) events.onMedia(String(user.uid), kind, null);
      events.onPeople(this.people.size);
    });
    client.on('user-published', (user: AgoraUser, kind: MediaKind) => void this.receive(user, kind));
    client.on('user-unpublished', (user: AgoraUser, kind?: MediaKind) => {
      if (kind) events.onMedia(String(user.uid), kind, null);
    });
    client.on('stream-message', (_uid: number | string, payload: Uint8Array) =>
      events.onMessage(new Uint8Array(payload), undefined),
    );
    client.on('token-privilege-did-expire', () =>
      events.onLost('the token that this side joined Agora with has expired', true),
    );
    client.on('connection-state-change', (now: string, _before: string, reason?: string) => {
      if (now !== 'DISCONNECTED' || reason === 'LEAVE') return;
      events.onLost(`Agora has ended the connection (${reason ?? 'without a reason'})`, isFinal(reason));
    });
  }

  private async receive(user: AgoraUser, kind: MediaKind): Promise<void> {
    if (kind !== 'audio' && kind !== 'video') return;
    try {
      await this.client.subscribe(user, kind);
      const track = kind === 'audio' ? user.audioTrack : user.videoTrack;
      if (track) this.events.onMedia(String(user.uid), kind, track.getMediaStreamTrack());
    } catch (error) {
      this.events.onWarning(`Agora does not hand over the ${kind} of ${user.uid}: ${error}`);
    }
  }
}

function isFinal(reason: string | undefined): boolean {
  return reason !== undefined && FINAL_REASONS.test(reason);
}
