import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from '../database.js';
import { openPgliteDatabase } from '../pglite.js';
import type { Storage } from '../port.js';
import { createSqlStorage } from '../sql-storage.js';
import { copyDatabaseTemplate } from './database-template.js';

/** For hooks that open one: making a database takes a second, or many on a busy machine. */
export const OPEN_TIMEOUT_MS = 60_000;

export interface TemporaryStorage {
  storage: Storage;
  /** The same, for questions in SQL. */
  db: Database;
  directory: string;
  /** Closes it and removes its folder. */
  dispose(): Promise<void>;
}

/** The real embedded database in a folder of its own. */
export async function openTemporaryStorage(): Promise<TemporaryStorage> {
  const directory = await mkdtemp(join(tmpdir(), 'avatarium-storage-'));
  await copyDatabaseTemplate(join(directory, 'database'));
  const { db, close } = await openPgliteDatabase(join(directory, 'database'), (error) => {
    throw error;
  });
  const storage = createSqlStorage(db, close);
  return {
    storage,
    db,
    directory,
    async dispose() {
      await storage.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
