import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

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
