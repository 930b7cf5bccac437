import { setTimeout as delay } from 'node:timers/promises';

/** Looks again and again until it holds; rejects after 5 s. */
export async function waitUntil(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const until = performance.now() + 5000;
  while (!(await holds())) {
    if (performance.now() > until) {
      throw new Error(`waited in vain until ${what}`);
    }
    await delay(5);
  }
}
