import { createHmac } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
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
import { dropNetwork, openPage } from './vendor-clients/network.js';
import { serveVendorPage } from './vendor-clients/page.js';
import type { TrtcClass, TrtcClient, TrtcCredentials } from './vendor-clients/trtc.js';
import { callsOutsideARoom, constantsOf } from './vendor-clients/trtc-calls.js';

declare global {
  interface Window {
    TRTC: TrtcClass;
    trtc: TrtcClient;
    newTrtcClient(credentials: TrtcCredentials): TrtcClient;
  }
}

const QUESTION = 'What are your opening hours on Sunday?';
/** 5,000 characters, of which the first are said. */
const LONG_TEXT = 'This is a rather long text, and it comes in several parts. '
  .repeat(90)
  .slice(0, 4999)
  .concat('.');
const require = createRequire(import.meta.url);
/** The vendor's own package, which declares no types. */
const { Api } = require('tls-sig-api-v2') as {
  Api: new (sdkAppId: number, key: string) => { genSig(userId: string, lifetimeS: number): string };
};
/** The vendor's SDK looks for its cloud, and shall find nothing outside of this machine. */
const CLOSED_NETWORK = '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1';

const CLIENT = `import { TrtcClient } from './client.js';
window.newTrtcClient = (credentials) => new TrtcClient(window.TRTC, credentials);`;

/** By import map, for code that imports the SDK by its name. */
const byImportMap = (server: string) => ({
  client: 'trtc',
  head: `<script type="importmap">{"imports":{"trtc-sdk-v5":"${server}/sdk/trtc-local.mjs"}}</script>`,
  script: `import TRTC from 'trtc-sdk-v5';\nwindow.TRTC = TRTC;\n${CLIENT}`,
});

/** By script tag, for code that takes the SDK from the window. */
const byScriptTag = (server: string) => ({
  client: 'trtc',
  head: `<script src="${server}/sdk/trtc-local.js"></script>`,
  script: `${CLIENT}
const given = decodeURIComponent(location.hash.slice(1));
if (given) {
  window.trtc = window.newTrtcClient(JSON.parse(given));
  window.trtc.trtc.on(TRTC.EVENT.AUTOPLAY_FAILED, () => console.log('autoplay failed'));
  window.trtc.enter();
}`,
});

const credentialsOf = ({ credentials }: SessionData) => credentials as unknown as TrtcCredentials;
const enter = (page: Page, credentials: TrtcCredentials) =>
  page.evaluate((given) => {
    window.trtc = window.newTrtcClient(given);
    return window.trtc.enter();
  }, credentials);
const log = (page: Page) => page.evaluate(() => window.trtc.log);
const frames = (page: Page) => page.evaluate(() => window.trtc.frames);
const logged = (page: Page, line: string | RegExp) =>
  waitFor(String(line), async () =>
    (await log(page)).find((one) => (line instanceof RegExp ? line.test(one) : one === line)),
  );
