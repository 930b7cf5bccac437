import { createHmac } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { IAgoraRTC } from 'agora-rtc-sdk-ng';
import { RtcRole, RtcTokenBuilder } from 'agora-token';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Browser,
  type ConversationServer,
  hasLivekitServer,
  launchChromium,
  type Page,
  type ServerProcess,
  type SessionData,
  type Spoken,
  spokenByFlite,
  startConversationServer,
  startLivekitServer,
  startServer,
  waitFor,
  writeFakeMicrophone,
} from './support/index.js';
import type { AgoraClient, AgoraCredentials } from './vendor-clients/agora.js';
import { dropNetwork, openPage } from './vendor-clients/network.js';
import { serveVendorPage } from './vendor-clients/page.js';

declare global {
  interface Window {
    AgoraRTC: IAgoraRTC;
    agora: AgoraClient;
    newClient(): AgoraClient;
  }
}

const QUESTION = 'What are your opening hours on Sunday?';
/** 5,000 characters, of which the first are said. */
const LONG_TEXT = 'This is a rather long text, and it comes in several parts. '
  .repeat(90)
  .slice(0, 4999)
  .concat('.');

/** By import map, for code that imports the SDK by its name. */
const byImportMap = (server: string) => ({
  client: 'agora',
  head: `<script type="importmap">{"imports":{"agora-rtc-sdk-ng":"${server}/sdk/agora-local.mjs"}}</script>`,
  script: `import AgoraRTC from 'agora-rtc-sdk-ng';
import { AgoraClient } from './client.js';
window.AgoraRTC = AgoraRTC;
window.newClient = () => new AgoraClient(AgoraRTC);`,
});

/** By script tag, for code that takes the SDK from the window. */
const byScriptTag = (server: string) => ({
  client: 'agora',
  head: `<script src="${server}/sdk/agora-local.js"></script>`,
  script: `import { AgoraClient } from './client.js';
window.newClient = () => new AgoraClient(window.AgoraRTC);`,
});

const credentialsOf = ({ credentials }: SessionData) => credentials as unknown as AgoraCredentials;
const join = (page: Page, session: SessionData) =>
  page.evaluate((given) => {
    window.agora = window.newClient();
    return window.agora.start(given);
  }, credentialsOf(session));
const log = (page: Page) => page.evaluate(() => window.agora.log);
const frames = (page: Page) => page.evaluate(() => window.agora.frames);
const logged = (page: Page, line: string | RegExp) =>
  waitFor(String(line), async () =>
    (await log(page)).some((one) => one === line || (line instanceof RegExp && line.test(one))),
  );
/** Pictures that the element has shown so far, and what it looks like. */
const picture = (page: Page) =>
  page.evaluate(() => {
    const video = document.querySelector<HTMLVideoElement>('#remote-video video');
    return {
      box: video?.parentElement?.id ?? '',
      className: video?.className ?? '',
      fit: video?.style.objectFit ?? '',
      size: [video?.videoWidth ?? 0, video?.videoHeight ?? 0],
      shown: video?.getVideoPlaybackQuality().totalVideoFrames ?? 0,
    };
  });
const moving = async (page: Page) => {
  const { shown } = await picture(page);
  await waitFor('moving pictures', async () => (await picture(page)).shown > shown + 10);
};
const event = async (page: Page, name: string, from = 0) =>
  waitFor(name, async () => (await frames(page)).slice(from).find(({ pld }) => pld.event === name));

