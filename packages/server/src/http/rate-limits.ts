import { ApiError } from '@avatarium/contract';
import type { Clock } from '../sessions/clock.js';

/** Buckets remembered; of more the oldest are forgotten, which is to say full again. */
const MAX_BUCKETS = 10_000;
const MINUTE_MS = 60_000;

/**
 * Token buckets, one for each caller: a minute's worth of calls may come at once, then they come as fast as the
 * bucket fills.
 */
export class RateLimits {
  readonly #clock: Clock;
  readonly #buckets = new Map<string, { tokens: number; atMs: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Takes one call out of the caller's bucket. @throws ApiError 1005 when it is empty */
  take(caller: string, perMinute: number): void {
    const nowMs = this.#clock.nowMs();
    const bucket = this.#buckets.get(caller) ?? { tokens: perMinute, atMs: nowMs };
    const filled = bucket.tokens + (Math.max(0, nowMs - bucket.atMs) * perMinute) / MINUTE_MS;
    const tokens = Math.min(perMinute, filled);
    // Written anew, it is the youngest.
    this.#buckets.delete(caller);
    this.#buckets.set(caller, { tokens: tokens >= 1 ? tokens - 1 : tokens, atMs: nowMs });
    const oldest = this.#buckets.keys().next();
    if (this.#buckets.size > MAX_BUCKETS && !oldest.done) {
      this.#buckets.delete(oldest.value);
    }
    if (tokens < 1) {
      const waitS = Math.ceil(((1 - tokens) * MINUTE_MS) / perMinute / 1000);
      throw new ApiError(
        'tooManyRequests',
        `Too many requests, at most ${perMinute} a minute: wait ${waitS} s`,
      );
    }
  }
}