const picture = (page: Page) =>
  page.evaluate(() => {
    const video = document.querySelector<HTMLVideoElement>('#remote-video video');
    return {
      id: video?.id ?? '',
      parent: video?.parentElement?.id ?? '',
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
const botText = async (page: Page, from = 0) =>
  (await frames(page))
    .slice(from)
    .filter(({ type, pld }) => type === 'chat' && pld.from === 'bot')
    .map(({ pld }) => pld.text)
    .join('');

describe('a client of TRTC, with the stand-in in the place of its SDK', () => {
  let conversation: ConversationServer;
  let browser: Browser;
  let folder: string;
  let site: Awaited<ReturnType<typeof serveVendorPage>>;
  let page: Page;
  let session: SessionData;

  beforeAll(async () => {
    const [spoken] = (await spokenByFlite([QUESTION], 'en-US-maya')) as [Spoken];
    folder = await mkdtemp(path.join(os.tmpdir(), 'avatarium-microphone-'));
    const heard = await writeFakeMicrophone(path.join(folder, 'heard.wav'), spoken, { leadS: 2, gapS: 15 });
    [conversation, browser] = await Promise.all([
      startConversationServer({
        vocabulary: [spoken],
        env: { TTS_PROVIDER: 'bundled' },
      }),
      launchChromium(['--autoplay-policy=no-user-gesture-required', CLOSED_NETWORK, heard]),
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
    session = await conversation.server.api.createSession({ stream_type: 'trtc', mode_type: 1 });
    await enter(page, credentialsOf(session));
    await moving(page);
    await logged(page, /audio PLAYING/);
    const avatar = `avatar-${session._id}`;
    const order = (await log(page)).filter((line) => !/PLAYING|first|started/.test(line));
    expect(order).toEqual([
      'DISCONNECTED CONNECTING',
      'CONNECTING CONNECTED',
      'entered',
      `enter ${avatar}`,
      `audio of ${avatar}`,
      `video of ${avatar} main`,
    ]);
    expect(await log(page)).toContain('first 1280x720');
    expect(await picture(page)).toMatchObject({
      id: expect.stringMatching(/^video_/),
      parent: 'remote-video',
      fit: 'contain',
      size: [1280, 720],
    });

    await page.evaluate(() => window.trtc.command('params', 'set-params', { lang: 'en' }));
    await waitFor('the answer', async () =>
      (await frames(page)).find(({ mid, pld }) => mid === 'params' && pld.code === 1000),
    );
    expect(await page.evaluate((text) => window.trtc.chat('long', text), LONG_TEXT)).toBe(24);
    await event(page, 'audio_start');
    await page.evaluate(() => window.trtc.trtc.enableAudioVolumeEvaluation(100));
    await waitFor('the voice', () => page.evaluate(() => window.trtc.loudest > 0.1));
    await waitFor('its volume', () =>
      page.evaluate(() => window.trtc.volumes.some(({ volume }) => volume > 5)),
    );
    await page.evaluate(() => window.trtc.trtc.enableAudioVolumeEvaluation(-1));
    await page.evaluate(() => window.trtc.command('stop', 'interrupt'));
    await event(page, 'audio_end');
    expect(LONG_TEXT.startsWith(await botText(page))).toBe(true);

    const messages = await page.evaluate(() => window.trtc.messages);
    expect(messages.map(({ seq }) => seq)).toEqual(messages.map((_, at) => at + 1));
    expect(messages[0]).toMatchObject({ cmdId: 1, userId: avatar });
    const { quality, statistics } = await waitFor('figures', async () => {
      const now = await page.evaluate(() => ({ ...window.trtc, trtc: null }));
      return JSON.stringify(now.statistics)?.includes('1280') && now;
    });
    expect(quality).toMatchObject({
      downlinkNetworkQuality: expect.toSatisfy((value: number) => value >= 1 && value <= 3),
      downlinkLoss: expect.any(Number),
    });
    expect(statistics).toMatchObject({
      bytesReceived: expect.toSatisfy((value: number) => value > 10_000),
      remoteStatistics: [
        { userId: avatar, video: [{ width: 1280, height: 720, videoType: 'big' }], audio: expect.anything() },
      ],
    });
  });

  it('mutes, hides and shows the avatar', async () => {
    const avatar = `avatar-${session._id}`;
    const track = () => page.evaluate((id) => window.trtc.trtc.getAudioTrack(id)?.readyState, avatar);
    expect(await track()).toBe('live');
    await page.evaluate(() => window.trtc.trtc.muteRemoteAudio('*', true));
    expect(await track()).toBeUndefined();
    await page.evaluate((id) => window.trtc.trtc.muteRemoteAudio(id, false), avatar);
    expect(await track()).toBe('live');
    const main = { userId: avatar, streamType: 'main' as never };
    await page.evaluate(async (config) => {
      const { trtc } = window.trtc;
      await trtc.updateRemoteVideo({ ...config, view: 'local-video', option: { mirror: true } });
    }, main);
    await waitFor('the picture elsewhere', () =>
      page.evaluate(
        () => document.querySelector<HTMLVideoElement>('#local-video video')?.videoWidth === 1280,
      ),
    );
    expect((await picture(page)).parent).toBe('');
    const snapshot = await page.evaluate((config) => window.trtc.trtc.getVideoSnapshot(config), main);
    expect(snapshot.length).toBeGreaterThan(10_000);
    await page.evaluate((config) => window.trtc.trtc.stopRemoteVideo(config), main);
    expect(await page.evaluate(() => document.querySelectorAll('video').length)).toBe(0);
    await page.evaluate(
      (config) => window.trtc.trtc.startRemoteVideo({ ...config, view: 'remote-video' }),
      main,
    );
    await moving(page);
  });

  it('is refused what the vendor refuses in a room, and told what is not covered', async () => {
    const refusals = await page.evaluate(async () => {
      const client = window.trtc;
      const data = (length: number) => new ArrayBuffer(length);
      const streamType = 'main' as never;
      const tries: Record<string, Parameters<typeof client.refusal>[0]> = {
        'a second room': (trtc) => trtc.enterRoom({ sdkAppId: 1, userId: 'u', userSig: 's', roomId: 1 }),
        'a stranger': (trtc) => trtc.startRemoteVideo({ userId: 'nobody', streamType }),
        'a screen': (trtc) =>
          trtc.startRemoteVideo({
            userId: client.log.find((line) => line.startsWith('enter '))?.slice(6) ?? '',
            streamType: 'sub' as never,
          }),
        'a large message': (trtc) => trtc.sendCustomMessage({ cmdId: 2, data: data(1001) }),
        'the largest message': (trtc) => trtc.sendCustomMessage({ cmdId: 2, data: data(1000) }),
        'many bytes': (trtc) => {
          for (let count = 0; count < 8; count++) trtc.sendCustomMessage({ cmdId: 2, data: data(1000) });
        },
        'a plugin': (trtc) => trtc.startPlugin('AIDenoiser' as never),
        'a text in the picture': (trtc) => trtc.sendSEIMessage(data(3)),
        'a full screen': (trtc) => trtc.callExperimentalAPI('requestFullScreen', { enable: true }),
        'a rotated camera': (trtc) => trtc.startLocalVideo({ option: { rotation: 90 } }),
        'the sound itself': (trtc) => trtc.on(window.TRTC.EVENT.AUDIO_FRAME, () => {}),
      };
      const results: Record<string, unknown> = {};
      for (const [name, attempt] of Object.entries(tries)) results[name] = await client.refusal(attempt);
      // A second later there is room again: for 30 messages.
      await new Promise((resolve) => setTimeout(resolve, 1100));
      const sent = [];
      for (let count = 0; count < 31; count++)
        sent.push(await client.refusal((trtc) => trtc.sendCustomMessage({ cmdId: 2, data: data(1) })));
      results['30 messages'] = sent.slice(0, 30).filter(Boolean);
      results['31 messages'] = sent[30];
      return results;
    });
    const notCovered = (name: string) => ({ code: 5200, message: expect.stringContaining(name) });
    expect(refusals).toMatchObject({
      'a second room': { code: 5100, extraCode: 5104 },
      'a stranger': { code: 5100, extraCode: 5102 },
      'a screen': { code: 5100, extraCode: 5103 },
      'a large message': { code: 5000, extraCode: 5018 },
      'the largest message': '',
      'many bytes': { code: 5100 },
      'a plugin': notCovered('trtc.startPlugin'),
      'a text in the picture': notCovered('trtc.sendSEIMessage'),
      'a full screen': notCovered('trtc.callExperimentalAPI'),
      'a rotated camera': notCovered('option.rotation'),
      'the sound itself': notCovered('AUDIO_FRAME'),
      '30 messages': [],
      '31 messages': { code: 5100 },
    });
  });

  it('keeps everyone and every message over a drop of the network', async () => {
    const { length: before } = await log(page);
    const { length: framesBefore } = await frames(page);
    await dropNetwork(page);
    await logged(page, 'DISCONNECTED CONNECTING again');
    await page.evaluate(() => window.trtc.chat('after', 'I am back.'));
    await page.context().setOffline(false);
    await waitFor('the connection', async () =>
      (await log(page)).slice(before).includes('CONNECTING CONNECTED'),
    );
    await event(page, 'audio_end', framesBefore);
    expect(await botText(page, framesBefore)).toBe('I am back.');
    await moving(page);
    expect((await log(page)).slice(before).filter((line) => !/audio|video/.test(line))).toEqual([
      'CONNECTED DISCONNECTED',
      'DISCONNECTED CONNECTING again',
      'CONNECTING CONNECTED',
    ]);
  });

  it('leaves, comes back, and is told when the session ends', async () => {
    await page.evaluate(() => window.trtc.leave());
    expect((await log(page)).at(-1)).toBe('CONNECTED DISCONNECTED');
    expect((await picture(page)).parent).toBe('');
    const again = await page.evaluate(
      async (roomId) => {
        const { trtc } = window;
        // By the number this time; a second call and a leaving come while the first one runs.
        const calls = [
          trtc.enter({ strRoomId: undefined, roomId }),
          trtc.enter(),
          trtc.leave(),
          trtc.leave(),
        ];
        const settled = await Promise.allSettled(calls);
        await trtc.enter();
        return settled.map((one) => (one.status === 'fulfilled' ? '' : one.reason.code));
      },
      Number(credentialsOf(session).trtc_room_id),
    );
    expect(again).toEqual(['', 5998, '', '']);
    await moving(page);
    await conversation.server.api.closeSession(session._id);
    await logged(page, 'kicked-out room_disband');
    expect(await log(page)).toContain(`exit avatar-${session._id} 0`);
    expect(await page.evaluate(() => document.querySelectorAll('video').length)).toBe(0);
    await page.evaluate(() => window.trtc.trtc.destroy());
  });

  it('speaks to the avatar, with the microphone or a track of its own, and shows itself', async () => {
    session = await conversation.server.api.createSession({ stream_type: 'trtc', mode_type: 2 });
    await page.evaluate(async (given) => {
      window.trtc = window.newTrtcClient(given);
      const { trtc } = window.trtc;
      // Before the room, as the quick start allows: it is sent once the room is entered.
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      const [audioTrack] = stream.getAudioTracks();
      await trtc.startLocalAudio({ option: { audioTrack } });
      await trtc.startLocalVideo({ view: 'local-video' });
      await window.trtc.enter();
    }, credentialsOf(session));
    const understood = await waitFor(
      'the track to be understood',
      async () => (await frames(page)).find(({ pld }) => pld.from === 'user'),
      20_000,
    );
    // A busy machine garbles the fake microphone's sound; the recogniser then tells how much speech there was.
    expect(understood.pld.text).toMatch(/opening hours|seconds of speech/);
    await event(page, 'audio_start');
    expect(await log(page)).toContain('audio starting started');
    await logged(page, 'video starting started');

    const own = await page.evaluate(async () => {
      const { trtc } = window.trtc;
      const before = trtc.getAudioTrack();
      const microphones = await window.TRTC.getMicrophoneList();
      await trtc.updateLocalAudio({ option: { microphoneId: microphones[0]?.deviceId ?? '' } });
      const after = trtc.getAudioTrack();
      await trtc.updateLocalAudio({ mute: true });
      const muted = after?.enabled === false;
      await trtc.stopLocalAudio();
      await trtc.stopLocalVideo();
      return {
        microphones: microphones.length,
        switched: before !== after,
        muted,
        theirs: before?.readyState,
        ours: after?.readyState,
      };
    });
    expect(own).toEqual({
      microphones: expect.any(Number),
      switched: true,
      muted: true,
      theirs: 'live',
      ours: 'ended',
    });
    await logged(page, 'audio started stopped');
    await logged(page, 'video started stopped');
    await page.evaluate(() => window.trtc.leave());
  });

  it('is refused by the same codes as by the original, and finds the same constants', async () => {
    const [originalPage, fresh] = [await browser.newPage(), await browser.newPage()];
    try {
      await Promise.all([originalPage.goto(site.url), fresh.goto(site.url)]);
      await originalPage.addScriptTag({ path: require.resolve('trtc-sdk-v5') });
      const [theirs, ours] = await Promise.all([callsOutsideARoom(originalPage), callsOutsideARoom(fresh)]);
      expect(ours).toEqual(theirs);
      const constants = await constantsOf(fresh);
      expect(await constantsOf(originalPage)).toMatchObject(constants);
    } finally {
      await originalPage.close();
      await fresh.close();
    }
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
      startServer({ env: { LIVEKIT_URL: url, LIVEKIT_API_KEY: apiKey, LIVEKIT_API_SECRET: apiSecret } }),
      launchChromium(['--autoplay-policy=document-user-activation-required']),
    ]);
    site = await serveVendorPage(byScriptTag(server.baseUrl));
    page = await openPage(browser, site.url);
    session = await server.api.createSession({ stream_type: 'trtc', mode_type: 1 });
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
    await server?.dispose();
    await original?.close();
  });

  /** A user sig as the vendor's own package makes it, good for so many seconds. */
  function userSig(userId: string, lifetimeS: number): string {
    const key = createHmac('sha256', original.apiSecret).update('avatarium trtc secret key').digest('hex');
    return new Api(credentialsOf(session).trtc_app_id, key).genSig(userId, lifetimeS);
  }

  it('is let in with a good user sig only', async () => {
    const { trtc_user_id: user } = credentialsOf(session);
    const { trtc_app_id, trtc_room_id } = credentialsOf(session);
    const refusals = await page.evaluate(
      async ({ given, tries }) => {
        const results: Record<string, unknown> = {};
        for (const [name, changes] of Object.entries(tries)) {
          const client = window.newTrtcClient(given);
          results[name] = await client.refusal(() => client.enter(changes));
          client.trtc.destroy();
        }
        return results;
      },
      {
        given: credentialsOf(session),
        tries: {
          'one that ran out': { userSig: userSig(user, -5) },
          'one of another user': { userSig: userSig('client-0123456789abcdef01234567', 60) },
          'one of another app': { sdkAppId: trtc_app_id + 1 },
          'nobody made': { userSig: 'nonsense' },
          'for another room': { strRoomId: `${trtc_room_id}1` },
          'a good one': { userSig: userSig(user, 60) },
        },
      },
    );
    expect(refusals).toMatchObject({
      'one that ran out': { code: 5400, extraCode: 70001 },
      'one of another user': { code: 5400, extraCode: 70013 },
      'one of another app': { code: 5400, extraCode: 70014 },
      'nobody made': { code: 5400, extraCode: 70003 },
      'for another room': { code: 5400, message: expect.stringContaining('room_id') },
      'a good one': '',
    });
  });

  it('sees the avatar, hears it after a click, and stays when its user sig runs out', async () => {
    const credentials = credentialsOf(session);
    // By itself as it loads, so that Chromium lets nothing sound; whatever a test does counts as a gesture.
    const refused = page.waitForEvent('console', { predicate: (line) => line.text() === 'autoplay failed' });
    const given = { ...credentials, trtc_user_sig: userSig(credentials.trtc_user_id, 2) };
    await page.goto('about:blank');
    await page.goto(`${site.url}#${encodeURIComponent(JSON.stringify(given))}`);
    await refused;
    await moving(page);
    await page.click('.trtc_autoplay_mask button');
    await logged(page, /audio PLAYING/);
    expect(await page.evaluate(() => document.querySelector('.trtc_autoplay_mask'))).toBeNull();
    await page.evaluate(() => window.trtc.chat('hello', 'Hello there.'));
    await event(page, 'audio_end');
    expect(await botText(page)).toBe('Hello there.');
    expect(
      await page.evaluate(() => window.trtc.refusal((trtc) => trtc.switchRole('audience' as never))),
    ).toBe('');
    expect((await log(page)).filter((line) => /DISCONNECTED$|error|kicked/.test(line))).toEqual([]);
    await page.evaluate(() => window.trtc.leave());
  });

  it('says so when there is no server', async () => {
    const refusal = await page.evaluate(async (given) => {
      window.AVATARIUM_URL = 'http://127.0.0.1:9';
      const client = window.newTrtcClient(given);
      return client.refusal(() => client.enter());
    }, credentialsOf(session));
    expect(refusal).toMatchObject({ code: 5500, message: expect.stringContaining('http://127.0.0.1:9/') });
  });
});
