import { setTimeout as delay } from 'node:timers/promises';

/** Looks again and again until it holds; rejects when that takes too long. */
export async function waitUntil(
  what: string,
  holds: () => boolean | Promise<boolean>,
  timeoutMs = 10_000,
): Promise<void> {
  const until = performance.now() + timeoutMs;
  while (!(await holds())) {
    if (performance.now() > until) {
      throw new Error(`waited in vain until ${what}`);
    }
    await delay(5);
  }
}
