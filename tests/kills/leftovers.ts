import { readdirSync, readFileSync, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';

/** What may lie in a data folder after a stop. */
const KEPT = ['database', 'files', 'secret.key', 'tmp', 'worker-id'];

/** Ids of processes that were started with something in this folder to work on (Linux). */
export function processesOn(folder: string): number[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(folder);
      } catch {
        return false;
      }
    })
    .map(Number);
}

/** Size of everything in a folder, in MiB. */
export function folderMiB(folder: string): number {
  let bytes = 0;
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    try {
      const stat = statSync(path.join(folder, name));
      if (stat.isFile()) bytes += stat.size;
    } catch {
      // Removed meanwhile.
    }
  }
  return bytes / 2 ** 20;
}

/** What a server that was stopped has left in its data folder, a sentence each. */
export async function leftInDataDir(dataDir: string): Promise<string[]> {
  const kept = await readdir(dataDir);
  const left = kept.filter((name) => !KEPT.includes(name));
  for (const emptied of ['files/incoming', 'tmp']) {
    const names = await readdir(path.join(dataDir, emptied), { recursive: true });
    left.push(...names.filter((name) => name !== 'knowledge').map((name) => `${emptied}/${name}`));
  }
  return left.map((name) => `${name} is left in DATA_DIR`);
}
