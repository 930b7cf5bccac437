import { randomBytes } from 'node:crypto';
import postgres from 'postgres';
import { openPostgresDatabase } from '../postgres.js';
import { createSqlStorage } from '../sql-storage.js';

/** A PostgreSQL server for tests, as `npm test` starts one; undefined where there is none. On CI one must be. */
export function testPostgresUrl(): string | undefined {
  const url = process.env.TEST_POSTGRES_URL;
  if (url === undefined && process.env.CI) {
    throw new Error('TEST_POSTGRES_URL is not set: run npm test, which starts a PostgreSQL server');
  }
  return url;
}

/** An empty database of its own on the test server. */
export async function createTemporaryDatabase(
  serverUrl: string,
): Promise<{ url: string; drop(): Promise<void> }> {
  const name = `avatarium_${randomBytes(6).toString('hex')}`;
  const run = async (statement: string) => {
    const admin = postgres(serverUrl, { max: 1, onnotice: () => {} });
    await admin.unsafe(statement).finally(() => admin.end({ timeout: 2 }));
  };
  await run(`create database ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => run(`drop database ${name} with (force)`) };
}

/** Storage on an empty database of a real PostgreSQL server. */
export async function openTemporaryPostgres(serverUrl: string) {
  const database = await createTemporaryDatabase(serverUrl);
  const { db, close } = await openPostgresDatabase(database.url);
  const storage = createSqlStorage(db, close);
  return {
    storage,
    db,
    async dispose() {
      await storage.close();
      await database.drop();
    },
  };
}
