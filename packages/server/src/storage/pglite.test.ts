import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { accountSuite } from './account.suite.js';
import { knowledgeSuite } from './knowledge.suite.js';
import { openPgliteStorage } from './pglite.js';
import { storageSuite } from './storage.suite.js';
import { openTemporaryStorage } from './testing/temporary-storage.js';

storageSuite('storage on PGlite', openTemporaryStorage);
accountSuite('accounts on PGlite', openTemporaryStorage);
knowledgeSuite('knowledge on PGlite', openTemporaryStorage);

/** Writes one secret after another, telling which ones have been acknowledged, until it is killed. */
const WRITER = `
  const { openPgliteStorage } = await import(process.argv[2]);
  const storage = await openPgliteStorage(process.argv[3], () => {});
  for (let n = 0; ; n++) {
    await storage.secrets.getOrInsert('n' + n, 'value ' + n);
    console.log(n);
  }
`;

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
