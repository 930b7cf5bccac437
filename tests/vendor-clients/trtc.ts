/**
 * A client's page, in the way of TRTC's quick start and of the clients that this API has: listeners first, then
 * `enterRoom`; the remote picture goes into a view when it is announced; frames of the protocol are custom messages
 * with id 1. It knows nothing of any stand-in: it is checked against the original's own declarations, and given `TRTC`
 * by the page that loads it.
 */
import type { TRTC as TrtcInstance } from 'trtc-sdk-v5';

/** What the page calls TRTC, whoever made it. */
export type TrtcClass = typeof TrtcInstance;

export interface TrtcCredentials {
  trtc_app_id: number;
  trtc_room_id: string;
  trtc_user_id: string;
  trtc_user_sig: string;
}

export interface Frame {
  type: string;
  mid: string;
  idx?: number;
  fin?: boolean;
  pld: { text?: string; from?: string; event?: string; cmd?: string; code?: number };
}

/** How a call ended: '' or what it was refused with. */
type Refusal = '' | { code: number; extraCode?: number | undefined; message: string };

const PART_CHARACTERS = 215;
/** Below the most that TRTC takes in a second. */
const PARTS_PER_S = 20;

export class TrtcClient {
  readonly trtc: TrtcInstance;
  /** What happened, in order; what comes at an interval apart. */
  log: string[] = [];
  frames: Frame[] = [];
  messages: { userId: string; cmdId: number; seq: number; bytes: number; text: string }[] = [];
  volumes: { userId: string; volume: number }[] = [];
  quality: object | null = null;
  statistics: object | null = null;
  loudest = 0;
  #context = new AudioContext();
  #heard?: { track: MediaStreamTrack; analyser: AnalyserNode };

  constructor(
    private readonly TRTC: TrtcClass,
    private readonly credentials: TrtcCredentials,
  ) {
    TRTC.setLogLevel(5);
    this.trtc = TRTC.create();
    this.#listen();
    setInterval(() => this.#hear(), 50);
  }

  async enter(changes: object = {}): Promise<void> {
    const { trtc_app_id, trtc_room_id, trtc_user_id, trtc_user_sig } = this.credentials;
    await this.trtc.enterRoom({
      sdkAppId: trtc_app_id,
      strRoomId: trtc_room_id,
      userId: trtc_user_id,
      userSig: trtc_user_sig,
      scene: this.TRTC.TYPE.SCENE_RTC,
      ...changes,
    });
    this.log.push('entered');
  }

  /** What a call is refused with. */
  async refusal(call: (trtc: TrtcInstance) => unknown): Promise<Refusal> {
    try {
      await call(this.trtc);
      return '';
    } catch (error) {
      const { code, extraCode, message } = error as { code: number; extraCode?: number; message: string };
      return { code, extraCode, message };
    }
  }

  async leave(): Promise<void> {
    await this.trtc.exitRoom();
    await this.trtc.stopLocalAudio();
  }

  send(frame: object): void {
    const data = new TextEncoder().encode(JSON.stringify({ v: 2, ...frame })).buffer;
    this.trtc.sendCustomMessage({ cmdId: 1, data });
  }

  /** In parts, and no faster than TRTC takes them. */
  async chat(mid: string, text: string): Promise<number> {
    const parts = text.match(new RegExp(`[\\s\\S]{1,${PART_CHARACTERS}}`, 'g')) ?? [];
    for (const [idx, part] of parts.entries()) {
      this.send({ type: 'chat', mid, idx, fin: idx === parts.length - 1, pld: { text: part } });
      await new Promise((resolve) => setTimeout(resolve, 1000 / PARTS_PER_S));
    }
    return parts.length;
  }

  command(mid: string, cmd: string, data: object = {}): void {
    this.send({ type: 'command', mid, pld: { cmd, data } });
  }

  #listen(): void {
    const { trtc } = this;
    const { EVENT } = this.TRTC;
    trtc.on(EVENT.ERROR, ({ code, extraCode }) => this.log.push(`error ${code} ${extraCode}`));
    trtc.on(EVENT.KICKED_OUT, ({ reason }) => this.log.push(`kicked-out ${reason}`));
    trtc.on(EVENT.CONNECTION_STATE_CHANGED, ({ prevState, state, isReconnecting }) =>
      this.log.push(`${prevState} ${state}${isReconnecting ? ' again' : ''}`),
    );
    trtc.on(EVENT.REMOTE_USER_ENTER, ({ userId }) => this.log.push(`enter ${userId}`));
    trtc.on(EVENT.REMOTE_USER_EXIT, ({ userId, reason }) => this.log.push(`exit ${userId} ${reason}`));
    trtc.on(EVENT.REMOTE_AUDIO_AVAILABLE, ({ userId }) => this.log.push(`audio of ${userId}`));
    trtc.on(EVENT.REMOTE_AUDIO_UNAVAILABLE, ({ userId }) => this.log.push(`no audio of ${userId}`));
    trtc.on(EVENT.REMOTE_VIDEO_AVAILABLE, async ({ userId, streamType }) => {
      this.log.push(`video of ${userId} ${streamType}`);
      await trtc.startRemoteVideo({
        userId,
        streamType,
        view: 'remote-video',
        option: { fillMode: 'contain' },
      });
      this.log.push('started remote video');
    });
    trtc.on(EVENT.REMOTE_VIDEO_UNAVAILABLE, ({ userId }) => this.log.push(`no video of ${userId}`));
    trtc.on(EVENT.AUTOPLAY_FAILED, ({ mediaType }) => this.log.push(`autoplay-failed ${mediaType}`));
    trtc.on(EVENT.AUDIO_PLAY_STATE_CHANGED, ({ userId, state, reason }) =>
      this.log.push(`${userId || 'own'} audio ${state} ${reason}`),
    );
    trtc.on(EVENT.VIDEO_PLAY_STATE_CHANGED, ({ userId, state, reason }) =>
      this.log.push(`${userId || 'own'} video ${state} ${reason}`),
    );
    trtc.on(EVENT.FIRST_VIDEO_FRAME, ({ width, height }) => this.log.push(`first ${width}x${height}`));
    trtc.on(EVENT.PUBLISH_STATE_CHANGED, ({ mediaType, prevState, state }) =>
      this.log.push(`${mediaType} ${prevState} ${state}`),
    );
    trtc.on(EVENT.NETWORK_QUALITY, (quality) => {
      this.quality = quality;
    });
    trtc.on(EVENT.STATISTICS, (statistics) => {
      this.statistics = statistics;
    });
    trtc.on(EVENT.AUDIO_VOLUME, ({ result }) => {
      this.volumes.push(...result);
    });
    trtc.on(EVENT.CUSTOM_MESSAGE, ({ userId, cmdId, seq, data }) => {
      const text = new TextDecoder().decode(data);
      this.messages.push({ userId, cmdId, seq, bytes: data.byteLength, text });
      if (cmdId === 1) this.frames.push(JSON.parse(text));
    });
  }

  /** The loudest that the avatar was. */
  #hear(): void {
    const avatar = this.log.findLast((line) => line.startsWith('audio of '))?.slice('audio of '.length);
    const track = avatar ? this.trtc.getAudioTrack(avatar) : null;
    if (!track) return;
    if (this.#heard?.track !== track) {
      const analyser = this.#context.createAnalyser();
      this.#context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
      this.#heard = { track, analyser };
    }
    const samples = new Float32Array(this.#heard.analyser.fftSize);
    this.#heard.analyser.getFloatTimeDomainData(samples);
    this.loudest = Math.max(this.loudest, ...samples.map(Math.abs));
  }
}
