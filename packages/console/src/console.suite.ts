import {
  type Browser,
  launchChromium,
  type Page,
  type ServerProcess,
  startServer,
  TEST_API_KEY,
} from '../../../tests/support/index.js';

/** A server of its own, and a browser to look at its console with. */
export interface ConsoleUnderTest {
  server: ServerProcess;
  /** A page of its own browser profile, and everything that went wrong on it. */
  openPage(): Promise<{ page: Page; mishaps: string[] }>;
  signIn(page: Page): Promise<void>;
  /** Ends both. */
  dispose(): Promise<void>;
}

export async function openConsole(env: Record<string, string> = {}): Promise<ConsoleUnderTest> {
  const server = await startServer({ env });
  let browser: Browser;
  try {
    browser = await launchChromium();
  } catch (error) {
    await server.dispose();
    throw error;
  }
  return {
    server,
    async openPage() {
      const page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
      const mishaps: string[] = [];
      page.on('pageerror', (error) => mishaps.push(error.message));
      page.on('console', (message) => {
        if (/Content Security Policy/.test(message.text())) mishaps.push(message.text());
      });
      return { page, mishaps };
    },
    async signIn(page) {
      await page.goto(server.baseUrl);
      await page.getByLabel('With the API key').fill(TEST_API_KEY);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByTestId('start').waitFor();
    },
    async dispose() {
      await browser.close();
      await server.dispose();
    },
  };
}

/** Goes to a page by its name in the navigation. */
export const openFromMenu = (page: Page, name: string) =>
  page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name, exact: true }).click();
