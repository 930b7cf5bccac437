import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { IAgoraRTC, IAgoraRTCClient, ILocalTrack } from 'agora-rtc-sdk-ng';
import type { Page } from 'playwright-core';
import type { TRTC as Trtc } from 'trtc-sdk-v5';
import type { ProtocolFrame } from './viewer.js';

export type VendorName = 'agora' | 'trtc';

/** What a person in a vendor's channel has seen and heard so far. */
export interface PersonReport {
  decodedPictures: number;
  width: number;
  height: number;
  /** Loudest since the last `reset`, 0–1. */
  loudest: number;
  frames: ProtocolFrame[];
  /** Who else is in the channel. */
  others: string[];
}

interface Person {
  report(): PersonReport;
  reset(): void;
  /** A frame of the stream protocol, without `v`. */
  send(frame: object): Promise<void>;
  leave(): Promise<void>;
}

declare global {
  interface Window {
    person: Person;
  }
}

/** Serves an empty page for each vendor, with that vendor's SDK, or what stands in for it, as a script. */
export async function serveVendorPages(
  sdkPaths: Partial<Record<VendorName, string>>,
  /** Runs before the SDK. */
  before = '',
): Promise<{ url(vendor: VendorName): string; close(): Promise<void> }> {
  const server = createServer(async (request, reply) => {
    const [, vendor, script] = request.url?.split('/') ?? [];
    const sdkPath = sdkPaths[vendor as VendorName];
    if (sdkPath === undefined) {
      reply.writeHead(404).end();
    } else if (script === 'sdk.js') {
      reply.setHeader('content-type', 'text/javascript').end(`${before}\n${await readFile(sdkPath, 'utf8')}`);
    } else {
      reply.setHeader('content-type', 'text/html');
      reply.end(
        '<!doctype html><div id="avatar" style="width:640px;height:360px"></div><script src="sdk.js"></script>',
      );
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: (vendor) => `http://127.0.0.1:${port}/${vendor}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export interface PersonOptions {
  /** Publishes the browser's microphone, or its camera too. */
  publish?: 'nothing' | 'microphone' | 'both';
}

/** Joins the channel of a session with the credentials that create has answered with, as a client of the API does. */
export async function joinAsPerson(
  page: Page,
  vendor: VendorName,
  credentials: Record<string, string | number>,
  { publish = 'nothing' }: PersonOptions = {},
): Promise<void> {
  await page.evaluate(watchAvatar);
  await page.evaluate(vendor === 'agora' ? joinAgora : joinTrtc, { credentials, publish });
}

export const personReport = (page: Page): Promise<PersonReport> =>
  page.evaluate(() => window.person.report());

/** Sends text as official clients do: parts of 215 characters under one mid. */
export async function chatAsPerson(page: Page, mid: string, text: string): Promise<void> {
  const parts = text.match(/[\s\S]{1,215}/g) ?? [];
  for (const [idx, part] of parts.entries()) {
    await page.evaluate((frame) => window.person.send(frame), {
      type: 'chat',
      mid,
      idx,
      fin: idx === parts.length - 1,
      pld: { text: part },
    });
  }
}

interface Joining {
  credentials: Record<string, string | number>;
  publish: 'nothing' | 'microphone' | 'both';
}

interface Watch {
  loudest: number;
  frames: ProtocolFrame[];
  others: Set<string>;
  listen(track: MediaStreamTrack): void;
  take(bytes: Uint8Array | ArrayBuffer): void;
  person(send: (bytes: Uint8Array<ArrayBuffer>) => unknown, leave: () => Promise<void>): Person;
}

/** In the page: what both vendors' clients do with what they get. */
function watchAvatar(): void {
  const watch: Watch = {
    loudest: 0,
    frames: [],
    others: new Set(),
    listen(track) {
      const audio = new AudioContext();
      const analyser = audio.createAnalyser();
      audio.createMediaStreamSource(new MediaStream([track])).connect(analyser);
      const samples = new Float32Array(analyser.fftSize);
      setInterval(() => {
        analyser.getFloatTimeDomainData(samples);
        for (const sample of samples) watch.loudest = Math.max(watch.loudest, Math.abs(sample));
      }, 30);
    },
    take(bytes) {
      watch.frames.push({ ...JSON.parse(new TextDecoder().decode(bytes)), atMs: performance.now() });
    },
    person: (send, leave) => ({
      report() {
        const video = document.querySelector('video');
        return {
          decodedPictures: video?.getVideoPlaybackQuality().totalVideoFrames ?? 0,
          width: video?.videoWidth ?? 0,
          height: video?.videoHeight ?? 0,
          loudest: watch.loudest,
          frames: watch.frames,
          others: [...watch.others],
        };
      },
      reset() {
        watch.loudest = 0;
        watch.frames = [];
      },
      async send(frame) {
        await send(new TextEncoder().encode(JSON.stringify({ v: 2, ...frame })));
      },
      leave,
    }),
  };
  Object.assign(window, { watch });
}

/** In the page, as Agora's quick start has it. */
async function joinAgora({ credentials, publish }: Joining): Promise<void> {
  const { AgoraRTC, watch } = window as unknown as { AgoraRTC: IAgoraRTC; watch: Watch };
  // Documented, and not in the SDK's declarations.
  type Sending = { sendStreamMessage(message: Uint8Array): Promise<void> };
  const client = AgoraRTC.createClient({ mode: 'rtc', codec: 'vp8' }) as IAgoraRTCClient & Sending;
  client.on('user-published', async (user, kind) => {
    await client.subscribe(user, kind as 'audio' | 'video');
    if (kind === 'video') user.videoTrack?.play('avatar');
    else if (user.audioTrack) {
      user.audioTrack.play();
      watch.listen(user.audioTrack.getMediaStreamTrack());
    }
  });
  client.on('user-joined', ({ uid }) => watch.others.add(String(uid)));
  client.on('user-left', ({ uid }) => watch.others.delete(String(uid)));
  client.on('stream-message', (_uid: number, payload: Uint8Array) => watch.take(payload));
  const { agora_app_id, agora_channel, agora_token, agora_uid } = credentials;
  await client.join(String(agora_app_id), String(agora_channel), String(agora_token), Number(agora_uid));
  const tracks: ILocalTrack[] = [];
  if (publish !== 'nothing') tracks.push(await AgoraRTC.createMicrophoneAudioTrack());
  if (publish === 'both') tracks.push(await AgoraRTC.createCameraVideoTrack());
  if (tracks.length > 0) await client.publish(tracks);
  window.person = watch.person(
    (bytes) => client.sendStreamMessage(bytes),
    () => client.leave(),
  );
}

/** In the page, as TRTC's quick start has it. */
async function joinTrtc({ credentials, publish }: Joining): Promise<void> {
  const { TRTC, watch } = window as unknown as { TRTC: typeof Trtc; watch: Watch };
  const trtc = TRTC.create();
  trtc.on(TRTC.EVENT.REMOTE_VIDEO_AVAILABLE, ({ userId, streamType }) =>
    trtc.startRemoteVideo({ userId, streamType, view: 'avatar' }),
  );
  trtc.on(TRTC.EVENT.REMOTE_AUDIO_AVAILABLE, ({ userId }) => {
    const timer = setInterval(() => {
      const track = trtc.getAudioTrack({ userId });
      if (!track) return;
      clearInterval(timer);
      watch.listen(track);
    }, 100);
  });
  trtc.on(TRTC.EVENT.REMOTE_USER_ENTER, ({ userId }) => watch.others.add(userId));
  trtc.on(TRTC.EVENT.REMOTE_USER_EXIT, ({ userId }) => watch.others.delete(userId));
  trtc.on(TRTC.EVENT.CUSTOM_MESSAGE, ({ data }) => watch.take(data));
  const { trtc_app_id, trtc_room_id, trtc_user_id, trtc_user_sig } = credentials;
  await trtc.enterRoom({
    sdkAppId: Number(trtc_app_id),
    roomId: Number(trtc_room_id),
    userId: String(trtc_user_id),
    userSig: String(trtc_user_sig),
    scene: TRTC.TYPE.SCENE_RTC,
  });
  if (publish !== 'nothing') await trtc.startLocalAudio();
  if (publish === 'both') await trtc.startLocalVideo();
  window.person = watch.person(
    (bytes) => trtc.sendCustomMessage({ cmdId: 1, data: bytes.slice().buffer }),
    () => trtc.exitRoom(),
  );
}
