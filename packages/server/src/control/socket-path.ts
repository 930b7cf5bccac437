import { chmodSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';

const SOCKET = 'control.sock';
/**
 * Holds the path of a socket that had no room in the data folder, and on a second line the path of that folder: in
 * a copy of the folder it means nothing.
 */
const POINTER = 'control.path';
const FOLDER_PREFIX = 'avatarium-';
/** The system takes 108 bytes with the closing zero, others 104. */
const MAX_PATH_BYTES = 103;

function readPointer(dataDir: string): string | null {
  try {
    const [path = '', owner] = readFileSync(join(dataDir, POINTER), 'utf8').split('\n');
    return owner === realpathSync(dataDir) ? path : null;
  } catch {
    return null;
  }
}

/** Removes the private folder of a server that was killed. */
function removeLeftover(dataDir: string): void {
  const folder = dirname(readPointer(dataDir) ?? '');
  if (basename(folder).startsWith(FOLDER_PREFIX)) {
    rmSync(folder, { recursive: true, force: true });
  }
  rmSync(join(dataDir, POINTER), { force: true });
}

/**
 * Where a server listens: in its data folder, which it has to itself, or in a private one when that has too long
 * a name.
 */
export function placeSocket(dataDir: string): { path: string; remove(): void } {
  const pointer = join(dataDir, POINTER);
  const path = join(dataDir, SOCKET);
  removeLeftover(dataDir);
  if (Buffer.byteLength(path) <= MAX_PATH_BYTES) {
    rmSync(path, { force: true });
    return { path, remove: () => rmSync(path, { force: true }) };
  }
  const folder = mkdtempSync(join(tmpdir(), FOLDER_PREFIX));
  chmodSync(folder, 0o700);
  const elsewhere = join(folder, SOCKET);
  writeFileSync(pointer, `${elsewhere}\n${realpathSync(dataDir)}\n`, { mode: 0o600 });
  return {
    path: elsewhere,
    remove() {
      rmSync(pointer, { force: true });
      rmSync(dirname(elsewhere), { recursive: true, force: true });
    },
  };
}

/** Where the server of this data folder listens, if one does. */
export function findSocket(dataDir: string): string {
  return readPointer(dataDir) ?? join(dataDir, SOCKET);
}
