import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseUrlAllowlist } from '../net/index.js';
import { systemClock } from '../sessions/clock.js';
import { openPgliteStorage } from '../storage/pglite.js';
import type { Storage } from '../storage/port.js';
import { addKey, newId } from '../storage/testing/add-key.js';
import { createKnowledge } from './index.js';
import { openSite, type Site } from './testing/site.js';

const VERY_SLOW_MS = 180_000;
const PARTS = 40;
const OWNER = 'the same after a restart';

/** Indexes what waits, telling how many passages are stored, until it is killed. */
const INDEXING = `
  const [dist, database, tempDir, sourceId] = process.argv.slice(2);
  const { openPgliteStorage } = await import(dist + '/storage/pglite.js');
  const { createKnowledge } = await import(dist + '/knowledge/index.js');
  const { parseUrlAllowlist } = await import(dist + '/net/index.js');
  const { systemClock } = await import(dist + '/sessions/clock.js');
  const storage = await openPgliteStorage(database, () => {});
  const quiet = { info() {}, error: console.error };
  const knowledge = createKnowledge({ store: storage.knowledge, clock: systemClock, log: quiet, tempDir,
    allowlist: parseUrlAllowlist('127.0.0.1'), readUpload: async () => null, owner: '${OWNER}', installedAtMs: 0 });
  await knowledge.start();
  for (;;) {
    console.log((await storage.knowledge.vectors(sourceId, 0, 999)).length);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
`;

let folder: string;
let site: Site;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'avatarium-resume-'));
  site = await openSite();
});
afterAll(async () => {
  await site.close();
  await rm(folder, { recursive: true, force: true });
});

describe('indexing in a process that is killed', () => {
  it(
    'is begun anew after a restart, and comes out whole',
    async () => {
      const parts = Array.from(
        { length: PARTS },
        (_, at) => `# Room ${at}\nRoom ${at} has ${at + 1} windows.`,
      );
      site.set('/rooms.md', parts.join('\n'));
      const database = join(folder, 'database');
      const tempDir = join(folder, 'tmp');
      const [baseId, sourceId] = [newId(), newId()];
      const withStorage = async <T>(action: (storage: Storage) => Promise<T>): Promise<T> => {
        const storage = await openPgliteStorage(database, () => {});
        try {
          return await action(storage);
        } finally {
          await storage.close();
        }
      };
      await withStorage(async (storage) => {
        const { account } = await addKey(storage, 'owner');
        const base = {
          id: baseId,
          accountId: account.id,
          name: 'Hotel',
          prologue: '',
          prompt: '',
          createdAt: 0,
          updatedAt: 0,
        };
        const url = `${site.origin}/rooms.md`;
        const source = {
          id: sourceId,
          kind: 'doc' as const,
          position: 0,
          name: 'rooms.md',
          url,
          sizeBytes: 0,
          createdAt: 0,
        };
        await storage.knowledge.insert(base, [source], 10);
      });

      const script = join(folder, 'indexing.mjs');
      await writeFile(script, INDEXING);
      const dist = fileURLToPath(new URL('../../dist', import.meta.url));
      const child = spawn(process.execPath, [script, dist, database, tempDir, sourceId], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      for await (const chunk of child.stdout) {
        if (
          String(chunk)
            .split('\n')
            .some((line) => Number(line) > 0)
        ) {
          break;
        }
      }
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) {
        await once(child, 'exit');
      }

      await withStorage(async (storage) => {
        const left = await storage.knowledge.vectors(sourceId, 0, 999);
        expect(left.length).toBeGreaterThan(0);
        expect(left.length).toBeLessThan(PARTS);
        expect(await storage.knowledge.readySources(baseId)).toEqual([]);
        const knowledge = createKnowledge({
          store: storage.knowledge,
          clock: systemClock,
          log: pino({ level: 'silent' }),
          allowlist: parseUrlAllowlist('127.0.0.1'),
          readUpload: async () => null,
          tempDir,
          owner: OWNER,
          installedAtMs: 0,
        });
        try {
          await knowledge.start();
          while ((await storage.knowledge.readySources(baseId)).length === 0) {
            await pause(100);
          }
          const vectors = await storage.knowledge.vectors(sourceId, 0, 999);
          const texts = await storage.knowledge.texts(vectors.map(({ id }) => id));
          expect(vectors.map(({ id }) => texts.get(id))).toEqual(
            Array.from({ length: PARTS }, (_, at) => `Room ${at}\nRoom ${at} has ${at + 1} windows.`),
          );
          const [found] = await knowledge.index.search(baseId, 'How many windows are there in room 7?', 1);
          expect(found?.source.name).toBe('rooms.md');
        } finally {
          await knowledge.close();
        }
      });
    },
    VERY_SLOW_MS,
  );
});
