const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** Waits between one attempt and the next: twelve attempts within a day. docs/webhooks.md tells callers. */
export const RETRY_DELAYS_MS: readonly number[] = [
  10 * SECOND_MS,
  30 * SECOND_MS,
  2 * MINUTE_MS,
  5 * MINUTE_MS,
  15 * MINUTE_MS,
  30 * MINUTE_MS,
  HOUR_MS,
  2 * HOUR_MS,
  4 * HOUR_MS,
  8 * HOUR_MS,
  8 * HOUR_MS,
];

/** Up to a tenth longer, so that what failed together does not come back together. */
const JITTER = 0.1;

/**
 * How long to wait after the attempt of this number, the first being 1, has failed; null to give up.
 *
 * @param random 0 to 1
 */
export function retryDelayMs(attempt: number, random: number): number | null {
  const delayMs = RETRY_DELAYS_MS[attempt - 1];
  return delayMs === undefined ? null : Math.round(delayMs * (1 + JITTER * random));
}
