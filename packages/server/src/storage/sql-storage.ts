import { and, asc, eq, gt, lte } from 'drizzle-orm';
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import type { Storage } from './port.js';
import { accounts, consoleSessions, secrets } from './schema.js';
import { createSessionStore } from './session-store.js';

/** Storage on any PostgreSQL from 15 up, the embedded one included. `close` ends the connection. */
export function createSqlStorage(db: PostgresJsDatabase, close: () => Promise<void>): Storage {
  return {
    sessions: createSessionStore(db),
    accounts: {
      async first() {
        const [row] = await db.select().from(accounts).orderBy(asc(accounts.uid)).limit(1);
        return row ?? null;
      },
      async insert(account) {
        await db.insert(accounts).values(account);
      },
      async update(id, change) {
        await db.update(accounts).set(change).where(eq(accounts.id, id));
      },
      async findById(id) {
        const [row] = await db.select().from(accounts).where(eq(accounts.id, id));
        return row ?? null;
      },
      async findByKeyHash(keyHash) {
        const [row] = await db.select().from(accounts).where(eq(accounts.keyHash, keyHash));
        return row ?? null;
      },
    },
    secrets: {
      async getOrInsert(name, made) {
        await db.insert(secrets).values({ name, valueEncrypted: made }).onConflictDoNothing();
        const [row] = await db.select().from(secrets).where(eq(secrets.name, name));
        return row?.valueEncrypted ?? made;
      },
    },
    consoleSessions: {
      async insert(tokenHash, accountId, expiresAt) {
        await db.insert(consoleSessions).values({ tokenHash, accountId, expiresAt });
      },
      async findAccountId(tokenHash, nowMs) {
        const [row] = await db
          .select({ accountId: consoleSessions.accountId })
          .from(consoleSessions)
          .where(and(eq(consoleSessions.tokenHash, tokenHash), gt(consoleSessions.expiresAt, nowMs)));
        return row?.accountId ?? null;
      },
      async delete(tokenHash) {
        await db.delete(consoleSessions).where(eq(consoleSessions.tokenHash, tokenHash));
      },
      async deleteExpired(nowMs) {
        await db.delete(consoleSessions).where(lte(consoleSessions.expiresAt, nowMs));
      },
    },
    close,
  };
}
