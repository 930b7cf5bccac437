import { eq, sql } from 'drizzle-orm';
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import { usedMs } from '../sessions/lifetime.js';
import { type ApiKeyRow, KeyLimitError } from './account-port.js';
import type { SessionRow } from './port.js';
import { apiKeys } from './schema.js';

/** No session is worth its while for less. */
const SHORTEST_MS = 1000;

/** How long a session may last. @throws KeyLimitError when its key allows none */
export function grantedMs(
  askedMs: number,
  key: ApiKeyRow | undefined,
  live: { ofKey: number; reservedMs: number },
): number {
  if (!key || key.disabled) {
    throw new KeyLimitError('disabled');
  }
  const leftMs = key.budgetMs === null ? askedMs : key.budgetMs - key.usedMs - live.reservedMs;
  if (leftMs < Math.min(askedMs, SHORTEST_MS)) {
    throw new KeyLimitError('budget');
  }
  if (key.maxSessions !== null && live.ofKey >= key.maxSessions) {
    throw new KeyLimitError('sessions');
  }
  return Math.min(askedMs, leftMs);
}

/** Counts what sessions that have just ended used, in the transaction that ended them: once, or not at all. */
export async function charge(tx: Pick<PostgresJsDatabase, 'update'>, ended: SessionRow[]): Promise<void> {
  const usedByKey = new Map<string, number>();
  for (const row of ended) {
    const used = usedMs(row, row.endedAt ?? 0);
    if (row.keyId !== null && used > 0) {
      usedByKey.set(row.keyId, (usedByKey.get(row.keyId) ?? 0) + used);
    }
  }
  // In one order everywhere, or two of them would wait for each other.
  for (const [keyId, used] of [...usedByKey].sort()) {
    await tx
      .update(apiKeys)
      .set({ usedMs: sql`${apiKeys.usedMs} + ${used}` })
      .where(eq(apiKeys.id, keyId));
  }
}
