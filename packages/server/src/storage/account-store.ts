import { and, asc, count, eq, max, sql } from 'drizzle-orm';
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import { type AccountStore, type ApiKeyStore, TakenError, type UniqueKeyField } from './account-port.js';
import { accounts, apiKeys } from './schema.js';

const FIRST_UID = 100_001;

/** Serialises the making of accounts, so that no two get the same uid. */
const ACCOUNT_LOCK = 0x6176_6163;

export function createAccountStore(db: PostgresJsDatabase): AccountStore {
  return {
    async ensure(account) {
      return db.transaction(async (tx) => {
        await tx.execute(sql`select pg_advisory_xact_lock(${ACCOUNT_LOCK})`);
        const [existing] = await tx.select().from(accounts).where(eq(accounts.name, account.name));
        if (existing) {
          return existing;
        }
        const [highest] = await tx.select({ uid: max(accounts.uid) }).from(accounts);
        const made = { ...account, uid: (highest?.uid ?? FIRST_UID - 1) + 1 };
        await tx.insert(accounts).values(made);
        return made;
      });
    },

    async findByName(name) {
      const [row] = await db.select().from(accounts).where(eq(accounts.name, name));
      return row ?? null;
    },
  };
}

const FIELD_OF_CONSTRAINT: Record<string, UniqueKeyField> = {
  api_keys_account_name: 'name',
  api_keys_client_id_unique: 'clientId',
  api_keys_key_hash_unique: 'apiKey',
};

/** A broken unique constraint as the field it is about; anything else as it is. */
function explained(error: unknown): unknown {
  const cause =
    error instanceof Error ? (error.cause as { constraint_name?: string } | undefined) : undefined;
  const field = FIELD_OF_CONSTRAINT[cause?.constraint_name ?? ''];
  return field ? new TakenError(field) : error;
}

export function createApiKeyStore(db: PostgresJsDatabase): ApiKeyStore {
  const owned = (accountId: string, id: string) => and(eq(apiKeys.id, id), eq(apiKeys.accountId, accountId));
  const callers = () =>
    db
      .select({ account: accounts, key: apiKeys })
      .from(apiKeys)
      .innerJoin(accounts, eq(accounts.id, apiKeys.accountId));
  // Every request asks one of these.
  const byHash = callers()
    .where(eq(apiKeys.keyHash, sql.placeholder('keyHash')))
    .prepare('caller_by_hash');
  const byId = callers()
    .where(eq(apiKeys.id, sql.placeholder('id')))
    .prepare('caller_by_id');

  return {
    async insert(key) {
      try {
        await db.insert(apiKeys).values(key);
      } catch (error) {
        throw explained(error);
      }
    },

    async update(accountId, id, change) {
      if (Object.keys(change).length === 0) {
        return this.find(accountId, id);
      }
      try {
        const [row] = await db.update(apiKeys).set(change).where(owned(accountId, id)).returning();
        return row ?? null;
      } catch (error) {
        throw explained(error);
      }
    },

    async delete(accountId, id) {
      const rows = await db.delete(apiKeys).where(owned(accountId, id)).returning({ id: apiKeys.id });
      return rows.length > 0;
    },

    async find(accountId, id) {
      const [row] = await db.select().from(apiKeys).where(owned(accountId, id));
      return row ?? null;
    },

    async findByName(accountId, name) {
      const [row] = await db
        .select()
        .from(apiKeys)
        .where(and(eq(apiKeys.accountId, accountId), eq(apiKeys.name, name)));
      return row ?? null;
    },

    async list(accountId, { offset, limit }) {
      const where = accountId === null ? undefined : eq(apiKeys.accountId, accountId);
      const [total] = await db.select({ count: count() }).from(apiKeys).where(where);
      const rows = await callers()
        .where(where)
        .orderBy(asc(apiKeys.createdAt), asc(apiKeys.id))
        .offset(offset)
        .limit(limit);
      return { count: total?.count ?? 0, rows };
    },

    async callerByHash(keyHash) {
      const [row] = await byHash.execute({ keyHash });
      return row ?? null;
    },

    async callerById(id) {
      const [row] = await byId.execute({ id });
      return row ?? null;
    },
  };
}
