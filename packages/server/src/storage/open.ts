import { join } from 'node:path';
import { openPgliteStorage } from './pglite.js';
import type { Storage } from './port.js';
import { openPostgresStorage } from './postgres.js';

/**
 * The database that the settings choose: a PostgreSQL server, or the embedded one in the data folder, in
 * memory when there is none.
 *
 * @param onLost is called when the embedded one dies by itself
 */
export function openStorage(
  databaseUrl: string | undefined,
  dataDir: string | null,
  onLost: (error: Error) => void,
): Promise<Storage> {
  return databaseUrl === undefined
    ? openPgliteStorage(dataDir === null ? null : join(dataDir, 'database'), onLost)
    : openPostgresStorage(databaseUrl);
}
