import { setTimeout as sleep } from 'node:timers/promises';

/** A limit by the minute lets calls in again within this time. */
const WAITS_MS = [1000, 2000, 4000, 8000, 16_000, 32_000];

/** How long calls that came too often are tried again. A server that went on refusing one is not waited for again. */
export class Patience {
  #isLost = false;

  constructor(private readonly waitsMs: readonly number[] = WAITS_MS) {}

  /** Calls until the answer is another than that there were too many, or the waiting is over; gives the last one. */
  async retry<T>(call: () => Promise<T>, isTooMany: (answer: T) => boolean): Promise<T> {
    let answer = await call();
    for (const waitMs of this.#isLost ? [] : this.waitsMs) {
      if (!isTooMany(answer)) {
        return answer;
      }
      await sleep(waitMs);
      answer = await call();
    }
    this.#isLost ||= isTooMany(answer);
    return answer;
  }
}
