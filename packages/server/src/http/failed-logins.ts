import { ApiError } from '@avatarium/contract';
import type { Clock } from '../sessions/clock.js';

const WINDOW_MS = 60_000;
const MAX_FAILURES = 20;
/** Addresses remembered; more of them at once are forgotten, oldest first. */
const MAX_ADDRESSES = 10_000;

/** Slows down whoever tries keys: after a number of failures in a minute an address has to wait. */
export class FailedLogins {
  readonly #clock: Clock;
  readonly #failures = new Map<string, { count: number; sinceMs: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Runs a login, counting its failure.
   *
   * @throws ApiError 1005 when this address has failed too often
   */
  async guard<T>(address: string, login: () => Promise<T>): Promise<T> {
    const now = this.#clock.nowMs();
    let entry = this.#failures.get(address);
    if (entry && now - entry.sinceMs >= WINDOW_MS) {
      this.#failures.delete(address);
      entry = undefined;
    }
    if (entry && entry.count >= MAX_FAILURES) {
      throw new ApiError('tooManyRequests', 'Too many failed logins, wait a minute');
    }
    try {
      return await login();
    } catch (error) {
      this.#failures.set(address, { count: (entry?.count ?? 0) + 1, sinceMs: entry?.sinceMs ?? now });
      const oldest = this.#failures.keys().next();
      if (this.#failures.size > MAX_ADDRESSES && !oldest.done) {
        this.#failures.delete(oldest.value);
      }
      throw error;
    }
  }
}
