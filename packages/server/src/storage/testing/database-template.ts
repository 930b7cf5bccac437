import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MIGRATIONS } from '../migrations-folder.js';
import { openPgliteDatabase } from '../pglite.js';

const CACHE = fileURLToPath(new URL('../../../../../.cache', import.meta.url));
const NAME = 'test-database-';

/** Named after all that it is made of. */
async function templatePath(): Promise<string> {
  const hash = createHash('sha256').update(createRequire(import.meta.url).resolve('@electric-sql/pglite'));
  for (const file of (await readdir(MIGRATIONS)).filter((name) => name.endsWith('.sql')).sort()) {
    hash.update(file).update(await readFile(join(MIGRATIONS, file)));
  }
  return join(CACHE, NAME + hash.digest('hex').slice(0, 16));
}

async function makeTemplate(path: string): Promise<void> {
  const aside = `${path}.${process.pid}`;
  await mkdir(dirname(path), { recursive: true });
  const { close } = await openPgliteDatabase(aside, () => {});
  await close();
  // Another worker may have been faster: then its copy is as good.
  await rename(aside, path).catch(() => rm(aside, { recursive: true, force: true }));
  for (const name of await readdir(CACHE)) {
    if (name.startsWith(NAME) && !name.startsWith(basename(path))) {
      await rm(join(CACHE, name), { recursive: true, force: true });
    }
  }
}

/**
 * Puts an embedded database with all tables and no rows at `directory`. It is copied from one that is made when it
 * is first needed and kept in `.cache`: to open a copy takes a third of the CPU time that making a database takes.
 */
export async function copyDatabaseTemplate(directory: string): Promise<void> {
  const template = await templatePath();
  if (!existsSync(template)) {
    await makeTemplate(template);
  }
  await cp(template, directory, { recursive: true });
}
