import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type * as LiveKit from 'livekit-client';
import { type Browser, chromium, type Page } from 'playwright-core';
import { joinToken, type ServerUnderTest, type TokenOptions } from './servers.js';
import { until } from './waiting.js';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--autoplay-policy=no-user-gesture-required',
  '--use-fake-ui-for-media-stream',
  '--use-fake-device-for-media-stream',
];

interface BrowserOptions extends TokenOptions {
  single?: boolean;
  autoSubscribe?: boolean;
}

/** What the page keeps of its room, for the tests to read. */
export interface PageState {
  events: string[];
  data: string[];
  /** Times in ms since the call of connect. */
  connectedMs?: number;
  firstFrameMs?: number;
  frames: number;
  width: number;
  height: number;
  /** Mean brightness of the left and of the right half of the picture. */
  left: number;
  right: number;
}

declare global {
  interface Window {
    LivekitClient: typeof LiveKit;
    room: LiveKit.Room;
    seen: PageState;
  }
}

/** A headless Chromium with a page server for livekit-client. */
export class BrowserHost {
  readonly #browser: Browser;
  readonly #origin: string;
  readonly #closeServer: () => void;

  static async launch(): Promise<BrowserHost> {
    const library = readFileSync(
      join(dirname(createRequire(import.meta.url).resolve('livekit-client')), 'livekit-client.umd.js'),
    );
    const server = createServer((request, response) => {
      if (request.url === '/livekit-client.js') {
        response.setHeader('content-type', 'text/javascript');
        response.end(library);
      } else {
        response.setHeader('content-type', 'text/html');
        response.end('<!doctype html><meta charset="utf-8"><script src="/livekit-client.js"></script>');
      }
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
    const browser = await chromium.launch({ executablePath, headless: true, args: FLAGS });
    return new BrowserHost(browser, `http://127.0.0.1:${port}`, () => server.close());
  }

  private constructor(browser: Browser, origin: string, closeServer: () => void) {
    this.#browser = browser;
    this.#origin = origin;
    this.#closeServer = closeServer;
  }

  /** Opens a page and joins a room from it. */
  async join(
    server: ServerUnderTest,
    identity: string,
    room: string,
    { single = true, autoSubscribe = true, ...token }: BrowserOptions = {},
  ): Promise<BrowserClient> {
    const context = await this.#browser.newContext();
    const page = await context.newPage();
    await page.goto(this.#origin);
    const client = new BrowserClient(page);
    await client.connect(server.url, await joinToken(identity, room, token), single, autoSubscribe);
    return client;
  }

  async close(): Promise<void> {
    await this.#browser.close();
    this.#closeServer();
  }
}

/** A participant on livekit-client in Chromium. */
class BrowserClient {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async connect(url: string, token: string, single: boolean, autoSubscribe: boolean): Promise<void> {
    await this.page.evaluate(
      async (join) => {
        const { Room, RoomEvent } = window.LivekitClient;
        const room = new Room({ singlePeerConnection: join.single, adaptiveStream: false, dynacast: false });
        window.room = room;
        const seen: PageState = { events: [], data: [], frames: 0, width: 0, height: 0, left: 0, right: 0 };
        window.seen = seen;
        const canvas = document.createElement('canvas');
        canvas.width = 10;
        canvas.height = 1;
        const drawing = canvas.getContext('2d', { willReadFrequently: true });
        const start = performance.now();
        const note = (name: string) => seen.events.push(name);
        const shown = new Set<string | undefined>();
        const show = (track: LiveKit.RemoteTrack) => {
          if (shown.has(track.sid)) return;
          shown.add(track.sid);
          const element = track.attach();
          element.muted = track.kind === 'video';
          document.body.append(element);
          note(`subscribed ${track.kind}`);
          if (!(element instanceof HTMLVideoElement)) return;
          const onFrame = () => {
            seen.frames++;
            seen.firstFrameMs ??= performance.now() - start;
            seen.width = element.videoWidth;
            seen.height = element.videoHeight;
            if (drawing && seen.frames % 3 === 1) {
              drawing.drawImage(element, 0, element.videoHeight / 2, element.videoWidth, 1, 0, 0, 10, 1);
              const pixels = drawing.getImageData(0, 0, 10, 1).data;
              seen.left = pixels[1 * 4 + 1] ?? 0;
              seen.right = pixels[8 * 4 + 1] ?? 0;
            }
            element.requestVideoFrameCallback(onFrame);
          };
          element.requestVideoFrameCallback(onFrame);
        };
        room.on(RoomEvent.TrackSubscribed, show);
        // livekit-client keeps back, and then forgets, what happens between its Reconnected and the end of its
        // own attempt; the track is there all the same.
        setInterval(() => {
          for (const participant of room.remoteParticipants.values()) {
            for (const { track } of participant.trackPublications.values())
              if (track) show(track as LiveKit.RemoteTrack);
          }
        }, 200);
        room.on(RoomEvent.TrackUnsubscribed, (track) => {
          shown.delete(track.sid);
          note(`unsubscribed ${track.kind}`);
        });
        room.on(RoomEvent.TrackMuted, (publication) => note(`muted ${publication.kind}`));
        room.on(RoomEvent.TrackUnmuted, (publication) => note(`unmuted ${publication.kind}`));
        room.on(RoomEvent.Reconnected, () => note('reconnected'));
        room.on(RoomEvent.Reconnecting, () => note('reconnecting'));
        room.on(RoomEvent.SignalReconnecting, () => note('signal reconnecting'));
        room.on(RoomEvent.Disconnected, (reason) => note(`disconnected ${reason}`));
        room.on(RoomEvent.ParticipantConnected, (participant) => note(`joined ${participant.identity}`));
        room.on(RoomEvent.ParticipantDisconnected, (participant) => note(`left ${participant.identity}`));
        room.on(RoomEvent.ActiveSpeakersChanged, (speakers) => {
          note(`speaking ${speakers.map((speaker) => speaker.identity).join()}`);
        });
        room.on(RoomEvent.DataReceived, (payload, participant) => {
          seen.data.push(`${participant?.identity}: ${new TextDecoder().decode(payload)}`);
        });
        await room.connect(join.url, join.token, { autoSubscribe: join.autoSubscribe });
        seen.connectedMs = performance.now() - start;
      },
      { url, token, single, autoSubscribe },
    );
  }

  state(): Promise<PageState> {
    return this.page.evaluate(() => window.seen);
  }

  /** Waits until new frames are shown. */
  async seesPicture(timeoutMs?: number): Promise<PageState> {
    const before = (await this.state()).frames;
    return until(
      'shown frames',
      async () => {
        const state = await this.state();
        return state.frames > before + 4 && state;
      },
      timeoutMs,
    );
  }

  /** Waits for an event that was noted after the first `after` ones. */
  async event(name: string, after = 0): Promise<number> {
    return until(`event "${name}"`, async () => {
      const { events } = await this.state();
      const index = events.indexOf(name, after);
      return index >= 0 && index + 1;
    });
  }

  async eventCount(): Promise<number> {
    return (await this.state()).events.length;
  }

  /** Waits until sound of some loudness has come out of the subscribed audio track. */
  async hearsSound(): Promise<void> {
    await until('audible sound', async () => {
      const [before, after] = [
        await this.#audioEnergy(),
        await new Promise<number>((resolve) => {
          setTimeout(() => this.#audioEnergy().then(resolve), 300);
        }),
      ];
      return after - before > 0.001;
    });
  }

  /** Publishes camera and microphone (Chromium's fake ones) as an app would. */
  async publishDevices(): Promise<void> {
    await this.page.evaluate(async () => {
      await window.room.localParticipant.setMicrophoneEnabled(true);
      await window.room.localParticipant.setCameraEnabled(true);
    });
  }

  async leave(): Promise<void> {
    await this.page.evaluate(() => window.room.disconnect()).catch(() => {});
    await this.page.context().close();
  }

  #audioEnergy(): Promise<number> {
    return this.page.evaluate(async () => {
      let energy = 0;
      for (const participant of window.room.remoteParticipants.values()) {
        for (const { track } of participant.audioTrackPublications.values()) {
          const stats: RTCStatsReport | undefined = await track?.receiver?.getStats();
          for (const entry of stats?.values() ?? []) {
            if (entry.type === 'inbound-rtp') energy += entry.totalAudioEnergy ?? 0;
          }
        }
      }
      return energy;
    });
  }
}
