import { execFile } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Browser,
  launchChromium,
  type Page,
  type ServerProcess,
  startServer,
  TEST_API_KEY,
  waitFor,
} from '../../../tests/support/index.js';

let server: ServerProcess;
let browser: Browser;

beforeAll(async () => {
  server = await startServer({ env: { URL_ALLOWLIST: '127.0.0.1' } });
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  await server?.dispose();
});

/** A page of its own browser profile, and everything that went wrong on it. */
async function openPage(): Promise<{ page: Page; mishaps: string[] }> {
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
  const mishaps: string[] = [];
  page.on('pageerror', (error) => mishaps.push(error.message));
  page.on('console', (message) => {
    if (/Content Security Policy/.test(message.text())) mishaps.push(message.text());
  });
  return { page, mishaps };
}

async function signIn(page: Page): Promise<void> {
  await page.goto(server.baseUrl);
  await page.getByLabel('With the API key').fill(TEST_API_KEY);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByTestId('start').waitFor();
}

const speaking = (page: Page, now: boolean) =>
  page.locator(`[data-testid="speaking"][data-speaking="${now}"]`).waitFor();
const picture = (page: Page) => page.locator('[data-testid="stage-video"][data-shown="true"]').waitFor();
const lastSession = async () => (await server.api.listSessions('page=1&size=1')).result[0];

const openFromMenu = (page: Page, name: string) =>
  page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name, exact: true }).click();

/** What the API answers to this key. */
async function codeOf(apiKey: string): Promise<number> {
  const path = '/api/open/v4/liveAvatar/session/list';
  const reply = await fetch(server.baseUrl + path, { headers: { 'x-api-key': apiKey } });
  return ((await reply.json()) as { code: number }).code;
}

/** Takes webhooks, and counts them. */
async function openReceiver(): Promise<{ url: string; count(): number; close(): Promise<void> }> {
  let received = 0;
  const receiver: Server = createServer((request, reply) => {
    received += 1;
    request.resume();
    reply.end();
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const address = receiver.address();
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return {
    url: `http://127.0.0.1:${address.port}/events`,
    count: () => received,
    close: () =>
      new Promise((resolve) => {
        receiver.close(() => resolve());
        receiver.closeAllConnections();
      }),
  };
}

/** The loudest moment of the page's sound within a second, 0..1. */
function loudness(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const source = document.querySelector('audio[hidden]');
    if (!(source instanceof HTMLAudioElement) || !(source.srcObject instanceof MediaStream)) return 0;
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    context.createMediaStreamSource(source.srcObject).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    let peak = 0;
    for (let count = 0; count < 50; count++) {
      analyser.getFloatTimeDomainData(samples);
      for (const sample of samples) peak = Math.max(peak, Math.abs(sample));
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await context.close();
    return peak;
  });
}

describe('signing in', () => {
  it('takes the printed link once, and keeps the key out of the page', async () => {
    const link = /http\S+\/console\/login\?code=\S+/.exec(server.output())?.[0] ?? '';
    const { page, mishaps } = await openPage();
    await page.goto(link);
    await page.getByTestId('start').waitFor();
    expect(await page.content()).not.toContain(TEST_API_KEY);
    expect(await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))).not.toContain(
      TEST_API_KEY,
    );
    const [cookie] = await page.context().cookies();
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict' });
    expect(mishaps).toEqual([]);

    const { page: second } = await openPage();
    await second.goto(link);
    await second.getByText('That link has been used already').waitFor();
  });

  it('says when the key is wrong, and takes the right one after it', async () => {
    const { page } = await openPage();
    await page.goto(server.baseUrl);
    await page.getByLabel('With the API key').fill('not-the-key-of-this-one!');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').filter({ hasText: 'not the one the server knows' }).waitFor();
    await page.getByLabel('With the API key').fill(TEST_API_KEY);
    await page.keyboard.press('Enter');
    await page.getByTestId('start').waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('With the API key').waitFor();
  });
});

