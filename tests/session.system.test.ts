import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Browser,
  chatInPage,
  hasLivekitServer,
  joinInPage,
  launchChromium,
  type Page,
  report,
  type ServerProcess,
  serveClientPage,
  startLivekitServer,
  startServer,
  waitFor,
} from './support/index.js';

const SEVEN_HUNDRED_CHARACTERS =
  'Once upon a time there was a small server that could speak. It was not a loud server, and it was not a large one, but whoever came by and asked it something politely was given an answer, in a clear voice and with a friendly face. '
    .repeat(4)
    .slice(0, 699)
    .trimEnd()
    .concat('.');

/** The life of a session as a browser sees it; the same on the embedded media server and on the original. */
function livesAsThePromiseSays(name: string, environment: () => Promise<Record<string, string>>): void {
  describe(`a live session on ${name}`, () => {
    let server: ServerProcess;
    let browser: Browser;
    let page: Page;
    let clientPage: Awaited<ReturnType<typeof serveClientPage>>;

    beforeAll(async () => {
      server = await startServer({ env: await environment() });
      clientPage = await serveClientPage();
      browser = await launchChromium(['--autoplay-policy=no-user-gesture-required']);
      page = await browser.newPage();
      await page.goto(clientPage.url);
    });
    afterAll(async () => {
      await browser?.close();
      await clientPage?.close();
      await server?.dispose();
    });

    it('goes from create to goodbye', async () => {
      const session = await server.api.createSession({ mode_type: 1 });
      expect(session.status).toBe(2);
      expect((await server.api.sessionDetail(session._id)).status).toBe(2);

      await joinInPage(page, session.credentials);
      const seen = await waitFor('moving pictures', async () => {
        const now = await report(page);
        return now.decodedPictures > 25 && now;
      });
      expect([seen.width, seen.height]).toEqual([1280, 720]);
      expect(seen.participants).toContain(session.credentials.livekit_server_identity);
      expect(seen.frames, 'the server says nothing unasked').toEqual([]);

      await page.evaluate(() => window.client.resetMotion());
      await sleep(2_000);
      const idle = await report(page);
      expect(idle.loudest).toBeLessThan(0.005);

      await chatInPage(page, 'first', SEVEN_HUNDRED_CHARACTERS);
      await waitFor('the voice', async () => (await report(page)).loudness > 0.01);
      await page.evaluate(() => window.client.resetMotion());
      await sleep(4_000);
      const speaking = await report(page);
      expect(speaking.loudest).toBeGreaterThan(0.02);
      expect(speaking.mouthMotion, 'the mouth moves while it speaks').toBeGreaterThan(
        2 * idle.mouthMotion + 0.5,
      );
      expect(speaking.cornerMotion, 'the wall behind it does not').toBeLessThan(1.5);

      const bot = speaking.frames.filter((frame) => frame.type === 'chat');
      const startAt = speaking.frames.findIndex((frame) => frame.pld.event === 'audio_start');
      expect(speaking.frames[startAt]?.mid).toBe(bot[0]?.mid);
      expect(startAt).toBeLessThan(speaking.frames.findIndex((frame) => frame.type === 'chat'));
      expect(bot.every((frame) => frame.pld.from === 'bot' && frame.mid !== 'first')).toBe(true);
      const said = bot.map((frame) => frame.pld.text).join('');
      expect(said.length).toBeGreaterThan(0);
      expect(SEVEN_HUNDRED_CHARACTERS.startsWith(said)).toBe(true);

      await page.evaluate(() =>
        window.client.send({ type: 'command', mid: 'stop', pld: { cmd: 'interrupt' } }),
      );
      const stopped = await waitFor('the end of the sound', async () => {
        const now = await report(page);
        return now.frames.some((frame) => frame.pld.event === 'audio_end') && now.loudness < 0.005 && now;
      });
      const ack = stopped.frames.find((frame) => frame.type === 'command');
      expect(ack).toMatchObject({ mid: 'stop', pld: { cmd: 'interrupt', code: 1000 } });
      expect(stopped.frames.filter((frame) => frame.pld.event === 'audio_end')).toHaveLength(1);
      expect(stopped.frames.filter((frame) => frame.type === 'chat').at(-1)?.fin).toBe(true);

      const closed = await server.api.closeSession(session._id);
      expect(closed).toMatchObject({ session_id: session._id, status: 'closed' });
      await waitFor('the room to end', async () => {
        const now = await report(page);
        return now.disconnected || now.participants.length === 0;
      });
      expect(await server.api.sessionDetail(session._id)).toMatchObject({
        status: 3,
        end_reason: 'client_closed',
      });
    });
  });
}

livesAsThePromiseSays('the embedded media server', async () => ({}));

describe.runIf(hasLivekitServer())('with an original livekit-server', () => {
  let original: Awaited<ReturnType<typeof startLivekitServer>>;
  beforeAll(async () => {
    original = await startLivekitServer();
  });
  afterAll(() => original?.close());

  livesAsThePromiseSays('livekit-server', async () => ({
    LIVEKIT_URL: original.url,
    LIVEKIT_API_KEY: original.apiKey,
    LIVEKIT_API_SECRET: original.apiSecret,
  }));
});
