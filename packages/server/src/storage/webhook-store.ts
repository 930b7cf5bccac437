import { and, asc, count, desc, eq, isNotNull, isNull, lt, lte, notInArray, sql } from 'drizzle-orm';
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import { apiKeys, webhookDeliveries } from './schema.js';
import type { WebhookDeliveryRow, WebhookStore } from './webhook-port.js';

/** The database's own functions make nothing else. */
function asRow(row: typeof webhookDeliveries.$inferSelect): WebhookDeliveryRow {
  return row as unknown as WebhookDeliveryRow;
}

export function createWebhookStore(db: PostgresJsDatabase): WebhookStore {
  return {
    async claimDue(lease, nowMs, exceptKeys) {
      const next = db
        .select({ id: webhookDeliveries.id })
        .from(webhookDeliveries)
        .where(
          and(
            isNotNull(webhookDeliveries.nextAttemptAt),
            lte(webhookDeliveries.nextAttemptAt, nowMs),
            exceptKeys.length > 0 ? notInArray(webhookDeliveries.keyId, exceptKeys) : undefined,
          ),
        )
        .orderBy(asc(webhookDeliveries.nextAttemptAt), asc(webhookDeliveries.createdAt))
        .limit(1)
        .for('update', { skipLocked: true });
      const [row] = await db
        .update(webhookDeliveries)
        .set({
          attempts: sql`${webhookDeliveries.attempts} + 1`,
          nextAttemptAt: lease.expiresAt,
          leaseOwner: lease.owner,
        })
        .where(eq(webhookDeliveries.id, sql`(${next})`))
        .returning();
      if (!row) {
        return null;
      }
      const [key] = await db
        .select({ clientId: apiKeys.clientId, keyEncrypted: apiKeys.keyEncrypted })
        .from(apiKeys)
        .where(eq(apiKeys.id, row.keyId));
      return key ? { ...asRow(row), ...key } : null;
    },

    async release(owner, nowMs) {
      await db
        .update(webhookDeliveries)
        .set({ nextAttemptAt: nowMs, leaseOwner: null, attempts: sql`${webhookDeliveries.attempts} - 1` })
        .where(and(eq(webhookDeliveries.leaseOwner, owner), isNotNull(webhookDeliveries.nextAttemptAt)));
    },

    async settle(id, attempt, outcome) {
      const change =
        'deliveredAt' in outcome
          ? {
              deliveredAt: outcome.deliveredAt,
              nextAttemptAt: null,
              lastStatus: outcome.status,
              lastError: null,
            }
          : { nextAttemptAt: outcome.nextAttemptAt, lastStatus: outcome.status, lastError: outcome.error };
      await db
        .update(webhookDeliveries)
        .set({ ...change, leaseOwner: null })
        .where(and(eq(webhookDeliveries.id, id), eq(webhookDeliveries.attempts, attempt)));
    },

    async list(accountId, { offset, limit }) {
      const where = eq(webhookDeliveries.accountId, accountId);
      const [total] = await db.select({ count: count() }).from(webhookDeliveries).where(where);
      const rows = await db
        .select()
        .from(webhookDeliveries)
        .where(where)
        .orderBy(desc(webhookDeliveries.createdAt), desc(webhookDeliveries.id))
        .offset(offset)
        .limit(limit);
      return { count: total?.count ?? 0, rows: rows.map(asRow) };
    },

    async retry(accountId, id, nowMs) {
      const present = db
        .select({ url: apiKeys.webhookUrl })
        .from(apiKeys)
        .where(eq(apiKeys.id, webhookDeliveries.keyId));
      const [row] = await db
        .update(webhookDeliveries)
        .set({
          nextAttemptAt: nowMs,
          leaseOwner: null,
          deliveredAt: null,
          url: sql`coalesce((${present}), ${webhookDeliveries.url})`,
        })
        .where(and(eq(webhookDeliveries.id, id), eq(webhookDeliveries.accountId, accountId)))
        .returning();
      return row ? asRow(row) : null;
    },

    async deleteSettledBefore(createdBeforeMs) {
      await db
        .delete(webhookDeliveries)
        .where(
          and(isNull(webhookDeliveries.nextAttemptAt), lt(webhookDeliveries.createdAt, createdBeforeMs)),
        );
    },
  };
}
