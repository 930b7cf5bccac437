import { and, eq, gte, sql } from 'drizzle-orm';
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import { MAX_QUEUE_WAIT_MS } from '../sessions/lifetime.js';
import type { UsageRow } from './port.js';
import { apiKeys, sessions } from './schema.js';

const DAY_MS = 86_400_000;

/** What the account's sessions that started from `fromMs` on have used by `nowMs`, by day and key. */
export async function sessionUsage(
  db: PostgresJsDatabase,
  accountId: string,
  fromMs: number,
  nowMs: number,
): Promise<UsageRow[]> {
  const day = sql`(${sessions.startedAt} - ${fromMs}::bigint) / ${DAY_MS}::bigint`.mapWith(Number);
  const usedMs = sql`least(greatest(coalesce(${sessions.endedAt}, ${nowMs}::bigint) - ${sessions.startedAt}, 0), ${sessions.durationMs})`;
  return db
    .select({
      day: day.as('day'),
      keyId: sessions.keyId,
      keyName: apiKeys.name,
      usedMs: sql`sum(${usedMs})`.mapWith(Number),
      sessions: sql`count(*)`.mapWith(Number),
      lastStartedAt: sql`max(${sessions.startedAt})`.mapWith(Number),
    })
    .from(sessions)
    .leftJoin(apiKeys, eq(apiKeys.id, sessions.keyId))
    .where(
      and(
        eq(sessions.accountId, accountId),
        gte(sessions.startedAt, fromMs),
        // What the index is by; nothing starts later than this after it was asked for.
        gte(sessions.createdAt, fromMs - MAX_QUEUE_WAIT_MS),
      ),
    )
    .groupBy(sql`1`, sessions.keyId, apiKeys.name);
}
