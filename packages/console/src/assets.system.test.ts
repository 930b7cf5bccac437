import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Browser,
  launchChromium,
  type Page,
  REPO_ROOT,
  type ServerProcess,
  startServer,
  TEST_API_KEY,
  waitFor,
} from '../../../tests/support/index.js';

const PORTRAIT = path.join(REPO_ROOT, 'tests/fixtures/astronaut.png');
const TEXT = 'The spa of the Hotel Aurora opens at nine in the morning and closes at eight in the evening.\n';

let server: ServerProcess;
let browser: Browser;
let page: Page;
let mishaps: string[];

beforeAll(async () => {
  server = await startServer({ readyTimeoutMs: 100_000 });
  browser = await launchChromium(['--autoplay-policy=no-user-gesture-required']);
  page = await (await browser.newContext({ viewport: { width: 1280, height: 860 } })).newPage();
  mishaps = [];
  page.on('pageerror', (error) => mishaps.push(error.message));
  page.on('console', (message) => message.type() === 'error' && mishaps.push(message.text()));
  await page.goto(server.baseUrl);
  await page.getByLabel('With the API key').fill(TEST_API_KEY);
  await page.keyboard.press('Enter');
  await page.getByTestId('start').waitFor();
});
afterAll(async () => {
  await browser?.close();
  await server?.dispose();
});

const file = (name: string, text: string) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });
const row = (name: string) => page.getByRole('listitem').filter({ hasText: name });
const storedFiles = async (name: string) =>
  (await server.api.get<{ count: number }>(`/api/avatarium/v1/files?name=${name}`)).data?.count;

let bases = 0;

/** Opens the page of a knowledge base that is made for it. */
async function openBase(): Promise<string> {
  bases += 1;
  const name = `Hotel Aurora ${bases}`;
  const { data } = await server.api.post<{ _id: string }>('/api/open/v4/knowledge/create', { name });
  await page.goto(`${server.baseUrl}/#/knowledge/${data?._id}`);
  await page.getByRole('heading', { name }).waitFor();
  return name;
}

/** Adds a small document, and waits until it is indexed. */
async function addDocument(name: string, text = TEXT): Promise<void> {
  await page.getByLabel('Drop documents here').setInputFiles(file(name, text));
  await row(name).getByText('Ready').waitFor();
}

/** What dragging files from the desktop onto an element does. */
async function drop(selector: string, files: { name: string; text: string }[]): Promise<void> {
  const transfer = await page.evaluateHandle((dropped) => {
    const made = new DataTransfer();
    for (const { name, text } of dropped) made.items.add(new File([text], name));
    return made;
  }, files);
  for (const type of ['dragenter', 'dragover', 'drop'])
    await page.dispatchEvent(selector, type, { dataTransfer: transfer });
}

