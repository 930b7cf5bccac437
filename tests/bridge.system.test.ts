import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  type Browser,
  type ConversationServer,
  chatAsPerson,
  joinAsPerson,
  launchChromium,
  type Page,
  personReport,
  processTree,
  REPO_ROOT,
  type ServerProcess,
  type SessionData,
  type Spoken,
  serveVendorPages,
  spokenByFlite,
  startConversationServer,
  startVendorCloud,
  VENDOR_ACCOUNT,
  type VendorCloud,
  type VendorName,
  waitFor,
  writeFakeMicrophone,
} from './support/index.js';

const VENDORS: VendorName[] = ['agora', 'trtc'];
const CHROMIUM = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
const STAND_INS = {
  agora: path.join(REPO_ROOT, 'packages/agora-local/dist/agora-local.js'),
  trtc: path.join(REPO_ROOT, 'packages/trtc-local/dist/trtc-local.js'),
};
const OFFICIAL = {
  agora: path.join(REPO_ROOT, 'node_modules/agora-rtc-sdk-ng/AgoraRTC_N-production.js'),
  trtc: path.join(REPO_ROOT, 'node_modules/trtc-sdk-v5/trtc.js'),
};
const FIVE_THOUSAND_CHARACTERS = 'A long story is told in many small parts, and every part counts. '
  .repeat(80)
  .slice(0, 4999)
  .trimEnd()
  .concat('.');

/** Where the avatar of a session is in its vendor's cloud. */
function placeOf(session: SessionData): string {
  const { agora_channel, trtc_room_id } = session.credentials;
  return session.stream_type === 'agora' ? `agora-${agora_channel}` : `trtc-${trtc_room_id}`;
}

/** The browsers that a server runs. */
function browsersOf(server: ServerProcess): Promise<number[]> {
  return Promise.all(
    processTree(server.pid).map(async (pid) => {
      const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
      return command.includes('--remote-debugging-pipe') && !command.includes('--type=') ? [pid] : [];
    }),
  ).then((found) => found.flat());
}

const isAlive = (pid: number) =>
  readFile(`/proc/${pid}/stat`, 'utf8').then(
    (stat) => !stat.includes(') Z '),
    () => false,
  );

let folder: string;
let cloud: VendorCloud;
let rig: ConversationServer;
let question: Spoken;

const sdkOf = (vendor: VendorName) => path.join(folder, `${vendor}.js`);
const findsTheCloud = () => `globalThis.AVATARIUM_URL = ${JSON.stringify(cloud.url)};`;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'avatarium-bridge-'));
  const spoken = await spokenByFlite(['What are your opening hours?']);
  question = spoken[0] as Spoken;
  cloud = await startVendorCloud();
  // What the operator would install is the vendor's own; here it is what stands in for it, and finds this cloud.
  for (const vendor of VENDORS) {
    const standIn = await readFile(STAND_INS[vendor], 'utf8');
    await writeFile(sdkOf(vendor), `${findsTheCloud()}\n${standIn}`);
  }
  rig = await startConversationServer({
    vocabulary: spoken,
    env: {
      ...VENDOR_ACCOUNT,
      BRIDGE_BROWSER: CHROMIUM,
      AGORA_SDK: sdkOf('agora'),
      TRTC_SDK: sdkOf('trtc'),
      // The smallest pictures there are: it is not their number that counts here.
      VIDEO_SIZE: '512x512',
      VIDEO_FPS: '5',
      MAX_SESSIONS: '6',
      CLIENT_GONE_TIMEOUT_S: '3',
    },
  });
});
afterAll(async () => {
  await rig?.close();
  await cloud?.close();
  await rm(folder, { recursive: true, force: true });
});

afterEach(async () => {
  const { api } = rig.server;
  const { result } = await api.listSessions().catch(() => ({ result: [] }));
  for (const { _id, status } of result) if (status < 3) await api.closeSession(_id);
});

