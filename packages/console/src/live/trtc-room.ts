import type { MicReading } from './microphone.js';
import { Pace } from './pace.js';
import type { AvatarRoom, RoomHandlers } from './room.js';
import type { Figures } from './stats.js';
import { browserError } from './vendor-microphone.js';
import { vendorScript } from './vendor-script.js';
import type { TrtcClient, TrtcSdk, TrtcStatistics } from './vendors/trtc.js';

/** Somewhat less than what TRTC documents for custom messages. */
const LIMITS = { packetsPerS: 25, bytesPerS: 7500 };
/** Frames of the stream protocol go under this id. */
const FRAMES = 1;
const METER_PERIOD_MS = 100;

export interface TrtcPlace {
  sdkAppId: number;
  roomId: number;
  userId: string;
  userSig: string;
  /** Without an account: the stand-in of the SDK is used. */
  isLocal: boolean;
}

interface OfUser {
  userId: string;
}

/** A session by TRTC's web SDK, or by the stand-in for it, as any client of the SDK would have it. */
export class TrtcRoom implements AvatarRoom {
  private readonly pace = new Pace(LIMITS);
  private trtc?: TrtcClient;
  private avatarId?: string;
  private resumeSound?: () => Promise<void>;
  private statistics?: TrtcStatistics;
  private microphone: 'closed' | 'open' | 'muted' = 'closed';
  private micLevel = 0;
  private muted = false;
  private hasLeft = false;

  constructor(
    private readonly place: TrtcPlace,
    private readonly handlers: RoomHandlers,
  ) {}

  async connect(): Promise<void> {
    const { isLocal, ...place } = this.place;
    const sdk = await vendorScript<TrtcSdk>(isLocal ? '/sdk/trtc-local.js' : '/sdk/trtc.js', 'TRTC');
    if (this.hasLeft) return;
    const trtc = sdk.create();
    this.trtc = trtc;
    this.listen(sdk, trtc);
    await trtc.enterRoom({ ...place, enableAutoPlayDialog: false });
    trtc.enableAudioVolumeEvaluation(METER_PERIOD_MS);
  }

  async send(packets: Uint8Array<ArrayBuffer>[]): Promise<void> {
    for (const packet of packets) {
      await this.pace.turn(packet.byteLength);
      if (!this.trtc) throw new Error('The room was left');
      const { buffer, byteOffset, byteLength } = packet;
      this.trtc.sendCustomMessage({ cmdId: FRAMES, data: buffer.slice(byteOffset, byteOffset + byteLength) });
    }
  }

  async startSound(): Promise<void> {
    await this.resumeSound?.();
    this.resumeSound = undefined;
    this.handlers.soundBlocked(false);
  }

  setMuted(muted: boolean): void {
    this.muted = muted;
    if (this.avatarId !== undefined) this.trtc?.muteRemoteAudio(this.avatarId, muted).catch(() => {});
  }

  async setMicrophone(enabled: boolean): Promise<void> {
    const { trtc, microphone } = this;
    if (!trtc || (microphone === 'closed' && !enabled)) return;
    try {
      if (microphone === 'closed') await trtc.startLocalAudio();
      else await trtc.updateLocalAudio({ mute: !enabled });
      this.microphone = enabled ? 'open' : 'muted';
    } catch (error) {
      throw browserError(error);
    }
  }

  readMicrophone(): MicReading | undefined {
    if (this.microphone !== 'open') return undefined;
    return { level: this.micLevel, silenced: this.trtc?.getAudioTrack()?.muted === true };
  }

  async measure(): Promise<Figures> {
    const ofAvatar = this.statistics?.remoteStatistics.find(({ userId }) => userId === this.avatarId);
    const video = ofAvatar?.video[0];
    return {
      fps: video?.frameRate,
      bitrateKbps: ofAvatar && (video?.bitrate ?? 0) + ofAvatar.audio.bitrate,
      width: video?.width,
      height: video?.height,
      rttMs: this.statistics?.rtt,
      jitterBufferMs: video?.jitterBufferDelay,
    };
  }

  async leave(): Promise<void> {
    if (this.hasLeft) return;
    this.hasLeft = true;
    const { trtc } = this;
    this.trtc = undefined;
    if (!trtc) return;
    trtc.off('*');
    // Left before it was entered, it has nothing to exit from.
    await trtc.stopLocalAudio().catch(() => {});
    await trtc.exitRoom().catch(() => {});
    trtc.destroy();
  }

  private listen({ EVENT, TYPE }: TrtcSdk, trtc: TrtcClient): void {
    const { handlers } = this;
    trtc.on<OfUser & { streamType: string }>(EVENT.REMOTE_VIDEO_AVAILABLE, (event) => {
      if (event.streamType === TYPE.STREAM_TYPE_MAIN) void this.receive(event);
    });
    trtc.on<OfUser>(EVENT.REMOTE_VIDEO_UNAVAILABLE, ({ userId }) => {
      if (userId === this.avatarId) handlers.video(undefined);
    });
    trtc.on<OfUser>(EVENT.REMOTE_AUDIO_AVAILABLE, ({ userId }) => {
      this.avatarId = userId;
      this.setMuted(this.muted);
    });
    trtc.on<{ state: string }>(EVENT.AUDIO_PLAY_STATE_CHANGED, ({ state }) => {
      if (state === 'PLAYING') handlers.soundPlaying();
    });
    trtc.on<{ resume(): Promise<void> }>(EVENT.AUTOPLAY_FAILED, ({ resume }) => {
      this.resumeSound = resume;
      handlers.soundBlocked(true);
    });
    trtc.on<OfUser>(EVENT.REMOTE_USER_EXIT, ({ userId }) => {
      if (userId === this.avatarId) handlers.avatarLeft();
    });
    trtc.on<{ cmdId: number; data: ArrayBuffer }>(EVENT.CUSTOM_MESSAGE, ({ cmdId, data }) => {
      if (cmdId === FRAMES) handlers.packet(new Uint8Array(data));
    });
    trtc.on<{ state: string; isReconnecting?: boolean }>(EVENT.CONNECTION_STATE_CHANGED, (change) =>
      handlers.reconnecting(change.state !== 'CONNECTED' && change.isReconnecting === true),
    );
    trtc.on<{ reason: string }>(EVENT.KICKED_OUT, ({ reason }) =>
      handlers.disconnected(reason === 'kick' ? 'replaced' : 'removed'),
    );
    trtc.on(EVENT.ERROR, () => handlers.disconnected('lost'));
    trtc.on<TrtcStatistics>(EVENT.STATISTICS, (statistics) => {
      this.statistics = statistics;
    });
    trtc.on<{ result: { userId: string; volume: number }[] }>(EVENT.AUDIO_VOLUME, ({ result }) => {
      // One's own microphone goes without a name.
      this.micLevel = (result.find(({ userId }) => userId === '')?.volume ?? 0) / 100;
    });
  }

  private async receive({ userId, streamType }: OfUser & { streamType: string }): Promise<void> {
    const { trtc } = this;
    this.avatarId = userId;
    try {
      // Shown on a screen of the page's own, in place of one that the SDK makes.
      await trtc?.startRemoteVideo({ userId, streamType, view: null });
    } catch {
      // Gone again before it came; what is published next is announced, too.
      return;
    }
    const track = trtc?.getVideoTrack({ userId, streamType });
    if (!track || this.hasLeft) return;
    this.handlers.video({
      attach(screen) {
        screen.srcObject = new MediaStream([track]);
        screen.play().catch(() => {});
      },
      detach(screen) {
        screen.srcObject = null;
      },
    });
  }
}
