import { sql } from 'drizzle-orm';
import type { Database } from './database.js';

/** Of changes since the last checkpoint: what the next start after a kill has to repeat, and what lies on disk for it. */
const MAX_LOG_BYTES = 32 * 2 ** 20;
/** As PostgreSQL's own autovacuum does it, but for small tables, where nobody would notice. */
const MAX_CHANGED_ROWS = 500;
const MAX_CHANGED_PERCENT = 20;
const EVERY_MS = 60_000;

/** Clears away what nobody needs any more, where there is enough of it. */
export async function tidyUp(db: Database): Promise<void> {
  // PostgreSQL counts changes at most once a second; those of the last moment would be missed.
  await db.execute(sql`select pg_stat_force_next_flush()`);
  const worn = await db.execute<{ name: string }>(sql`
    select quote_ident(relname) as name from pg_stat_user_tables where schemaname = 'public'
      and greatest(n_dead_tup, n_mod_since_analyze) > ${MAX_CHANGED_ROWS} + n_live_tup * ${MAX_CHANGED_PERCENT} / 100`);
  for (const { name } of worn) {
    await db.execute(sql.raw(`vacuum (analyze) ${name}`));
  }
  const [log] = await db.execute<{ bytes: string }>(sql`
    select pg_wal_lsn_diff(pg_current_wal_lsn(), redo_lsn) as bytes from pg_control_checkpoint()`);
  if (Number(log?.bytes) > MAX_LOG_BYTES) {
    await db.execute(sql`checkpoint`);
  }
}

/**
 * Keeps the embedded database from growing for as long as it runs: checkpoints and vacuuming are the work of
 * processes that a PostgreSQL server has beside it, and the embedded one has none.
 *
 * @returns ends it; resolves when nothing of it goes on
 */
export function keepTidy(db: Database): () => Promise<void> {
  let running: Promise<void> | null = null;
  const timer = setInterval(() => {
    // What fails now is tried again in a minute; a database that is lost is noticed elsewhere.
    running ??= tidyUp(db)
      .catch(() => {})
      .finally(() => {
        running = null;
      });
  }, EVERY_MS);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await running;
  };
}
