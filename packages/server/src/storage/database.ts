import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js';

/** Any PostgreSQL from 15 up, the embedded one included. */
export type Database = PostgresJsDatabase;

export interface OpenedDatabase {
  db: Database;
  /** Ends the connection. */
  close(): Promise<void>;
}
