import { z } from 'zod';
import { objectId, timestampMs, unsetIfEmpty, wholeNumber } from './common.js';

export const USAGE_PATH = '/api/avatarium/v1/usage';

/** Clocks are at most 14 hours ahead of UTC or behind it, minutes. */
const MAX_UTC_OFFSET = 14 * 60;

export const usageQuery = z.object({
  /** Days to look back on, today included. */
  days: unsetIfEmpty(wholeNumber(1, 90)).transform((days) => days ?? 7),
  /** How many minutes the caller's clock is ahead of UTC: when the days begin. */
  utc_offset_minutes: unsetIfEmpty(wholeNumber(-MAX_UTC_OFFSET, MAX_UTC_OFFSET)).transform(
    (minutes) => minutes ?? 0,
  ),
});
export type UsageQuery = z.infer<typeof usageQuery>;

const used = {
  /** Seconds of status 2, of running sessions those so far. */
  used_seconds: z.number(),
  /** Sessions that have reached status 2. */
  sessions: z.int(),
};

/** What the account's sessions used, each counted on the day on which it started. */
export const usage = z.object({
  /** Oldest first, the last one being today. `from` is when the day began. */
  days: z.array(z.object({ from: timestampMs, ...used })),
  /** The keys that used anything, most first. The id and name of deleted ones, taken together, are null. */
  keys: z.array(
    z.object({
      _id: objectId.nullable(),
      name: z.string().nullable(),
      ...used,
      /** When its latest session started. */
      last_started_at: timestampMs,
    }),
  ),
});
export type Usage = z.infer<typeof usage>;
