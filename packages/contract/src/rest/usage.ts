import { z } from 'zod';
import { objectId, timestampMs, unsetIfEmpty, wholeNumber } from './common.js';

export const USAGE_PATH = '/api/avatarium/v1/usage';

/** Clocks are at most 14 hours ahead of UTC or behind it, minutes. */
const MAX_UTC_OFFSET = 14 * 60;

export const usageQuery = z.object({
  days: unsetIfEmpty(wholeNumber(1, 90))
    .transform((days) => days ?? 7)
    .meta({ description: 'Days to look back on, today included', default: 7 }),
  utc_offset_minutes: unsetIfEmpty(wholeNumber(-MAX_UTC_OFFSET, MAX_UTC_OFFSET))
    .transform((minutes) => minutes ?? 0)
    .meta({
      description: "How many minutes the caller's clock is ahead of UTC: when the days begin",
      default: 0,
    }),
});
export type UsageQuery = z.infer<typeof usageQuery>;

const used = {
  used_seconds: z
    .number()
    .meta({ description: 'Seconds of status 2, of running sessions those so far', examples: [95.5] }),
  sessions: z.int().meta({ description: 'Sessions that have reached status 2', examples: [3] }),
};

/** What the account's sessions used, each counted on the day on which it started. */
export const usage = z.object({
  days: z
    .array(
      z.object({
        from: timestampMs.describe('When the day began, in milliseconds since 1970'),
        ...used,
      }),
    )
    .describe('Oldest first, the last one being today'),
  keys: z
    .array(
      z.object({
        _id: objectId.nullable().describe('Of the key; null for all deleted ones together'),
        name: z.string().nullable().describe('Of the key; null for all deleted ones together'),
        ...used,
        last_started_at: timestampMs.describe('When its latest session started, in milliseconds since 1970'),
      }),
    )
    .describe('The keys that used anything, most first'),
});
export type Usage = z.infer<typeof usage>;