describe('a session by the buttons', () => {
  it('goes from the greeting to the end', async () => {
    const { page, mishaps } = await openPage();
    await signIn(page);
    await page.getByTestId('start').click();
    await picture(page);
    await speaking(page, true);
    expect(await loudness(page)).toBeGreaterThan(0.02);
    const transcript = page.getByTestId('transcript');
    await transcript.getByText('Hi, I am').waitFor();
    await speaking(page, false);

    await page.getByTestId('composer').fill('The quick brown fox jumps over the lazy dog. '.repeat(8));
    await page.keyboard.press('Enter');
    await speaking(page, true);
    await transcript.locator('[data-from="bot"]').getByText('The quick brown').waitFor();
    await page.keyboard.press('Escape');
    await speaking(page, false);
    await transcript.getByText('Interrupted').waitFor();

    await page.getByRole('button', { name: 'Wave', exact: true }).click();
    await page.getByTestId('mic').click();
    await waitFor('the microphone', () =>
      page.getByTestId('mic').and(page.locator('[aria-pressed="true"]')).count(),
    );
    await waitFor('live figures', async () =>
      /[1-9]\d* fps/.test((await page.locator('.figures').textContent()) ?? ''),
    );
    expect(await page.locator('.toast').count()).toBe(0);

    await page.getByTestId('end').click();
    await page.getByText('You ended it').waitFor();
    const session = await lastSession();
    expect(session).toMatchObject({ status: 3, end_reason: 'client_closed' });
    expect(mishaps).toEqual([]);
  });

  it('is found again after a reload, and says so when it is closed elsewhere', async () => {
    const { page } = await openPage();
    await signIn(page);
    await page.getByTestId('start').click();
    await picture(page);
    await page.reload();
    await page.getByRole('button', { name: 'Go back into it' }).click();
    await picture(page);
    const session = await lastSession();
    await server.api.closeSession(session?._id ?? '');
    await page.getByText('It was closed from somewhere else').waitFor();
    await page.getByRole('button', { name: 'Start again' }).click();
    await picture(page);
    await page.getByTestId('end').click();
    await page.getByText('You ended it').waitFor();
  });

  it('waits with the greeting until a tap lets it be heard', async () => {
    const { page } = await openPage();
    // What a browser does that has not seen a gesture it counts: sound does not start by itself.
    await page.addInitScript(() => {
      const play = HTMLMediaElement.prototype.play;
      let tapped = false;
      addEventListener('pointerdown', ({ target }) => {
        tapped ||= target instanceof Element && target.closest('[data-testid="tap-for-sound"]') !== null;
      });
      HTMLMediaElement.prototype.play = function (this: HTMLMediaElement) {
        if (tapped || !(this instanceof HTMLAudioElement)) return play.call(this);
        this.pause();
        return Promise.reject(new DOMException('play() needs a gesture', 'NotAllowedError'));
      };
      Object.defineProperty(HTMLAudioElement.prototype, 'autoplay', { get: () => false, set: () => {} });
    });
    await signIn(page);
    await page.getByTestId('start').click();
    await page.getByTestId('tap-for-sound').waitFor();
    await picture(page);
    expect(await page.getByTestId('transcript').textContent()).not.toContain('greeting');
    await page.getByTestId('tap-for-sound').click();
    await speaking(page, true);
    await page.getByTestId('end').click();
    await page.getByText('You ended it').waitFor();
  });
});

it('gives a start as curl that works in a shell', async () => {
  const { page } = await openPage();
  await signIn(page);
  const command = (await page.locator('.request-preview pre').textContent()) ?? '';
  const { stdout } = await promisify(execFile)('sh', ['-c', command], {
    env: { ...process.env, API_KEY: TEST_API_KEY },
  });
  const reply = JSON.parse(stdout);
  expect(reply.code).toBe(1000);

  await openFromMenu(page, 'Sessions');
  const row = page.getByRole('row').filter({ hasText: reply.data._id });
  await row.getByText('Running').waitFor();
  await row.getByRole('button', { name: 'Close' }).click();
  await row.getByText('Completed').waitFor();
  await row.getByRole('link').click();
  await page.getByRole('dialog', { name: 'Session' }).getByText('It was closed').waitFor();
});

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
    expect(new URL(page.url()).hash).toBe('#/keys');
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
    await page.getByRole('button', { name: 'I have it' }).click();
    expect(await page.content()).not.toContain(secret);

    await page.getByRole('link', { name: 'phone app' }).click();
    const drawer = page.getByRole('dialog', { name: 'phone app', exact: true });
    expect(await drawer.getByLabel('Sessions at once').inputValue()).toBe('2');
    await drawer.getByRole('button', { name: 'Disable' }).click();
    await page.getByRole('dialog', { name: 'Disable' }).getByRole('button', { name: 'Disable' }).click();
    await drawer.getByText('Disabled', { exact: true }).waitFor();
    expect(await codeOf(secret)).toBe(1200);
    await drawer.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('dialog', { name: 'Delete' }).getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('link', { name: 'phone app' }).waitFor({ state: 'detached' });
    expect(await codeOf(secret)).toBe(1101);
    expect(mishaps).toEqual([]);
  });

  it('set a webhook, show what was sent there, and send it again', async () => {
    const receiver = await openReceiver();
    const { page, mishaps } = await openPage();
    await signIn(page);
    await openFromMenu(page, 'Webhooks');
    await page.getByRole('button', { name: 'Set the URL of default' }).click();
    const url = page.getByRole('textbox', { name: 'URL' });
    await url.fill('http://10.0.0.1/events');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').filter({ hasText: 'not a public address' }).waitFor();
    await url.fill(receiver.url);
    await page.keyboard.press('Enter');
    await page.getByRole('cell', { name: receiver.url }).waitFor();

    const { _id } = await server.api.createSession();
    await server.api.closeSession(_id);
    const row = page.getByRole('row').filter({ hasText: 'session.ended' });
    await row.getByText('Delivered').waitFor();
    await row.getByRole('link').click();
    const before = receiver.count();
    await page.getByRole('button', { name: 'Send again' }).click();
    await waitFor('another delivery', () => receiver.count() > before);
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
    await server.api.post(create, { avatar_id: 'ava', duration: 99_999, api_secret: 'hush-1' });
    const row = page.getByRole('row').filter({ hasText: 'duration: must be at most 3600' });
    await row.getByRole('link').first().click();
    const drawer = page.getByRole('dialog');
    await drawer.getByText('The rule: Seconds that the session may last').waitFor();
    expect(await drawer.textContent()).not.toContain('hush-1');
    await page.keyboard.press('Escape');

    await page.getByRole('button', { name: 'Pause' }).click();
    await server.api.post(create, { avatar_id: 'ava', mode_type: 3 });
    const second = page.getByRole('row').filter({ hasText: 'mode_type: must be 1 or 2' });
    expect(await second.count()).toBe(0);
    await page.getByRole('button', { name: 'Rule broken' }).click();
    await second.waitFor();
    expect(mishaps).toEqual([]);
  });
});
