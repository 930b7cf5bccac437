import type { Page } from 'playwright-core';
import type { TRTC as VendorTRTC } from 'trtc-sdk-v5';
import type { ProtocolFrame } from '../support/index.js';

/** What the page calls TRTC, whoever made it. */
export type TrtcClass = typeof VendorTRTC;

export interface TrtcReport {
  /** Names of events with what they brought, in their order, save the ones that come at an interval. */
  events: { name: string; detail: Record<string, unknown> }[];
  frames: ProtocolFrame[];
  /** Lengths and ids of all custom messages. */
  messages: { cmdId: number; bytes: number; seq: number; userId: string; text: string }[];
  picture: { width: number; height: number; shown: number };
  /** Loudest and latest loudness of the avatar's sound, 0–1. */
  loudest: number;
  loudness: number;
  quality: Record<string, number> | null;
  statistics: Record<string, unknown> | null;
}

declare global {
  interface Window {
    TRTC: TrtcClass;
    trtc: VendorTRTC;
    trtcClient: {
      enter(changes?: object): Promise<void>;
      say(mid: string, text: string): void;
      command(mid: string, cmd: string, data?: object): void;
      report(): TrtcReport;
      forget(): void;
    };
  }
}

type Credentials = Record<string, string>;

/**
 * A client of the live avatar as TRTC's quick start has it: listeners first, then `enterRoom`, the remote picture in a
 * view when it is announced, frames of the protocol as custom messages with id 1. Compiled against the vendor's own
 * declarations.
 */
export async function startTrtcClient(page: Page, credentials: Credentials): Promise<void> {
  await page.evaluate((credentials: Credentials) => {
    const { TRTC } = window;
    const trtc = TRTC.create();
    const report: TrtcReport = {
      events: [],
      frames: [],
      messages: [],
      picture: { width: 0, height: 0, shown: 0 },
      loudest: 0,
      loudness: 0,
      quality: null,
      statistics: null,
    };
    const note = (name: string, { ...detail }: object) => {
      report.events.push({ name, detail: JSON.parse(JSON.stringify(detail)) });
    };

    trtc.on(TRTC.EVENT.ERROR, (error) => note('ERROR', { code: error.code, extraCode: error.extraCode }));
    trtc.on(TRTC.EVENT.KICKED_OUT, (event) => note('KICKED_OUT', event));
    trtc.on(TRTC.EVENT.CONNECTION_STATE_CHANGED, (event) => note('CONNECTION_STATE_CHANGED', event));
    trtc.on(TRTC.EVENT.REMOTE_USER_ENTER, (event) => note('REMOTE_USER_ENTER', event));
    trtc.on(TRTC.EVENT.REMOTE_USER_EXIT, (event) => note('REMOTE_USER_EXIT', event));
    trtc.on(TRTC.EVENT.REMOTE_AUDIO_AVAILABLE, (event) => note('REMOTE_AUDIO_AVAILABLE', event));
    trtc.on(TRTC.EVENT.REMOTE_AUDIO_UNAVAILABLE, (event) => note('REMOTE_AUDIO_UNAVAILABLE', event));
    trtc.on(TRTC.EVENT.REMOTE_VIDEO_AVAILABLE, (event) => {
      note('REMOTE_VIDEO_AVAILABLE', event);
      const { userId, streamType } = event;
      trtc.startRemoteVideo({ userId, streamType, view: 'remote' }).then(
        () => note('startRemoteVideo', {}),
        (error) => note('startRemoteVideo failed', { code: error.code }),
      );
    });
    trtc.on(TRTC.EVENT.REMOTE_VIDEO_UNAVAILABLE, (event) => note('REMOTE_VIDEO_UNAVAILABLE', event));
    trtc.on(TRTC.EVENT.AUTOPLAY_FAILED, ({ userId, mediaType }) =>
      note('AUTOPLAY_FAILED', { userId, mediaType }),
    );
    trtc.on(TRTC.EVENT.AUDIO_PLAY_STATE_CHANGED, (event) => note('AUDIO_PLAY_STATE_CHANGED', event));
    trtc.on(TRTC.EVENT.VIDEO_PLAY_STATE_CHANGED, (event) => note('VIDEO_PLAY_STATE_CHANGED', event));
    trtc.on(TRTC.EVENT.FIRST_VIDEO_FRAME, (event) => note('FIRST_VIDEO_FRAME', event));
    trtc.on(TRTC.EVENT.PUBLISH_STATE_CHANGED, ({ mediaType, state, reason }) =>
      note('PUBLISH_STATE_CHANGED', { mediaType, state, reason }),
    );
    trtc.on(TRTC.EVENT.NETWORK_QUALITY, (event) => {
      report.quality = { ...event } as unknown as Record<string, number>;
    });
    trtc.on(TRTC.EVENT.STATISTICS, (event) => {
      report.statistics = { ...event };
    });
    trtc.on(TRTC.EVENT.CUSTOM_MESSAGE, ({ userId, cmdId, seq, data }) => {
      const text = new TextDecoder().decode(data);
      report.messages.push({ cmdId, seq, userId, bytes: data.byteLength, text });
      if (cmdId === 1) report.frames.push({ ...JSON.parse(text), atMs: performance.now() });
    });

    let heard: { track: MediaStreamTrack; analyser: AnalyserNode } | undefined;
    const context = new AudioContext();
    setInterval(() => {
      const { userId } =
        report.events.findLast(({ name }) => name === 'REMOTE_AUDIO_AVAILABLE')?.detail ?? {};
      const track = typeof userId === 'string' ? trtc.getAudioTrack(userId) : null;
      if (track && heard?.track !== track) {
        const analyser = context.createAnalyser();
        context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
        heard = { track, analyser };
      }
      if (!track || !heard) return;
      const samples = new Float32Array(heard.analyser.fftSize);
      heard.analyser.getFloatTimeDomainData(samples);
      report.loudness = Math.max(...samples.map(Math.abs));
      report.loudest = Math.max(report.loudest, report.loudness);
    }, 50);

    const send = (frame: object) =>
      trtc.sendCustomMessage({
        cmdId: 1,
        data: new TextEncoder().encode(JSON.stringify({ v: 2, ...frame })).buffer,
      });
    window.trtc = trtc;
    window.trtcClient = {
      async enter(changes = {}) {
        await trtc.enterRoom({
          sdkAppId: Number(credentials.trtc_app_id),
          strRoomId: credentials.trtc_room_id ?? '',
          userId: credentials.trtc_user_id ?? '',
          userSig: credentials.trtc_user_sig ?? '',
          ...changes,
        });
        note('entered', {});
      },
      say(mid, text) {
        const parts = text.match(/[\s\S]{1,215}/g) ?? [];
        for (const [idx, part] of parts.entries())
          send({ type: 'chat', mid, idx, fin: idx === parts.length - 1, pld: { text: part } });
      },
      command: (mid, cmd, data) => send({ type: 'command', mid, pld: { cmd, ...(data ? { data } : {}) } }),
      report() {
        const video = document.querySelector<HTMLVideoElement>('#remote video');
        report.picture = {
          width: video?.videoWidth ?? 0,
          height: video?.videoHeight ?? 0,
          shown: video?.getVideoPlaybackQuality().totalVideoFrames ?? 0,
        };
        return report;
      },
      forget() {
        report.events = [];
        report.frames = [];
        report.messages = [];
        report.loudest = 0;
      },
    };
  }, credentials);
}

export const trtcReport = (page: Page): Promise<TrtcReport> =>
  page.evaluate(() => window.trtcClient.report());
