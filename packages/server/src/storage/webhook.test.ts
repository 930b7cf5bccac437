import { webhookPayload } from '@avatarium/contract';
import { PGlite } from '@electric-sql/pglite';
import { dataDir as prepopulated } from '@electric-sql/pglite-prepopulatedfs';
import { drizzle } from 'drizzle-orm/pglite';
import { migrate } from 'drizzle-orm/pglite/migrator';
import { describe, expect, it } from 'vitest';
import { MIGRATIONS } from './migrations-folder.js';
import { accounts, apiKeys, avatars, webhookDeliveries } from './schema.js';
import { openTemporaryPostgres, testPostgresUrl } from './testing/temporary-postgres.js';
import { OPEN_TIMEOUT_MS, openTemporaryStorage } from './testing/temporary-storage.js';
import { webhookSuite } from './webhook.suite.js';

webhookSuite('webhook events on PGlite', openTemporaryStorage);

const server = testPostgresUrl() ?? '';
describe.runIf(server !== '')('with a PostgreSQL server', () => {
  webhookSuite('webhook events on PostgreSQL', () => openTemporaryPostgres(server));
});

describe('events of avatars', () => {
  it(
    'tell of one that is ready and of one that failed, not of one that is being made',
    async () => {
      const database = await PGlite.create({ loadDataDir: await prepopulated() });
      const db = drizzle(database);
      await migrate(db, { migrationsFolder: MIGRATIONS });
      await db.insert(accounts).values({ id: 'account', uid: 100_001, name: 'one', createdAt: 0 });
      await db.insert(apiKeys).values({
        id: 'key',
        accountId: 'account',
        name: 'main',
        clientId: 'client',
        keyHash: 'hash',
        keyEncrypted: 'sealed',
        webhookUrl: 'https://receiver.example/',
        createdAt: 0,
      });
      const ids = { ready: 'a'.repeat(24), failed: 'b'.repeat(24) };
      for (const [avatarId, id] of Object.entries(ids)) {
        const row = { id, avatarId, accountId: 'account', keyId: 'key', name: avatarId, sourceUrl: 'x' };
        await db.insert(avatars).values({ ...row, status: 1, createdAt: 1, updatedAt: 1 });
      }
      await db.update(avatars).set({ status: 2 });
      expect(await db.select().from(webhookDeliveries)).toEqual([]);
      const update = (id: string) =>
        db.execute(`update avatars set ${CHANGES[id]} where avatar_id = '${id}'`);
      await update('ready');
      await update('failed');
      const told = await db.select().from(webhookDeliveries).orderBy(webhookDeliveries.createdAt);
      expect(told.map(({ payload }) => webhookPayload.parse(payload))).toMatchObject([
        { event: 'avatar.ready', _id: ids.ready, status: 3, name: 'ready', time: 5, error: null },
        { event: 'avatar.failed', _id: ids.failed, status: 4, time: 6, error: { code: 1208, msg: 'odd' } },
      ]);
      await database.close();
    },
    OPEN_TIMEOUT_MS,
  );
});

const CHANGES: Record<string, string> = {
  ready: 'status = 3, updated_at = 5',
  failed: `status = 4, updated_at = 6, error = '{"code":1208,"msg":"odd"}'`,
};