describe('a knowledge base', () => {
  it('is made by keyboard alone', async () => {
    await page.getByRole('link', { name: 'Knowledge', exact: true }).focus();
    await page.keyboard.press('Enter');
    const create = page.getByRole('button', { name: 'New knowledge base' }).first();
    await create.focus();
    await page.keyboard.press('Enter');
    bases += 1;
    await page.keyboard.type(`Spa ${bases}`);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: `Spa ${bases}` }).waitFor();
  });

  it('takes a document with progress in sight, and finds what it says', async () => {
    await openBase();
    // Slow enough to be seen on its way.
    const network = await page.context().newCDPSession(page);
    await network.send('Network.enable');
    const pace = (uploadThroughput: number) =>
      network.send('Network.emulateNetworkConditions', {
        offline: false,
        latency: 0,
        downloadThroughput: -1,
        uploadThroughput,
      });
    await pace(40_000);
    // Much to send and little to index: blanks are not text.
    await page.getByLabel('Drop documents here').setInputFiles(file('spa.txt', TEXT + ' '.repeat(400_000)));
    const seen = new Set<number>();
    const progress = page.getByRole('progressbar', { name: 'Upload of spa.txt' });
    await waitFor('progress between nothing and all', async () => {
      seen.add(Number(await progress.getAttribute('aria-valuenow', { timeout: 5000 })));
      return [...seen].some((percent) => percent > 0 && percent < 100);
    });
    await pace(-1);
    await row('spa.txt').getByText('Ready').waitFor();
    await network.detach();

    await page.getByLabel('A question').fill('When does the spa open?');
    await page.keyboard.press('Enter');
    const passage = page
      .getByRole('list', { name: /Passages for/ })
      .getByRole('listitem')
      .first();
    await passage.getByText('opens at nine').waitFor();
    expect(await passage.textContent()).toContain('spa.txt');
  });

  it('says why documents are not taken, or failed, and takes them away', async () => {
    await openBase();
    await drop('.drop-zone', [
      { name: 'prices.xlsx', text: 'x' },
      { name: 'broken.json', text: '{"a": ' },
    ]);
    await row('prices.xlsx').getByText('This kind of file cannot be read').waitFor();
    await row('broken.json').getByText('The document is not valid JSON.').waitFor();
    await page.getByRole('button', { name: 'Dismiss prices.xlsx' }).click();
    await page.getByRole('button', { name: 'Remove broken.json' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).click();
    await row('broken.json').waitFor({ state: 'detached' });
    await waitFor('the file to be gone', async () => (await storedFiles('broken.json')) === 0);
  });

  it('names the address that it cannot read', async () => {
    await openBase();
    await page.getByRole('textbox', { name: 'Addresses' }).fill('http://10.0.0.3/inside');
    await page.keyboard.press('Enter');
    await page.getByText('http://10.0.0.3/inside leads to 10.0.0.3').waitFor();
  });

  it('keeps what was written until it is saved, and can be chosen in the studio', async () => {
    const name = await openBase();
    await page.getByLabel('Prologue').fill('Welcome!');
    await page.getByRole('link', { name: 'All knowledge' }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('dialog', { name: 'Sign out now?' }).getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('link', { name }).click();
    await page.getByRole('heading', { name }).waitFor();
    expect(await page.getByLabel('Prologue').inputValue()).toBe('Welcome!');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved').first().waitFor();
    await page.getByRole('button', { name: 'Use in the studio' }).click();
    await page.getByTestId('start').waitFor();
    expect(await page.locator('.request-preview pre').textContent()).toMatch(
      /"knowledge_id": "[0-9a-f]{24}"/,
    );
  });

  it('is deleted with its files', async () => {
    const name = await openBase();
    await addDocument('pets.txt');
    await page.getByRole('button', { name: 'Delete' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Delete its uploaded file too').waitFor();
    await dialog.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByRole('heading', { name: 'Knowledge', exact: true }).waitFor();
    await page.getByRole('link', { name: 'About Avatarium' }).waitFor();
    expect(await page.getByRole('link', { name }).count()).toBe(0);
    expect(await storedFiles('pets.txt')).toBe(0);
  });
});

it('makes an avatar of a portrait with consent, has it speak, gives it out and deletes it', async () => {
  await page.goto(`${server.baseUrl}/#/avatars`);
  await page.getByRole('button', { name: 'New avatar' }).click();
  const dialog = page.getByRole('dialog');
  await dialog
    .getByLabel('Drop a portrait')
    .setInputFiles({ name: 'Zoë.png', mimeType: 'image/png', buffer: await readFile(PORTRAIT) });
  await dialog.getByText('Uploaded').waitFor();
  const id = dialog.getByLabel('avatar_id');
  expect(await id.inputValue()).toBe('zoe');
  await id.fill('ava');
  await dialog.getByRole('button', { name: 'Create avatar' }).click();
  await dialog.getByText('Say who is seen before the avatar is made.').waitFor();
  await dialog.getByText('It is me', { exact: true }).click();
  await dialog.getByRole('button', { name: 'Create avatar' }).click();
  await dialog.getByText('There is a built-in avatar "ava"').waitFor();
  await id.fill('zoe');
  await dialog.getByRole('button', { name: 'Create avatar' }).click();

  await page.getByRole('heading', { name: 'Zoë' }).waitFor();
  await dialog.getByRole('button', { name: 'See it speak' }).waitFor({ timeout: 60_000 });
  await dialog.getByText('I am the person who is seen, and I agree to this avatar.').waitFor();
  await dialog.getByText(/The mouth is open/).waitFor();
  // The avatar has a copy of its own: the upload does not stay behind.
  await waitFor('the upload to be gone', async () => (await storedFiles('Zo')) === 0);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    dialog.getByRole('link', { name: 'Export' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('zoe.avatar');

  await dialog.getByRole('button', { name: 'See it speak' }).click();
  await waitFor('a picture that moves', () =>
    dialog
      .getByTestId('preview-video')
      .evaluate((video: HTMLVideoElement) => video.dataset.shown === 'true' && video.currentTime > 1),
  );
  // It has said its sentence, and goes.
  await dialog.getByRole('button', { name: 'See it speak' }).waitFor({ timeout: 40_000 });

  await dialog.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('dialog').last().getByRole('button', { name: 'Delete', exact: true }).click();
  await page.getByRole('link', { name: /Zoë/ }).waitFor({ state: 'detached' });
  const list = await server.api.get<{ count: number }>('/api/open/v4/liveAvatar/avatar/list?from=3');
  expect(list.data?.count).toBe(0);
}, 120_000);

it('leads to the studio with a presenter chosen', async () => {
  await page.goto(`${server.baseUrl}/#/avatars`);
  await page.getByRole('button', { name: 'Use Leo in the studio' }).click();
  await page.getByTestId('start').waitFor();
  expect(await page.locator('.request-preview pre').textContent()).toContain('"avatar_id": "leo"');
  expect(mishaps).toEqual([]);
});