describe('a person in a vendor’s channel', () => {
  let browser: Browser;
  let pages: Awaited<ReturnType<typeof serveVendorPages>>;
  beforeAll(async () => {
    const microphone = await writeFakeMicrophone(path.join(folder, 'microphone.wav'), question, {
      leadS: 3,
      gapS: 60,
    });
    browser = await launchChromium(['--autoplay-policy=no-user-gesture-required', microphone]);
    pages = await serveVendorPages(STAND_INS, findsTheCloud());
  });
  afterAll(async () => {
    await browser?.close();
    await pages?.close();
  });

  it.each(VENDORS)('of %s sees and hears the avatar, is heard and read by it, and goes', async (vendor) => {
    const { api } = rig.server;
    const session = await api.createSession({ stream_type: vendor, mode_type: 2 });
    expect(session.status).toBe(2);
    const page = await browser.newPage();
    await page.goto(pages.url(vendor));
    await joinAsPerson(page, vendor, session.credentials, { publish: 'both' });
    const seen = await waitFor('moving pictures', async () => {
      const now = await personReport(page);
      return now.decodedPictures > 10 && now;
    });
    expect([seen.width, seen.height]).toEqual([512, 512]);
    expect(seen.others).toHaveLength(1);

    await answersTheMicrophone(page);
    await takesLongChats(page, session);
    // People who leave are gone in our room, too: nobody is there to wait for.
    await page.evaluate(() => window.person.leave());
    await page.close();
    await waitFor('the end', async () => (await api.sessionDetail(session._id)).status === 3, 20_000);
    expect((await api.sessionDetail(session._id)).end_reason).toBe('abandoned');
  });

  async function answersTheMicrophone(page: Page): Promise<void> {
    // A busy machine garbles the fake microphone's sound; the recogniser then tells how much speech there was.
    const words = /^(What are your opening hours|I hear [\d.]+ seconds of speech)/;
    const texts = async (from: string) =>
      (await personReport(page)).frames
        .filter(({ type, pld }) => type === 'chat' && pld.from === from)
        .map(({ pld }) => pld.text ?? '')
        .join('');
    await waitFor('what was heard', async () => words.test(await texts('user')));
    await waitFor('an answer', async () => /You said/.test(await texts('bot')));
    await waitFor('the voice', async () => (await personReport(page)).loudest > 0.02);
  }

  async function takesLongChats(page: Page, session: SessionData): Promise<void> {
    const acknowledged = (cmd: string) => async () =>
      (await personReport(page)).frames.some(({ pld }) => pld.cmd === cmd && pld.code === 1000);
    const command = (cmd: string, data?: object) =>
      page.evaluate((frame) => window.person.send(frame), {
        type: 'command',
        mid: cmd,
        pld: { cmd, ...(data ? { data } : {}) },
      });
    await command('interrupt');
    await waitFor('silence', acknowledged('interrupt'));
    await command('set-params', { mode: 1 });
    await waitFor('the mode', acknowledged('set-params'));
    await page.evaluate(() => window.person.reset());
    await chatAsPerson(page, 'long', FIVE_THOUSAND_CHARACTERS);
    await waitFor('the story', async () => {
      const { frames, loudest } = await personReport(page);
      return loudest > 0.02 && frames.some(({ pld }) => pld.event === 'audio_start');
    });
    const { data } = await rig.server.api.get<{ entries: { text: string }[] }>(
      `/api/avatarium/v1/transcript?session_id=${session._id}`,
    );
    expect(data?.entries.map(({ text }) => text)).toContain(FIVE_THOUSAND_CHARACTERS);
  }
});

describe('the bridge', () => {
  it('carries five sessions in one browser, and brings them back when that dies', async () => {
    const { api } = rig.server;
    const types: VendorName[] = ['agora', 'trtc', 'agora', 'trtc', 'agora'];
    const sessions: SessionData[] = [];
    for (const stream_type of types) sessions.push(await api.createSession({ stream_type }));
    expect(sessions.map(({ status }) => status)).toEqual(types.map(() => 2));
    const here = (place: string) => cloud.admitted.filter((admitted) => admitted.startsWith(`${place}/`));
    const inTheChannel = async (session: SessionData, times: number) => {
      const admitted = here(placeOf(session));
      return admitted.length >= times && (await cloud.tracksOf(admitted.at(-1) ?? '')) === 2;
    };
    const everybody = (times: number) =>
      waitFor(
        `every avatar, for time ${times}`,
        async () => (await Promise.all(sessions.map((one) => inTheChannel(one, times)))).every(Boolean),
        45_000,
      );
    await everybody(1);
    const [browser, ...others] = await browsersOf(rig.server);
    if (browser === undefined) throw new Error('there is no browser');
    expect(others).toEqual([]);
    process.kill(browser, 'SIGKILL');
    await everybody(2);
    expect(
      (await Promise.all(sessions.map(({ _id }) => api.sessionDetail(_id)))).map(({ status }) => status),
    ).toEqual(types.map(() => 2));
    await Promise.all(sessions.map(({ _id }) => api.closeSession(_id)));
    await waitFor('all to have left', async () =>
      (await Promise.all(sessions.map((one) => cloud.tracksOf(here(placeOf(one)).at(-1) ?? '')))).every(
        (left) => left === 0,
      ),
    );
  });

  async function reasonOf(stream_type: VendorName): Promise<string> {
    const { api } = rig.server;
    const msg = await api.createSession({ stream_type }).then(
      () => 'it started',
      (error) => String(error),
    );
    const { result } = await api.listSessions();
    const kept = result.find((one) => one.stream_type === stream_type);
    expect({ msg, kept }).toMatchObject({ kept: { status: 4, error: { code: 1218 } } });
    expect(msg).toContain(kept?.error?.msg);
    return kept?.error?.msg ?? '';
  }

  it('ends a session that the vendor refuses', async () => {
    cloud.answer = 'refuse';
    for (const vendor of VENDORS) {
      expect(await reasonOf(vendor)).toMatch(/^bridge: (Agora|TRTC): .*this account is suspended/);
    }
  });

  it('ends a session that the vendor does not answer', async () => {
    cloud.answer = 'never';
    expect(await reasonOf('agora')).toBe('bridge: Agora gave no answer in time');
  });

  it('ends a session with the vendors’ own SDKs where their clouds do not let it in', async () => {
    for (const vendor of VENDORS) await copyFile(OFFICIAL[vendor], sdkOf(vendor));
    // They know no such account, and this machine may be cut off from them besides.
    for (const reason of await Promise.all(VENDORS.map(reasonOf)))
      expect(reason).toMatch(/^bridge: (Agora|TRTC)/);
  });

  it('keeps its secrets out of the log, and ends its browser when the server is killed', async () => {
    const browsers = await browsersOf(rig.server);
    expect(browsers).toHaveLength(1);
    await rig.server.end('SIGKILL');
    await waitFor('no browser', async () => !(await isAlive(browsers[0] ?? 0)));
    expect(rig.server.output()).not.toMatch(/007eJ|eyJ|eJ[\w*-]{40}/);
  });
});