describe('a client of Agora, with the stand-in in the place of its SDK', () => {
  let conversation: ConversationServer;
  let browser: Browser;
  let folder: string;
  let site: Awaited<ReturnType<typeof serveVendorPage>>;
  let page: Page;
  let session: SessionData;

  beforeAll(async () => {
    const [spoken] = (await spokenByFlite([QUESTION], 'en-US-maya')) as [Spoken];
    folder = await mkdtemp(path.join(os.tmpdir(), 'avatarium-microphone-'));
    const heard = await writeFakeMicrophone(path.join(folder, 'heard.wav'), spoken, { leadS: 2, gapS: 8 });
    [conversation, browser] = await Promise.all([
      startConversationServer({ vocabulary: [spoken], env: { TTS_PROVIDER: 'bundled' } }),
      launchChromium(['--autoplay-policy=no-user-gesture-required', heard]),
    ]);
    site = await serveVendorPage(byImportMap(conversation.server.baseUrl));
    page = await openPage(browser, site.url);
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
    await conversation?.close();
    if (folder) await rm(folder, { recursive: true });
  });

  it('sees, hears and talks to the avatar', async () => {
    session = await conversation.server.api.createSession({ stream_type: 'agora', mode_type: 1 });
    expect(await join(page, session)).toBe(credentialsOf(session).agora_uid);
    await moving(page);
    const avatar = await page.evaluate(() => window.agora.client.remoteUsers[0]?.uid);
    expect((await log(page)).filter((line) => !/^exception|first-frame/.test(line))).toEqual([
      'DISCONNECTED CONNECTING',
      'CONNECTING CONNECTED',
      'joined',
      `user-joined ${avatar}`,
      `user-published ${avatar} audio`,
      `user-published ${avatar} video`,
    ]);
    expect(await picture(page)).toMatchObject({
      box: expect.stringMatching(/^agora-video-player-track-video-/),
      className: 'agora_video_player',
      fit: 'contain',
      size: [1280, 720],
    });

    await page.evaluate(() => window.agora.command('params', 'set-params', { lang: 'en' }));
    await waitFor('the answer', async () =>
      (await frames(page)).find(({ mid, pld }) => mid === 'params' && pld.code === 1000),
    );
    expect(await page.evaluate((text) => window.agora.chat('long', text), LONG_TEXT)).toBe(8);
    await event(page, 'audio_start');
    await waitFor('the voice', () => page.evaluate(() => window.agora.loudest > 0.4));
    await page.evaluate(() => window.agora.command('stop', 'interrupt'));
    await event(page, 'audio_end');
    const said = (await frames(page)).filter(({ type, pld }) => type === 'chat' && pld.from === 'bot');
    expect(LONG_TEXT.startsWith(said.map(({ pld }) => pld.text).join(''))).toBe(true);

    const { video, audio } = await waitFor('statistics', async () => {
      const now = await page.evaluate(() => window.agora.statistics());
      return (now.video?.decodeFrameRate ?? 0) > 0 && now;
    });
    expect(video).toMatchObject({
      receiveResolutionWidth: 1280,
      codecType: expect.stringMatching(/^(VP8|H264)$/),
    });
    expect(video?.receiveBitrate).toBeGreaterThan(10_000);
    expect(video?.packetLossRate).toBeLessThan(5);
    expect(audio).toMatchObject({ codecType: 'opus', receiveLevel: expect.any(Number) });
    await waitFor('a good network', () =>
      page.evaluate(() => {
        const { uplinkNetworkQuality: up, downlinkNetworkQuality: down } =
          window.agora.client.getNetworkQuality();
        return up > 0 && up < 4 && down > 0 && down < 4;
      }),
    );
    expect(JSON.parse((await page.evaluate(() => document.body.dataset.quality)) ?? '')).toEqual({
      uplinkNetworkQuality: expect.any(Number),
      downlinkNetworkQuality: expect.any(Number),
    });
  });

  it('is refused what the vendor refuses, and told what is not covered', async () => {
    const refusals = await page.evaluate(async () => {
      const { client } = window.agora;
      const attempts: Record<string, () => unknown> = {
        tooLarge: () => window.agora.sendStreamMessage('x'.repeat(1025)),
        largest: () => window.agora.sendStreamMessage('x'.repeat(1024)),
        joinedAlready: () => client.join('app', 'channel', null, 7),
        badChannel: () => window.newClient().client.join('app', 'Ümlaut', null, 7),
        badUid: () => window.newClient().client.join('app', 'channel', null, -1),
        badToken: () => window.newClient().client.join('app', 'channel', '007nonsense', 7),
        stranger: () => client.subscribe(4711, 'video'),
        notJoined: () => window.newClient().client.publish([]),
        nothing: () => client.publish([]),
        noTrack: () => client.publish({} as never),
        uncovered: () => client.startLiveStreaming('rtmp://example.com/'),
        uncoveredToo: () => window.AgoraRTC.createScreenVideoTrack({}),
      };
      const results: Record<string, string> = {};
      for (const [name, attempt] of Object.entries(attempts)) {
        try {
          await attempt();
          results[name] = 'done';
        } catch (error) {
          const { name: kind, code, message } = error as { name: string; code: string; message: string };
          results[name] = `${kind} ${code} ${message}`;
        }
      }
      return results;
    });
    const exception = (code: string) =>
      expect.stringContaining(`AgoraRTCException ${code} AgoraRTCError ${code}: `);
    expect(refusals).toEqual({
      tooLarge: exception('INVALID_PARAMS'),
      largest: 'done',
      joinedAlready: exception('INVALID_OPERATION'),
      badChannel: exception('INVALID_PARAMS'),
      badUid: exception('INVALID_PARAMS'),
      badToken: exception('CAN_NOT_GET_GATEWAY_SERVER'),
      stranger: exception('INVALID_REMOTE_USER'),
      notJoined: exception('INVALID_OPERATION'),
      nothing: exception('INVALID_PARAMS'),
      noTrack: exception('INVALID_PARAMS'),
      uncovered: expect.stringContaining('AgoraRTCClient.startLiveStreaming'),
      uncoveredToo: expect.stringContaining('AgoraRTC.createScreenVideoTrack'),
    });
  });

  it.each([
    ['goes on where it was', false],
    ['begins anew', true],
  ])('keeps everyone and every message over a drop of the network: one that %s', async (_, withMedia) => {
    const { length: before } = await log(page);
    const { length: framesBefore } = await frames(page);
    const since = async () => (await log(page)).slice(before).filter((line) => /CONNECT|^user-/.test(line));
    await dropNetwork(page, withMedia);
    await waitFor('the loss', async () => (await since()).includes('CONNECTED RECONNECTING'));
    const sent = page.evaluate((mid) => window.agora.chat(mid, 'I am back.'), `after-${withMedia}`);
    await page.context().setOffline(false);
    expect(await sent).toBe(1);
    await event(page, 'audio_end', framesBefore);
    const said = (await frames(page)).slice(framesBefore).filter(({ pld }) => pld.from === 'bot');
    expect(said.map(({ pld }) => pld.text).join('')).toBe('I am back.');
    await moving(page);
    expect(await since()).toEqual(['CONNECTED RECONNECTING', 'RECONNECTING CONNECTED']);
  });

  it('leaves, and comes back', async () => {
    await page.evaluate(() => window.agora.stop());
    expect(await page.evaluate(() => window.agora.client.connectionState)).toBe('DISCONNECTED');
    expect(
      await page.evaluate(() => [window.agora.client.uid, window.agora.client.remoteUsers.length]),
    ).toEqual([undefined, 0]);
    expect((await picture(page)).box).toBe('');
    const again = page.evaluate(async (given) => {
      const { agora } = window;
      const gone = agora.start(given).catch((error: { code: string }) => error.code);
      await agora.client.leave();
      return [await gone, await agora.start(given)];
    }, credentialsOf(session));
    expect(await again).toEqual(['OPERATION_ABORTED', credentialsOf(session).agora_uid]);
    await moving(page);
    await page.evaluate(() => window.agora.stop());
    await conversation.server.api.closeSession(session._id);
  });

  it('speaks to the avatar, and shows itself', async () => {
    session = await conversation.server.api.createSession({ stream_type: 'agora', mode_type: 2 });
    await join(page, session);
    await moving(page);
    await page.evaluate(() => Promise.all([window.agora.speak(), window.agora.show()]));
    const understood = await waitFor(
      'the microphone to be understood',
      async () => (await frames(page)).find(({ pld }) => pld.from === 'user'),
      20_000,
    );
    // A busy machine garbles the fake microphone's sound; the recogniser then tells how much speech there was.
    expect(understood.pld.text).toMatch(/opening hours|seconds of speech/);
    await event(page, 'audio_start');
    const own = await page.evaluate(() => {
      const { client, picture: track } = window.agora;
      return {
        video: client.getLocalVideoStats(),
        audio: client.getLocalAudioStats(),
        shown: document.querySelector('#local-video video')?.parentElement?.id,
        id: track?.getTrackId(),
        tracks: client.localTracks.length,
      };
    });
    expect(own.shown).toBe(`agora-video-player-${own.id}`);
    expect(own.tracks).toBe(2);
    expect(own.video.sendBytes).toBeGreaterThan(0);
    expect(own.audio.sendBytes).toBeGreaterThan(0);
    await page.evaluate(() => window.agora.microphone?.setMuted(true));
    expect(await page.evaluate(() => window.agora.microphone?.muted)).toBe(true);
    await page.evaluate(() => window.agora.stop());
  });
});

