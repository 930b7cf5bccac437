import { and, eq, gt, lte } from 'drizzle-orm';
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import { createAccountStore, createApiKeyStore } from './account-store.js';
import { createAvatarStore } from './avatar-store.js';
import { createFileStore } from './file-store.js';
import { createKnowledgeStore } from './knowledge-store.js';
import type { Storage } from './port.js';
import { consoleSessions, secrets } from './schema.js';
import { createSessionStore } from './session-store.js';
import { createTranscriptStore } from './transcript-store.js';
import { createWebhookStore } from './webhook-store.js';

/** Storage on any PostgreSQL from 15 up, the embedded one included. `close` ends the connection. */
export function createSqlStorage(db: PostgresJsDatabase, close: () => Promise<void>): Storage {
  return {
    sessions: createSessionStore(db),
    accounts: createAccountStore(db),
    apiKeys: createApiKeyStore(db),
    knowledge: createKnowledgeStore(db),
    files: createFileStore(db),
    avatars: createAvatarStore(db),
    transcripts: createTranscriptStore(db),
    webhooks: createWebhookStore(db),
    secrets: {
      async getOrInsert(name, made) {
        await db.insert(secrets).values({ name, valueEncrypted: made }).onConflictDoNothing();
        const [row] = await db.select().from(secrets).where(eq(secrets.name, name));
        return row?.valueEncrypted ?? made;
      },
    },
    consoleSessions: {
      async insert(tokenHash, keyId, expiresAt) {
        await db.insert(consoleSessions).values({ tokenHash, keyId, expiresAt });
      },
      async findKeyId(tokenHash, nowMs) {
        const [row] = await db
          .select({ keyId: consoleSessions.keyId })
          .from(consoleSessions)
          .where(and(eq(consoleSessions.tokenHash, tokenHash), gt(consoleSessions.expiresAt, nowMs)));
        return row?.keyId ?? null;
      },
      async delete(tokenHash) {
        await db.delete(consoleSessions).where(eq(consoleSessions.tokenHash, tokenHash));
      },
      async deleteOfKey(keyId) {
        await db.delete(consoleSessions).where(eq(consoleSessions.keyId, keyId));
      },
      async deleteExpired(nowMs) {
        await db.delete(consoleSessions).where(lte(consoleSessions.expiresAt, nowMs));
      },
    },
    close,
  };
}
