import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Page, pageLoudness, TEST_API_KEY, waitFor } from '../../../tests/support/index.js';
import { type ConsoleUnderTest, openConsole, openFromMenu } from './console.suite.js';

let opened: ConsoleUnderTest;

beforeAll(async () => {
  opened = await openConsole();
});
afterAll(() => opened?.dispose());

const openPage = () => opened.openPage();
const signIn = (page: Page) => opened.signIn(page);
const speaking = (page: Page, now: boolean) =>
  page.locator(`[data-testid="speaking"][data-speaking="${now}"]`).waitFor();
const picture = (page: Page) => page.locator('[data-testid="stage-video"][data-shown="true"]').waitFor();
const lastSession = async () => (await opened.server.api.listSessions('page=1&size=1')).result[0];

/** As a page sees the server that was given a recogniser after the session had begun. */
const pretendRecogniser = (page: Page) =>
  page.route('**/api/avatarium/v1/models', async (route) => {
    const reply = await route.fetch();
    const json = await reply.json();
    json.data.speech.recogniser = 'openai';
    await route.fulfill({ response: reply, json });
  });

describe('signing in', () => {
  it('takes the printed link once, and keeps the key out of the page', async () => {
    const link = /http\S+\/console\/login\?code=\S+/.exec(opened.server.output())?.[0] ?? '';
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
    await page.goto(opened.server.baseUrl);
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
    expect(await pageLoudness(page)).toBeGreaterThan(0.02);
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

  it('opens the microphone until the server says that nobody understands it, and then says what helps', async () => {
    const { page, mishaps } = await openPage();
    await pretendRecogniser(page);
    await signIn(page);
    await page.getByTestId('start').click();
    await picture(page);
    const mic = page.getByTestId('mic');
    await mic.click();
    const why = page.getByRole('status', { name: 'Why the microphone is off' });
    await why.getByText('A recogniser has been installed since').waitFor();
    expect(await mic.getAttribute('aria-pressed')).toBe('false');
    await mic.click();
    await why.waitFor({ state: 'detached' });
    const answers = page.getByRole('region', { name: 'How long the answers took' });
    await answers.getByText('Typed').waitFor();
    expect(await page.locator('.toast').count()).toBe(0);
    expect(mishaps).toEqual([]);
    await page.getByTestId('end').click();
    await page.getByText('You ended it').waitFor();
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
    await opened.server.api.closeSession(session?._id ?? '');
    await page.getByText('It was closed from somewhere else').waitFor();
    await page.getByRole('button', { name: 'Start again' }).click();
    await picture(page);
    await page.getByTestId('end').click();
    await page.getByText('You ended it').waitFor();
  });

  it.each([
    ['Agora', '/sdk/agora-local.js'],
    ['TRTC', '/sdk/trtc-local.js'],
  ])('goes through the stand-in of an SDK without an account: %s', async (name, script) => {
    const { page, mishaps } = await openPage();
    // An element that plays outside of the page is brought into it, to be heard like any other.
    await page.addInitScript(() => {
      const play = HTMLMediaElement.prototype.play;
      HTMLMediaElement.prototype.play = function (this: HTMLMediaElement) {
        if (this instanceof HTMLAudioElement && !this.isConnected) {
          this.hidden = true;
          document.body.append(this);
        }
        return play.call(this);
      };
    });
    await pretendRecogniser(page);
    await signIn(page);
    await page.getByText('More options').click();
    await page.getByLabel('Stream', { exact: true }).selectOption(name);
    await page.getByTestId('start').click();
    await picture(page);
    expect(await page.locator(`script[src="${script}"]`).count()).toBe(1);
    await speaking(page, true);
    expect(await pageLoudness(page)).toBeGreaterThan(0.02);
    await page.getByTestId('composer').fill('The quick brown fox jumps over the lazy dog. '.repeat(8));
    await page.keyboard.press('Enter');
    const said = page.getByTestId('transcript').locator('[data-from="bot"]');
    await said.getByText('The quick brown').waitFor();
    await page.keyboard.press('Escape');
    await speaking(page, false);
    await page.locator('.figures').getByText(`${name}, local · 1280×720`).waitFor();
    await page.getByTestId('mic').click();
    // It was heard, by a server that understands nothing.
    await page.getByText('A recogniser has been installed since').waitFor();
    expect(await page.locator('.toast').count()).toBe(0);

    const session = await lastSession();
    expect(session).toMatchObject({ status: 2, local: true, stream_type: name.toLowerCase() });
    await opened.server.api.closeSession(session?._id ?? '');
    await page.getByText('It was closed from somewhere else').waitFor();
    expect(mishaps).toEqual([]);
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
