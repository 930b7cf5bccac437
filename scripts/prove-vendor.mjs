/**
 * `npm run prove-vendor -- agora|trtc`: has an avatar join the cloud of Agora or TRTC over the bridge, on the account
 * that the settings name, joins it there with the vendor's own web SDK in a second browser, and says what works.
 *
 * Settings: BRIDGE_BROWSER; AGORA_APP_ID, AGORA_APP_CERTIFICATE and AGORA_SDK, or TRTC_SDK_APP_ID, TRTC_SECRET_KEY and
 * TRTC_SDK. It starts a server of its own and costs the account some minutes of one channel.
 */
import { AccessToken } from 'livekit-server-sdk';
import {
  chatAsPerson,
  joinAsPerson,
  launchChromium,
  personReport,
  serveVendorPages,
  startMediaThread,
  startServer,
  Viewer,
  waitFor,
} from '../tests/dist/support/index.js';

const SETTINGS = {
  agora: ['BRIDGE_BROWSER', 'AGORA_APP_ID', 'AGORA_APP_CERTIFICATE', 'AGORA_SDK'],
  trtc: ['BRIDGE_BROWSER', 'TRTC_SDK_APP_ID', 'TRTC_SECRET_KEY', 'TRTC_SDK'],
};
/** Clouds are far away. */
const TIMEOUT_MS = 30_000;
const STORY = 'A long story is told in many small parts, and every part counts. '.repeat(77).trimEnd();

const vendor = process.argv[2];
const names = SETTINGS[vendor];
const missing = names?.filter((name) => !process.env[name]) ?? [];
if (!names || missing.length > 0) {
  console.error(names ? `not set: ${missing.join(', ')}` : 'usage: npm run prove-vendor -- agora|trtc');
  process.exit(2);
}

const cleanups = [];
let failures = 0;

/** Runs a step and prints how it went; what follows is tried all the same. */
async function prove(what, step) {
  const began = performance.now();
  try {
    const detail = await step();
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    console.log(`ok      ${what} (${[detail, `${seconds} s`].filter(Boolean).join(', ')})`);
    return true;
  } catch (error) {
    failures += 1;
    console.log(`FAILED  ${what}: ${error instanceof Error ? error.message : error}`);
    return false;
  }
}

async function run() {
  // The room is on a media server of ours, so that we can listen to what reaches the avatar.
  const media = await startMediaThread();
  cleanups.push(() => media.close());
  const env = Object.fromEntries(names.map((name) => [name, process.env[name]]));
  const server = await startServer({
    env: {
      ...env,
      LIVEKIT_URL: media.url,
      LIVEKIT_API_KEY: media.apiKey,
      LIVEKIT_API_SECRET: media.apiSecret,
    },
  });
  cleanups.push(() => server.dispose());
  process.env.CHROMIUM_PATH = env.BRIDGE_BROWSER;
  const browser = await launchChromium(['--autoplay-policy=no-user-gesture-required']);
  cleanups.push(() => browser.close());
  const pages = await serveVendorPages({ [vendor]: env[vendor === 'agora' ? 'AGORA_SDK' : 'TRTC_SDK'] });
  cleanups.push(() => pages.close());
  const page = await browser.newPage();
  const seen = (what, check) => waitFor(what, async () => check(await personReport(page)), TIMEOUT_MS);

  let session;
  const created = await prove('the avatar is in the channel', async () => {
    session = await server.api.createSession({ stream_type: vendor, mode_type: 1, duration: 300 });
  });
  if (!created) return;
  cleanups.push(() => server.api.closeSession(session._id));
  const joined = await prove('a person joins it with the vendor’s SDK', async () => {
    await page.goto(pages.url(vendor));
    await joinAsPerson(page, vendor, session.credentials, { publish: 'both' });
  });
  if (!joined) return;
  await prove('the person sees the avatar', async () => {
    const { width, height } = await seen('50 pictures', (now) => now.decodedPictures > 50 && now);
    return `${width}×${height}`;
  });
  await prove('the avatar hears the person', () => hear(media, `session-${session._id}`));
  await prove('5,000 characters reach the avatar, and its answers the person', async () => {
    await chatAsPerson(page, 'story', STORY);
    await seen('the start of speech', ({ frames }) => frames.some(({ pld }) => pld.event === 'audio_start'));
    const { data } = await server.api.get(`/api/avatarium/v1/transcript?session_id=${session._id}`);
    if (!data?.entries.some(({ text }) => text === STORY)) throw new Error('the text did not arrive whole');
    const text = await seen('what it says', ({ frames }) =>
      frames
        .filter(({ type, pld }) => type === 'chat' && pld.from === 'bot')
        .map(({ pld }) => pld.text)
        .join(''),
    );
    if (!STORY.startsWith(text.trim())) throw new Error('what it says is not what was sent');
  });
  await prove('the person hears the avatar', async () => {
    await seen('sound', ({ loudest }) => loudest > 0.02);
  });
  await prove('a person who leaves is gone for the avatar, too', async () => {
    await page.evaluate(() => window.person.leave());
    await waitFor(
      'the end of the session',
      async () => (await server.api.sessionDetail(session._id)).end_reason === 'abandoned',
      60_000,
    );
  });
}

/** Waits for sound in the room of the session, where the avatar hears it, and says nothing yet itself. */
async function hear(media, room) {
  const token = new AccessToken(media.apiKey, media.apiSecret, { identity: 'listener', ttl: 600 });
  token.addGrant({ room, roomJoin: true, canPublish: false, canPublishData: false, hidden: true });
  const viewer = await Viewer.join(media.url, await token.toJwt());
  try {
    await waitFor('a loud sound', () => viewer.firstSoundAfter(0, 0.02), TIMEOUT_MS);
  } finally {
    await viewer.leave();
  }
}

try {
  await run();
} catch (error) {
  failures += 1;
  console.error(error instanceof Error ? error.message : error);
} finally {
  for (const cleanup of cleanups.reverse()) await Promise.resolve(cleanup()).catch(() => {});
}
console.log(failures === 0 ? `\n${vendor}: everything works.` : `\n${vendor}: ${failures} failed.`);
process.exit(failures === 0 ? 0 : 1);
