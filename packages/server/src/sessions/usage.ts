import type { Usage, UsageQuery } from '@avatarium/contract';
import type { SessionStore, UsageRow } from '../storage/port.js';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

interface Sum {
  used_seconds: number;
  sessions: number;
}

function sumOf(rows: UsageRow[]): Sum {
  const usedMs = rows.reduce((sum, row) => sum + row.usedMs, 0);
  return { used_seconds: usedMs / 1000, sessions: rows.reduce((sum, row) => sum + row.sessions, 0) };
}

/** What an account has used in the last days, by day and by key. */
export async function readUsage(
  sessions: Pick<SessionStore, 'usage'>,
  accountId: string,
  query: UsageQuery,
  nowMs: number,
): Promise<Usage> {
  const offsetMs = query.utc_offset_minutes * MINUTE_MS;
  const today = Math.floor((nowMs + offsetMs) / DAY_MS) * DAY_MS - offsetMs;
  const fromMs = today - (query.days - 1) * DAY_MS;
  const rows = await sessions.usage(accountId, fromMs, nowMs);
  const byKey = new Map<string | null, UsageRow[]>();
  for (const row of rows) {
    byKey.set(row.keyId, [...(byKey.get(row.keyId) ?? []), row]);
  }
  return {
    days: Array.from({ length: query.days }, (_, day) => ({
      from: fromMs + day * DAY_MS,
      ...sumOf(rows.filter((row) => row.day === day)),
    })),
    keys: [...byKey]
      .map(([_id, ofKey]) => ({
        _id,
        name: ofKey[0]?.keyName ?? null,
        ...sumOf(ofKey),
        last_started_at: Math.max(...ofKey.map(({ lastStartedAt }) => lastStartedAt)),
      }))
      .sort((a, b) => b.used_seconds - a.used_seconds),
  };
}
