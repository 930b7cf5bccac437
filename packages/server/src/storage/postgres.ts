import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate } from 'drizzle-orm/postgres-js/migrator';
import postgres from 'postgres';
import { StartError } from '../config/start-error.js';
import type { OpenedDatabase } from './database.js';
import { MIGRATIONS } from './migrations-folder.js';
import type { Storage } from './port.js';
import { createSqlStorage } from './sql-storage.js';

const OLDEST_VERSION = 15;
const CONNECTIONS = 10;
const CONNECT_TIMEOUT_S = 10;
/** Held while tables are brought up to date, so that of many processes that start at once one does it. */
const MIGRATION_LOCK = 0x6d69_6772;

/**
 * Opens a database on a PostgreSQL server of the operator's and brings its tables up to date.
 *
 * @throws StartError when the server cannot be reached, refuses us or is too old
 */
export async function openPostgresStorage(databaseUrl: string): Promise<Storage> {
  const { db, close } = await openPostgresDatabase(databaseUrl);
  return createSqlStorage(db, close);
}

/** The tables alone, for who asks in SQL. */
export async function openPostgresDatabase(databaseUrl: string): Promise<OpenedDatabase> {
  const options = {
    connect_timeout: CONNECT_TIMEOUT_S,
    onnotice: () => {},
    connection: { application_name: 'avatarium' },
  };
  const single = postgres(databaseUrl, { ...options, max: 1 });
  try {
    await requireVersion(single);
    await single`select pg_advisory_lock(${MIGRATION_LOCK})`;
    // The lock ends with the connection.
    await migrate(drizzle(single), { migrationsFolder: MIGRATIONS });
  } catch (error) {
    throw error instanceof StartError ? error : new StartError(`DATABASE_URL: ${reasonOf(error)}`);
  } finally {
    await single.end({ timeout: 2 });
  }
  const client = postgres(databaseUrl, { ...options, max: CONNECTIONS });
  return { db: drizzle(client), close: () => client.end({ timeout: 5 }) };
}

async function requireVersion(client: postgres.Sql): Promise<void> {
  const [row] = await client<{ version: number }[]>`
    select current_setting('server_version_num')::int / 10000 as version`;
  const version = row?.version ?? 0;
  if (version < OLDEST_VERSION) {
    throw new StartError(
      `DATABASE_URL: PostgreSQL ${OLDEST_VERSION} or later is needed, the server is ${version}`,
    );
  }
}

/** What went wrong, without the URL: it has a password in it. */
function reasonOf(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string };
  if (code === 'ECONNREFUSED' || code === 'ENOTFOUND' || code === 'CONNECT_TIMEOUT') {
    return `the server cannot be reached (${code})`;
  }
  return message ?? 'the server cannot be used';
}
