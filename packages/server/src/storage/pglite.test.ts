import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type SQL, sql } from 'drizzle-orm';
import { afterEach, describe, expect, it } from 'vitest';
import { accountSuite } from './account.suite.js';
import { knowledgeSuite } from './knowledge.suite.js';
import { mediaSuite } from './media.suite.js';
import { openPgliteStorage } from './pglite.js';
import { tidyUp } from './pglite-upkeep.js';
import { storageSuite } from './storage.suite.js';
import { openTemporaryStorage } from './testing/temporary-storage.js';
import { transcriptSuite } from './transcript.suite.js';
import { usageSuite } from './usage.suite.js';

storageSuite('storage on PGlite', openTemporaryStorage);
accountSuite('accounts on PGlite', openTemporaryStorage);
usageSuite('limits and use of keys on PGlite', openTemporaryStorage);
knowledgeSuite('knowledge on PGlite', openTemporaryStorage);
mediaSuite('files and avatars on PGlite', openTemporaryStorage);
transcriptSuite('transcripts on PGlite', openTemporaryStorage);

/** Writes one secret after another, telling which ones have been acknowledged, until it is killed. */
const WRITER = `
  const { openPgliteStorage } = await import(process.argv[2]);
  const storage = await openPgliteStorage(process.argv[3], () => {});
  for (let n = 0; ; n++) {
    await storage.secrets.getOrInsert('n' + n, 'value ' + n);
    console.log(n);
  }
`;

describe('PGlite over time', () => {
  it('gives back what was deleted, and what it noted for the case that it is killed', async () => {
    const { db, dispose } = await openTemporaryStorage();
    try {
      const bytes = async (what: SQL) => {
        const [row] = await db.execute<{ bytes: string }>(sql`select ${what} as bytes`);
        return Number(row?.bytes);
      };
      const table = sql`pg_relation_size('secrets')`;
      const log = sql`pg_wal_lsn_diff(pg_current_wal_lsn(), (pg_control_checkpoint()).redo_lsn)`;
      await db.execute(sql`
        insert into secrets select 'n' || n, repeat(md5(n::text), 60) from generate_series(1, 2000) n`);
      await db.execute(sql`delete from secrets`);
      await db.execute(sql`select pg_logical_emit_message(false, 'test', repeat('x', 50000000))`);
      const [usedTable, usedLog] = [await bytes(table), await bytes(log)];
      expect(usedTable).toBeGreaterThan(1e6);
      expect(usedLog).toBeGreaterThan(5e7);
      await tidyUp(db);
      expect(await bytes(table)).toBeLessThan(usedTable / 10);
      expect(await bytes(log)).toBeLessThan(usedLog / 10);
    } finally {
      await dispose();
    }
  }, 120_000);
});

describe('PGlite after a killed process', () => {
  const folders: string[] = [];
  afterEach(async () => {
    await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true, force: true })));
  });

  it('still has every write that was acknowledged', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'avatarium-kill-'));
    folders.push(folder);
    const database = join(folder, 'database');
    const compiled = fileURLToPath(new URL('../../dist/storage/pglite.js', import.meta.url));
    const script = join(folder, 'writer.mjs');
    await writeFile(script, WRITER);
    const child = spawn(process.execPath, [script, compiled, database], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let printed = '';
    for await (const chunk of child.stdout) {
      printed += chunk;
      if (printed.split('\n').length > 10) {
        break;
      }
    }
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) {
      await once(child, 'exit');
    }
    const lines = printed.split('\n').slice(0, -1);
    expect(lines.length).toBeGreaterThanOrEqual(10);

    const storage = await openPgliteStorage(database, () => {});
    try {
      for (const n of lines) {
        expect(await storage.secrets.getOrInsert(`n${n}`, 'lost')).toBe(`value ${n}`);
      }
    } finally {
      await storage.close();
    }
  }, 180_000);
});
