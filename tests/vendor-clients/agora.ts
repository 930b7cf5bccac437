/**
 * A client's page, in the way of Agora's quick start and of the clients that this API has. It knows nothing of any
 * stand-in: it is checked against the original's own declarations, and given `AgoraRTC` by the page that loads it.
 */
import type {
  IAgoraRTC,
  IAgoraRTCClient,
  IAgoraRTCRemoteUser,
  ILocalVideoTrack,
  IMicrophoneAudioTrack,
  RemoteAudioTrackStats,
  RemoteVideoTrackStats,
  UID,
} from 'agora-rtc-sdk-ng';

export interface AgoraCredentials {
  agora_app_id: string;
  agora_channel: string;
  agora_token: string;
  agora_uid: number;
}

export interface Frame {
  type: string;
  mid: string;
  idx?: number;
  fin?: boolean;
  pld: { text?: string; from?: string; event?: string; cmd?: string; code?: number };
}

const MOST_BYTES = 950;
const BYTES_PER_S = 6000;

export class AgoraClient {
  readonly client: IAgoraRTCClient;
  /** What happened, in order. */
  readonly log: string[] = [];
  readonly frames: Frame[] = [];
  microphone: IMicrophoneAudioTrack | null = null;
  picture: ILocalVideoTrack | null = null;
  loudest = 0;

  constructor(private readonly AgoraRTC: IAgoraRTC) {
    AgoraRTC.setLogLevel(2);
    this.client = AgoraRTC.createClient({ mode: 'rtc', codec: 'vp8' });
  }

  async start({ agora_app_id, agora_channel, agora_token, agora_uid }: AgoraCredentials): Promise<UID> {
    this.client.on('connection-state-change', (now, before, reason) =>
      this.log.push([before, now, reason].filter(Boolean).join(' ')),
    );
    this.client.on('stream-message', this.onMessage);
    this.client.on('exception', ({ code, msg, uid }) => this.log.push(`exception ${code} ${msg} ${uid}`));
    this.client.on('token-privilege-will-expire', () => this.log.push('token-privilege-will-expire'));
    this.client.on('token-privilege-did-expire', () => this.log.push('token-privilege-did-expire'));
    this.client.on('network-quality', (quality) => {
      document.body.dataset.quality = JSON.stringify(quality);
    });
    const uid = await this.client.join(agora_app_id, agora_channel, agora_token, agora_uid);
    this.log.push('joined');
    // After the join, as the official demo does.
    this.client.on('user-joined', (user) => this.log.push(`user-joined ${user.uid}`));
    this.client.on('user-left', (user, reason) => this.log.push(`user-left ${user.uid} ${reason}`));
    this.client.on('user-published', this.onPublished);
    this.client.on('user-unpublished', (user, mediaType) => {
      this.log.push(`user-unpublished ${user.uid} ${mediaType}`);
      if (mediaType === 'video') user.videoTrack?.stop();
    });
    return uid;
  }

  private onPublished = async (user: IAgoraRTCRemoteUser, mediaType: 'audio' | 'video' | 'datachannel') => {
    this.log.push(`user-published ${user.uid} ${mediaType}`);
    if (mediaType === 'video') {
      const remoteTrack = await this.client.subscribe(user, mediaType);
      remoteTrack.play('remote-video', { fit: 'contain' });
      remoteTrack.on('first-frame-decoded', () => this.log.push('first-frame-decoded'));
    } else if (mediaType === 'audio') {
      await this.client.subscribe(user, mediaType);
      user.audioTrack?.play();
      setInterval(() => {
        this.loudest = Math.max(this.loudest, user.audioTrack?.getVolumeLevel() ?? 0);
      }, 50);
    }
  };

  private onMessage = (_uid: UID, payload: Uint8Array) => {
    this.frames.push(JSON.parse(new TextDecoder().decode(payload)));
  };

  /** In parts no larger than a message may be, and no faster than the official clients send them. */
  async chat(mid: string, text: string): Promise<number> {
    const encoder = new TextEncoder();
    const parts = text.match(/[\s\S]{1,700}/g) ?? [];
    for (const [idx, part] of parts.entries()) {
      const frame = { v: 2, type: 'chat', mid, idx, fin: idx === parts.length - 1, pld: { text: part } };
      const payload = encoder.encode(JSON.stringify(frame));
      if (payload.byteLength > MOST_BYTES) throw new Error('the part is too large');
      await this.sendStreamMessage(payload, false);
      await new Promise((resolve) => setTimeout(resolve, (1000 * payload.byteLength) / BYTES_PER_S));
    }
    return parts.length;
  }

  async command(mid: string, cmd: string, data: object = {}): Promise<void> {
    await this.sendStreamMessage(JSON.stringify({ v: 2, type: 'command', mid, pld: { cmd, data } }));
  }

  /** The original has this and does not declare it: clients cast. */
  sendStreamMessage(message: Uint8Array | string, needRetry?: boolean): Promise<void> {
    const sender = this.client as unknown as {
      sendStreamMessage(message: Uint8Array | string, needRetry?: boolean): Promise<void>;
    };
    return sender.sendStreamMessage(message, needRetry);
  }

  async speak(): Promise<void> {
    this.microphone = await this.AgoraRTC.createMicrophoneAudioTrack({ AEC: true, ANS: false, AGC: true });
    await this.client.publish([this.microphone]);
  }

  async show(): Promise<void> {
    const canvas = document.createElement('canvas');
    const context = canvas.getContext('2d');
    let hue = 0;
    setInterval(() => {
      if (context) context.fillStyle = `hsl(${hue++}, 80%, 50%)`;
      context?.fillRect(0, 0, canvas.width, canvas.height);
    }, 40);
    const [mediaStreamTrack] = canvas.captureStream(25).getVideoTracks();
    if (!mediaStreamTrack) throw new Error('a canvas without a picture');
    this.picture = this.AgoraRTC.createCustomVideoTrack({ mediaStreamTrack, frameRate: 25, bitrateMax: 500 });
    this.picture.play('local-video');
    await this.client.publish(this.picture);
  }

  statistics(): { video: RemoteVideoTrackStats | undefined; audio: RemoteAudioTrackStats | undefined } {
    const [user] = this.client.remoteUsers;
    const uid = String(user?.uid);
    return { video: this.client.getRemoteVideoStats()[uid], audio: this.client.getRemoteAudioStats()[uid] };
  }

  async stop(): Promise<void> {
    for (const track of this.client.localTracks) {
      track.stop();
      track.close();
    }
    this.client.removeAllListeners();
    await this.client.leave();
  }
}
