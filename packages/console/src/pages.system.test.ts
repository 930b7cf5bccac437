import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Page,
  startWebhookReceiver,
  TEST_API_KEY,
  TEST_CLIENT_ID,
  waitFor,
} from '../../../tests/support/index.js';
import { type ConsoleUnderTest, openConsole, openFromMenu } from './console.suite.js';

let opened: ConsoleUnderTest;

beforeAll(async () => {
  opened = await openConsole({ URL_ALLOWLIST: '127.0.0.1' });
});
afterAll(() => opened?.dispose());

const openPage = () => opened.openPage();
const signIn = (page: Page) => opened.signIn(page);

/** What the API answers to this key. */
async function codeOf(apiKey: string): Promise<number> {
  const path = '/api/open/v4/liveAvatar/session/list';
  const reply = await fetch(opened.server.baseUrl + path, { headers: { 'x-api-key': apiKey } });
  return ((await reply.json()) as { code: number }).code;
}

describe('the pages', () => {
  it('are walked by keyboard', async () => {
    const { page, mishaps } = await openPage();
    await signIn(page);
    await page.getByRole('link', { name: 'Keys', exact: true }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Keys' }).waitFor();
    await page.getByRole('link', { name: 'default' }).focus();
    await page.keyboard.press('Enter');
    const drawer = page.getByRole('dialog', { name: 'default' });
    await drawer.getByText('You are signed in with this key').waitFor();
    expect(await drawer.getByRole('button', { name: 'Disable' }).isDisabled()).toBe(true);
    await page.keyboard.press('Escape');
    await drawer.waitFor({ state: 'detached' });
    await page.waitForURL(/#\/keys$/);
    await page.goBack();
    await drawer.waitFor();
    expect(mishaps).toEqual([]);
  });

  it('are reached on a phone by a menu', async () => {
    const { page } = await openPage();
    await page.setViewportSize({ width: 390, height: 844 });
    await signIn(page);
    for (const name of ['Sessions', 'Keys', 'Webhooks', 'Requests']) {
      await page.getByRole('button', { name: 'All pages' }).click();
      await page.getByRole('dialog').getByRole('link', { name, exact: true }).click();
      await page.getByRole('heading', { name, level: 1 }).waitFor();
      expect(await page.getByRole('dialog').count()).toBe(0);
      const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(wider).toBeLessThanOrEqual(0);
    }
  });

  it('make a key, show its secret once, and disable it', async () => {
    const { page, mishaps } = await openPage();
    await signIn(page);
    await openFromMenu(page, 'Keys');
    await page.getByRole('button', { name: 'New key' }).click();
    await page.getByLabel('Name').fill('phone app');
    await page.getByLabel('Sessions at once').fill('many');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').filter({ hasText: 'Must be a number' }).waitFor();
    await page.getByLabel('Sessions at once').fill('2');
    await page.keyboard.press('Enter');
    const secret = await page.getByLabel('API key', { exact: true }).inputValue();
    expect(await codeOf(secret)).toBe(1000);
    // Not put away by accident: by no click beside it, not by Escape, and not by selecting what it says.
    await page.mouse.click(5, 400);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    expect(await page.getByLabel('API key', { exact: true }).inputValue()).toBe(secret);
    await page.getByRole('button', { name: 'I have it' }).click();
    expect(await page.content()).not.toContain(secret);

    await page.getByRole('link', { name: 'phone app' }).click();
    const drawer = page.getByRole('dialog', { name: 'phone app', exact: true });
    expect(await drawer.getByLabel('Sessions at once').inputValue()).toBe('2');
    await drawer.getByRole('button', { name: 'Disable' }).click();
    await page.getByRole('dialog', { name: 'Disable' }).getByRole('button', { name: 'Disable' }).click();
    await drawer.getByText('Disabled', { exact: true }).waitFor();
    expect(await codeOf(secret)).toBe(1200);

    // What is said while a dialog is open can be read and used within it.
    await drawer.getByLabel('Name', { exact: true }).fill('phone');
    await drawer.getByRole('button', { name: 'Save changes' }).click();
    const renamed = page.getByRole('dialog', { name: 'phone', exact: true });
    await renamed.getByRole('button', { name: 'Dismiss: Saved' }).click();
    await renamed.getByRole('button', { name: 'Delete' }).click();
    // Only the question is gone.
    await page.getByRole('dialog', { name: 'Delete' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog', { name: 'Delete' }).waitFor({ state: 'detached' });
    const name = await renamed.getByLabel('Name', { exact: true }).boundingBox();
    // Selecting a text to its start ends beside the drawer.
    await page.mouse.move((name?.x ?? 0) + 40, (name?.y ?? 0) + 15);
    await page.mouse.down();
    await page.mouse.move(20, (name?.y ?? 0) + 15);
    await page.mouse.up();
    await renamed.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('dialog', { name: 'Delete' }).getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('link', { name: 'phone' }).waitFor({ state: 'detached' });
    expect(await codeOf(secret)).toBe(1101);
    expect(mishaps).toEqual([]);
  });

  it('set a webhook, show what was sent there, and send it again', async () => {
    const receiver = await startWebhookReceiver(() => ({
      clientId: TEST_CLIENT_ID,
      clientSecret: TEST_API_KEY,
    }));
    const receiverUrl = `${receiver.origin}/events`;
    const { page, mishaps } = await openPage();
    await signIn(page);
    await openFromMenu(page, 'Webhooks');
    await page.getByRole('button', { name: 'Set the URL of default' }).click();
    const url = page.getByRole('textbox', { name: 'URL' });
    await url.fill('http://10.0.0.1/events');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').filter({ hasText: 'not a public address' }).waitFor();
    await url.fill(receiverUrl);
    await page.keyboard.press('Enter');
    await page.getByRole('cell', { name: receiverUrl }).waitFor();

    const { _id } = await opened.server.api.createSession();
    await opened.server.api.closeSession(_id);
    const row = page.getByRole('row').filter({ hasText: 'session.ended' });
    await row.getByText('Delivered').waitFor();
    await row.getByRole('link').click();
    await page.getByRole('button', { name: 'Send again' }).click();
    await waitFor(
      'the event twice',
      () => receiver.events.filter(({ event }) => event === 'session.ended').length === 2,
    );
    expect(receiver.refused).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Change the URL of default' }).click();
    await page.getByRole('button', { name: 'Remove' }).click();
    await page.getByRole('button', { name: 'Set the URL of default' }).waitFor();
    await receiver.close();
    expect(mishaps).toEqual([]);
  });

  it('say which rule a request broke, live, unless they are paused', async () => {
    const { page, mishaps } = await openPage();
    await signIn(page);
    await openFromMenu(page, 'Requests');
    const create = '/api/open/v4/liveAvatar/session/create';
    await opened.server.api.post(create, { avatar_id: 'ava', duration: 99_999, api_secret: 'hush-1' });
    const row = page.getByRole('row').filter({ hasText: 'duration: must be at most 3600' });
    await row.getByRole('link').first().click();
    const drawer = page.getByRole('dialog');
    await drawer.getByText('The rule: Seconds that the session may last').waitFor();
    expect(await drawer.textContent()).not.toContain('hush-1');
    await page.keyboard.press('Escape');

    await page.getByRole('button', { name: 'Pause' }).click();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await opened.server.api.post(create, { avatar_id: 'ava', mode_type: 3 });
    const second = page.getByRole('row').filter({ hasText: 'mode_type: must be 1 or 2' });
    // Longer than it takes an unpaused page to ask again.
    await sleep(3000);
    expect(asked).toEqual([]);
    expect(await second.count()).toBe(0);
    await page.getByRole('button', { name: 'Rule broken' }).click();
    await second.waitFor();
    expect(mishaps).toEqual([]);
  });
});

describe('the lip sync page', () => {
  /** Share of the pixels about the mouth that are dark: what is seen between the lips. */
  const openness = (page: Page) =>
    page.getByTestId('lipsync-face').evaluate((canvas: HTMLCanvasElement) => {
      const [x, y] = [Math.round(canvas.width * 0.38), Math.round(canvas.height * 0.69)];
      const [width, height] = [Math.round(canvas.width * 0.24), Math.round(canvas.height * 0.13)];
      const { data } = canvas.getContext('2d')?.getImageData(x, y, width, height) ?? { data: [] };
      let dark = 0;
      for (let i = 0; i < data.length; i += 4) if ((data[i] ?? 0) < 125 && (data[i + 1] ?? 0) < 60) dark++;
      return dark / (width * height);
    });
  const position = async (page: Page) =>
    Number((await page.getByTestId('lipsync-position').textContent())?.replace('0:', ''));

  it('shows the visemes of a sound, moves a mouth to it, and gives them away', async () => {
    const { page, mishaps } = await openPage();
    await signIn(page);
    const sent: string[] = [];
    page.on('request', (request) => request.method() !== 'GET' && sent.push(request.url()));
    await page.setViewportSize({ width: 390, height: 844 });
    await page.getByRole('button', { name: 'All pages' }).click();
    await page.getByRole('dialog').getByRole('link', { name: 'Lip sync', exact: true }).click();
    await page.getByLabel('Drop a recording').setInputFiles({
      name: 'notes.mp3',
      mimeType: 'audio/mpeg',
      buffer: Buffer.from('no sound at all'),
    });
    await page.getByRole('alert').filter({ hasText: 'finds no sound in “notes.mp3”' }).waitFor();
    await page.getByRole('button', { name: 'Use the sample' }).click();
    const slider = page.getByRole('slider', { name: 'Moment of the sound' });
    await slider.waitFor();
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(wider).toBeLessThanOrEqual(0);
    await page.setViewportSize({ width: 1280, height: 900 });

    const downloaded = page.waitForEvent('download');
    await page.getByRole('button', { name: 'JSON' }).click();
    const segments: { start: number; end: number; viseme: string }[] = JSON.parse(
      await readFile(await (await downloaded).path(), 'utf8'),
    );
    const found = new Set(segments.map(({ viseme }) => viseme));
    for (const viseme of ['sil', 'PP', 'FF', 'aa']) expect(found).toContain(viseme);
    for (const [i, { start }] of segments.entries()) expect(start).toBe(segments[i - 1]?.end ?? 0);

    // By the keyboard, to the middle of a wide vowel, then of a silence.
    const longest = (viseme: string) =>
      segments
        .filter((segment) => segment.viseme === viseme)
        .reduce((best, next) => (next.end - next.start > best.end - best.start ? next : best));
    const visit = async (viseme: string) => {
      const { start, end } = longest(viseme);
      await slider.focus();
      await page.keyboard.press('Home');
      const steps = Math.round((start + end) / 2 / 0.05);
      for (let step = 0; step < steps % 20; step++) await page.keyboard.press('ArrowRight');
      for (let leap = 0; leap < Math.floor(steps / 20); leap++) await page.keyboard.press('Shift+ArrowRight');
      await waitFor(`${viseme} to be said`, async () =>
        (await slider.getAttribute('aria-valuetext'))?.endsWith(viseme),
      );
      await page.locator('.viseme-key[data-said]').getByText(viseme, { exact: true }).waitFor();
    };
    await visit('aa');
    await waitFor('the mouth to open', async () => (await openness(page)) > 0.04);
    await visit('sil');
    await waitFor('the mouth to close', async () => (await openness(page)) < 0.02);

    await page.keyboard.press('Home');
    await page.keyboard.press(' ');
    await page.getByRole('button', { name: 'Pause' }).waitFor();
    await waitFor('the sound to go on', async () => (await position(page)) > 0.5);
    await page.keyboard.press(' ');
    await page.getByRole('button', { name: 'Play', exact: true }).waitFor();
    const stopped = await position(page);
    const box = await slider.boundingBox();
    await page.mouse.click((box?.x ?? 0) + (box?.width ?? 0) * 0.75, (box?.y ?? 0) + 60);
    await waitFor('the position to follow', async () => (await position(page)) > stopped);
    expect(sent).toEqual([]);
    expect(mishaps).toEqual([]);
  });
});
