import type { Page } from 'playwright-core';
import type { ProtocolFrame } from './viewer.js';

/** What a page has seen and heard of a session so far. */
export interface PageReport {
  decodedPictures: number;
  width: number;
  height: number;
  /** Loudest and latest loudness of the sound, 0–1. */
  loudest: number;
  loudness: number;
  frames: ProtocolFrame[];
  participants: string[];
  disconnected: boolean;
  /** Change between successive samples of the mouth's window and of a window beside the head, 0–255. */
  mouthMotion: number;
  cornerMotion: number;
}

declare global {
  interface Window {
    client: {
      report(): Promise<PageReport>;
      resetMotion(): void;
      send(frame: object): Promise<void>;
      leave(): Promise<void>;
    };
  }
}

/** Joins a session in a page that has livekit-client, as a third-party web client does. */
export async function joinInPage(page: Page, credentials: Record<string, string>): Promise<void> {
  await page.evaluate(
    async ({ url, token }) => {
      // The global of the UMD build.
      const livekit = (window as unknown as { LivekitClient: typeof import('livekit-client') }).LivekitClient;
      const room = new livekit.Room();
      const frames: ProtocolFrame[] = [];
      const motion = { mouth: 0, corner: 0, samples: 0 };
      let previous: { mouth: Uint8ClampedArray; corner: Uint8ClampedArray } | undefined;
      let loudest = 0;
      let analyser: AnalyserNode | undefined;
      let video: HTMLVideoElement | undefined;
      let receiver: RTCRtpReceiver | undefined;
      let disconnected = false;
      const canvas = document.createElement('canvas');
      const context = canvas.getContext('2d', { willReadFrequently: true });

      const loudness = () => {
        if (!analyser) return 0;
        const samples = new Float32Array(analyser.fftSize);
        analyser.getFloatTimeDomainData(samples);
        return Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
      };
      const difference = (a: Uint8ClampedArray, b: Uint8ClampedArray) => {
        let sum = 0;
        for (let i = 0; i < a.length; i += 4) sum += Math.abs((a[i + 1] ?? 0) - (b[i + 1] ?? 0));
        return sum / (a.length / 4);
      };
      setInterval(() => {
        loudest = Math.max(loudest, loudness());
        if (!video?.videoWidth || !context) return;
        const [width, height] = [video.videoWidth, video.videoHeight];
        canvas.width = width;
        canvas.height = height;
        context.drawImage(video, 0, 0);
        const area = (x: number, y: number, w: number, h: number) =>
          context.getImageData(
            Math.round(width * x),
            Math.round(height * y),
            Math.round(width * w),
            Math.round(height * h),
          ).data;
        const now = { mouth: area(0.45, 0.58, 0.1, 0.14), corner: area(0.02, 0.02, 0.1, 0.14) };
        if (previous && previous.mouth.length === now.mouth.length) {
          motion.mouth += difference(now.mouth, previous.mouth);
          motion.corner += difference(now.corner, previous.corner);
          motion.samples += 1;
        }
        previous = now;
      }, 60);

      room.on('trackSubscribed', (track) => {
        const element = track.attach();
        document.body.append(element);
        if (element instanceof HTMLVideoElement) {
          video = element;
          receiver = track.receiver;
        } else {
          const audio = new AudioContext();
          analyser = audio.createAnalyser();
          analyser.fftSize = 2048;
          audio.createMediaStreamSource(new MediaStream([track.mediaStreamTrack])).connect(analyser);
        }
      });
      room.on('dataReceived', (bytes, _from, _kind, topic) => {
        if (!topic) frames.push({ ...JSON.parse(new TextDecoder().decode(bytes)), atMs: performance.now() });
      });
      room.on('disconnected', () => {
        disconnected = true;
      });
      await room.connect(url, token);
      window.client = {
        async report() {
          let decodedPictures = 0;
          for (const stat of (await receiver?.getStats())?.values() ?? []) {
            if (stat.type === 'inbound-rtp') decodedPictures = stat.framesDecoded;
          }
          return {
            decodedPictures,
            width: video?.videoWidth ?? 0,
            height: video?.videoHeight ?? 0,
            loudest,
            loudness: loudness(),
            frames,
            participants: [...room.remoteParticipants.keys()],
            disconnected,
            mouthMotion: motion.samples ? motion.mouth / motion.samples : 0,
            cornerMotion: motion.samples ? motion.corner / motion.samples : 0,
          };
        },
        resetMotion() {
          Object.assign(motion, { mouth: 0, corner: 0, samples: 0 });
          loudest = 0;
        },
        async send(frame: object) {
          await room.localParticipant.publishData(
            new TextEncoder().encode(JSON.stringify({ v: 2, ...frame })),
            {
              reliable: true,
            },
          );
        },
        leave: () => room.disconnect(),
      };
    },
    { url: credentials.livekit_url ?? '', token: credentials.livekit_token ?? '' },
  );
}

export const report = (page: Page): Promise<PageReport> => page.evaluate(() => window.client.report());

/** Sends text in parts of 215 characters under one mid, as the official clients do. */
export async function chatInPage(page: Page, mid: string, text: string): Promise<void> {
  const parts = text.match(/[\s\S]{1,215}/g) ?? [];
  for (const [idx, part] of parts.entries()) {
    await page.evaluate((frame) => window.client.send(frame), {
      type: 'chat',
      mid,
      idx,
      fin: idx === parts.length - 1,
      pld: { text: part },
    });
  }
}
