import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  type Browser,
  launchChromium,
  type ServerProcess,
  startServer,
  TEST_API_KEY,
} from './support/index.js';

let server: ServerProcess;
let browser: Browser;
beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launchChromium()]);
});
afterAll(async () => {
  await browser?.close();
  await server?.dispose();
});

it('the reference lets its reader try a call, and asks nobody else for anything', async () => {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    if (!/^(?:data|blob):/.test(request.url()) && !request.url().startsWith(server.baseUrl)) {
      complaints.push(`asked for ${request.url()}`);
    }
  });
  const call = '/api/open/v3/language/list';
  await page.goto(`${server.baseUrl}/docs#tag/voices/GET${call}`);
  await page.getByRole('button', { name: /Test Request.*language\/list/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.locator('input[placeholder^="QUxM"]').fill(TEST_API_KEY);
  const reply = page.waitForResponse((response) => new URL(response.url()).pathname === call);
  await dialog.getByRole('button', { name: /^Send get request/ }).click();
  expect(await (await reply).json()).toMatchObject({ code: 1000, data: { lang_list: expect.any(Array) } });

  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`${server.baseUrl}/docs`);
  await page.reload();
  await page.locator('#reference h1').first().waitFor();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  expect(complaints).toEqual([]);
});
