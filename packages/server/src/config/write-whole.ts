import { renameSync, rmSync, writeFileSync } from 'node:fs';

/**
 * Writes a small file that a process killed meanwhile leaves whole or not at all. Only for folders that this
 * process has to itself.
 */
export function writeWhole(path: string, text: string, mode: number): void {
  const aside = `${path}.new`;
  rmSync(aside, { force: true });
  writeFileSync(aside, text, { mode, flag: 'wx', flush: true });
  renameSync(aside, path);
}
