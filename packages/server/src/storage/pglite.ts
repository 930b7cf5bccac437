import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate } from 'drizzle-orm/postgres-js/migrator';
import postgres from 'postgres';
import { StartError } from '../config/start-error.js';
import { workerUrl } from '../threads.js';
import type { OpenedDatabase } from './database.js';
import { MIGRATIONS } from './migrations-folder.js';
import type { PgliteMessage } from './pglite.worker.js';
import { PgliteSocket } from './pglite-socket.js';
import { keepTidy } from './pglite-upkeep.js';
import type { Storage } from './port.js';
import { createSqlStorage } from './sql-storage.js';

function reply(worker: Worker, expected: PgliteMessage): Promise<void> {
  return new Promise((resolve, reject) => {
    const onMessage = (message: unknown) => {
      if (message === expected) {
        settle(resolve);
      }
    };
    const onError = (error: unknown) => settle(() => reject(error));
    const onExit = () => settle(() => reject(new Error('the database thread has ended')));
    function settle(action: () => void) {
      worker.off('message', onMessage).off('error', onError).off('exit', onExit);
      action();
    }
    worker.on('message', onMessage).on('error', onError).on('exit', onExit);
  });
}

/**
 * Opens the embedded database in `directory`, making it at first, and brings its tables up to date; without a
 * directory it is in memory, and ends with `close`. It runs in a thread, since its WebAssembly is synchronous, and
 * speaks PostgreSQL's own protocol through a message channel.
 *
 * @param onLost is called when the thread dies by itself
 */
export async function openPgliteStorage(
  directory: string | null,
  onLost: (error: Error) => void,
): Promise<Storage> {
  const { db, close } = await openPgliteDatabase(directory, onLost);
  return createSqlStorage(db, close);
}

/** The tables alone, for who asks in SQL. */
export async function openPgliteDatabase(
  directory: string | null,
  onLost: (error: Error) => void,
): Promise<OpenedDatabase> {
  const worker = new Worker(workerUrl(import.meta.url, './pglite.worker.js'), {
    name: 'database',
    workerData: { directory },
  });
  try {
    await reply(worker, 'ready');
  } catch (error) {
    throw new StartError(
      `DATA_DIR: the database in ${directory ?? 'memory'} cannot be opened (${(error as Error).message})`,
    );
  }
  let closing = false;
  worker.on('error', (error) => closing || onLost(error as Error));
  worker.on('exit', () => closing || onLost(new Error('the database thread has ended')));

  const client = postgres({
    // One connection is all the embedded database has.
    max: 1,
    socket: () => new PgliteSocket(worker),
    host: 'embedded',
    database: 'postgres',
    user: 'postgres',
    pass: '',
    ssl: false,
    fetch_types: false,
    idle_timeout: 0,
    max_lifetime: null,
    connect_timeout: 10,
    onnotice: () => {},
  } as postgres.Options<Record<string, never>>);
  const close = async () => {
    closing = true;
    await client.end({ timeout: 2 });
    const closed = reply(worker, 'closed');
    worker.postMessage('close');
    await closed.catch(() => {});
    await Promise.race([once(worker, 'exit'), worker.terminate()]);
  };
  try {
    const db = drizzle(client);
    await migrate(db, { migrationsFolder: MIGRATIONS });
    const stopTidying = keepTidy(db);
    return {
      db,
      async close() {
        await stopTidying();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}