describe.runIf(hasLivekitServer())('the same client with a script tag, on an original livekit-server', () => {
  let original: Awaited<ReturnType<typeof startLivekitServer>>;
  let server: ServerProcess;
  let browser: Browser;
  let site: Awaited<ReturnType<typeof serveVendorPage>>;
  let page: Page;
  let session: SessionData;

  beforeAll(async () => {
    original = await startLivekitServer();
    const { url, apiKey, apiSecret } = original;
    [server, browser] = await Promise.all([
      startServer({
        env: { LIVEKIT_URL: url, LIVEKIT_API_KEY: apiKey, LIVEKIT_API_SECRET: apiSecret },
      }),
      launchChromium(['--autoplay-policy=no-user-gesture-required']),
    ]);
    site = await serveVendorPage(byScriptTag(server.baseUrl));
    page = await openPage(browser, site.url);
    session = await server.api.createSession({ stream_type: 'agora', mode_type: 1 });
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
    await server?.dispose();
    await original?.close();
  });

  /** The session's token, as the vendor's own package makes it, for so many seconds. */
  function tokenFor(lifetimeS: number): string {
    const { agora_app_id: appId, agora_channel: channel, agora_uid: uid } = credentialsOf(session);
    const certificate = createHmac('sha256', original.apiSecret)
      .update('avatarium agora app certificate')
      .digest('hex')
      .slice(0, 32);
    return RtcTokenBuilder.buildTokenWithUid(
      appId,
      certificate,
      channel,
      uid,
      RtcRole.PUBLISHER,
      lifetimeS,
      lifetimeS,
    );
  }

  it('is told when its token runs out, and may renew it or join with another', async () => {
    const credentials = credentialsOf(session);
    await page.evaluate(
      (given) => {
        window.agora = window.newClient();
        return window.agora.start(given);
      },
      { ...credentials, agora_token: tokenFor(20) },
    );
    await moving(page);
    await logged(page, 'token-privilege-will-expire');
    const renewed = tokenFor(5);
    await page.evaluate((token) => window.agora.client.renewToken(token), renewed);
    await logged(page, 'token-privilege-did-expire');
    expect((await log(page)).filter((line) => /expire|TOKEN/i.test(line))).toEqual([
      'token-privilege-will-expire',
      'token-privilege-will-expire',
      'CONNECTED DISCONNECTED TOKEN_EXPIRE',
      'token-privilege-did-expire',
    ]);
    const [expired, uid] = await page.evaluate(
      async ({ good, old }) => {
        const again = window.newClient();
        const refusal = await again.start(old).catch((error: { code: string }) => error.code);
        window.agora = window.newClient();
        return [refusal, await window.agora.start(good)];
      },
      { good: credentials, old: { ...credentials, agora_token: renewed } },
    );
    expect([expired, uid]).toEqual(['CAN_NOT_GET_GATEWAY_SERVER', credentials.agora_uid]);
  });

  it('sees and talks to the avatar, and notices that it goes', async () => {
    await moving(page);
    expect(await page.evaluate(() => window.agora.chat('hello', 'Hello there.'))).toBe(1);
    await event(page, 'audio_end');
    await server.api.closeSession(session._id);
    await logged(page, /^user-left \d+ Quit$/);
    expect(await page.evaluate(() => window.agora.client.connectionState)).toBe('CONNECTED');
    await page.evaluate(() => window.agora.stop());
  });
});
