import type { MicReading } from './microphone.js';
import { Pace } from './pace.js';
import type { AvatarRoom, RoomEndReason, RoomHandlers } from './room.js';
import type { Figures } from './stats.js';
import { browserError } from './vendor-microphone.js';
import { vendorScript } from './vendor-script.js';
import type {
  AgoraClient,
  AgoraMicrophoneTrack,
  AgoraRemoteUser,
  AgoraRtc,
  AgoraSound,
} from './vendors/agora.js';

/** Somewhat less than what Agora documents for stream messages. */
const LIMITS = { packetsPerS: 50, bytesPerS: 25_000 };
/** The SDK says when sound was refused, soon, and never that it plays. */
const REFUSAL_WAIT_MS = 300;

export interface AgoraPlace {
  appId: string;
  channel: string;
  token: string;
  uid: number;
  /** Without an account: the stand-in of the SDK is used. */
  isLocal: boolean;
}

/** A session by Agora's web SDK, or by the stand-in for it, as any client of the SDK would have it. */
export class AgoraRoom implements AvatarRoom {
  private readonly pace = new Pace(LIMITS);
  private sdk?: AgoraRtc;
  private client?: AgoraClient;
  private avatar?: AgoraRemoteUser;
  private sound?: AgoraSound;
  private microphone?: AgoraMicrophoneTrack;
  private muted = false;
  private isBlocked = false;
  private hasLeft = false;

  constructor(
    private readonly place: AgoraPlace,
    private readonly handlers: RoomHandlers,
  ) {}

  async connect(): Promise<void> {
    const { appId, channel, token, uid, isLocal } = this.place;
    const sdk = await vendorScript<AgoraRtc>(isLocal ? '/sdk/agora-local.js' : '/sdk/agora.js', 'AgoraRTC');
    if (this.hasLeft) return;
    this.sdk = sdk;
    sdk.onAutoplayFailed = () => this.setBlocked(true);
    const client = sdk.createClient({ mode: 'rtc', codec: 'vp8' });
    this.client = client;
    client.on('user-published', (user, kind) => void this.receive(user, kind));
    client.on('user-unpublished', (user, kind) => this.lose(user, kind));
    client.on('user-left', (user) => {
      if (user.uid === this.avatar?.uid) this.handlers.avatarLeft();
    });
    client.on('stream-message', (_uid, payload) => this.handlers.packet(payload));
    client.on('connection-state-change', (state, _previous, reason) => {
      this.handlers.reconnecting(state === 'RECONNECTING');
      if (state === 'DISCONNECTED' && !this.hasLeft) this.handlers.disconnected(endReason(reason));
    });
    await client.join(appId, channel, token, uid);
  }

  async send(packets: Uint8Array<ArrayBuffer>[]): Promise<void> {
    for (const packet of packets) {
      await this.pace.turn(packet.byteLength);
      if (!this.client) throw new Error('The channel was left');
      await this.client.sendStreamMessage(packet, true);
    }
  }

  async startSound(): Promise<void> {
    // The click has the SDK go on by itself; what it had given up on is begun again.
    this.sound?.play();
    this.setBlocked(false);
    this.handlers.soundPlaying();
  }

  setMuted(muted: boolean): void {
    this.muted = muted;
    this.sound?.setVolume(muted ? 0 : 100);
  }

  async setMicrophone(enabled: boolean): Promise<void> {
    try {
      if (this.microphone) await this.microphone.setEnabled(enabled);
      else if (enabled) await this.openMicrophone();
    } catch (error) {
      throw browserError(error);
    }
  }

  readMicrophone(): MicReading | undefined {
    const { microphone } = this;
    if (!microphone?.enabled) return undefined;
    return { level: microphone.getVolumeLevel(), silenced: microphone.getMediaStreamTrack().muted };
  }

  async measure(): Promise<Figures> {
    const { client, avatar } = this;
    if (!client || !avatar) return {};
    const uid = String(avatar.uid);
    const video = client.getRemoteVideoStats()[uid];
    const audio = client.getRemoteAudioStats()[uid];
    const bits = (video?.receiveBitrate ?? 0) + (audio?.receiveBitrate ?? 0);
    return {
      fps: video?.decodeFrameRate ?? video?.receiveFrameRate,
      bitrateKbps: video || audio ? bits / 1000 : undefined,
      width: video?.receiveResolutionWidth,
      height: video?.receiveResolutionHeight,
      codec: video?.codecType,
      rttMs: client.getRTCStats().RTT,
      jitterBufferMs: video?.receiveDelay,
      packetsLost: (video?.receivePacketsLost ?? 0) + (audio?.receivePacketsLost ?? 0),
    };
  }

  async leave(): Promise<void> {
    if (this.hasLeft) return;
    this.hasLeft = true;
    const { client } = this;
    if (this.sdk) this.sdk.onAutoplayFailed = undefined;
    this.microphone?.close();
    this.microphone = undefined;
    this.sound?.stop();
    this.client = undefined;
    if (!client) return;
    client.removeAllListeners();
    await client.leave();
  }

  private setBlocked(blocked: boolean): void {
    this.isBlocked = blocked;
    this.handlers.soundBlocked(blocked);
  }

  private async openMicrophone(): Promise<void> {
    const { sdk, client } = this;
    if (!sdk || !client) return;
    const microphone = await sdk.createMicrophoneAudioTrack();
    if (this.hasLeft) return microphone.close();
    this.microphone = microphone;
    await client.publish(microphone);
  }

  private async receive(user: AgoraRemoteUser, kind: 'audio' | 'video'): Promise<void> {
    try {
      await this.client?.subscribe(user, kind);
    } catch {
      // Gone again before it came; what is published next is announced, too.
      return;
    }
    if (this.hasLeft) return;
    this.avatar = user;
    const { videoTrack, audioTrack } = user;
    if (kind === 'video' && videoTrack) {
      this.handlers.video({ attach: (screen) => videoTrack.play(screen), detach: () => videoTrack.stop() });
    } else if (kind === 'audio' && audioTrack) {
      this.sound = audioTrack;
      audioTrack.setVolume(this.muted ? 0 : 100);
      audioTrack.play();
      setTimeout(() => {
        if (!this.isBlocked && !this.hasLeft) this.handlers.soundPlaying();
      }, REFUSAL_WAIT_MS);
    }
  }

  private lose(user: AgoraRemoteUser, kind: 'audio' | 'video'): void {
    if (user.uid !== this.avatar?.uid) return;
    if (kind === 'video') this.handlers.video(undefined);
    else this.sound = undefined;
  }
}

function endReason(reason: string | undefined): RoomEndReason {
  switch (reason) {
    case 'LEAVE':
      return 'left';
    case 'UID_BANNED':
    case 'CHANNEL_BANNED':
    case 'IP_BANNED':
      return 'removed';
    default:
      return 'lost';
  }
}
