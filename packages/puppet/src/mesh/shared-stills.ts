import { readFile, stat } from 'node:fs/promises';
import { PackError } from '../pack/error.js';
import type { AvatarPack } from '../pack/format.js';
import { readPack } from '../pack/read.js';
import { openStill, type Still } from './still.js';

/** A pack in memory, or the path of its file. */
export type PackSource = AvatarPack | { path: string };

/** Something used by several until each has let go of it. */
export interface Shared<T> {
  readonly value: T;
  release(): void;
}

interface Entry {
  users: number;
  still: Promise<Still>;
}

/** By file and size. Each thread has its own. */
const entries = new Map<string, Entry>();

/**
 * The pack, decoded for frames of `width` × `height`: once for all who use the same file in the same size at a time.
 * A file that has been replaced is read anew. Rejects when it cannot be read or holds no pack.
 */
export async function shareStill(
  source: PackSource,
  module: WebAssembly.Module,
  width: number,
  height: number,
): Promise<Shared<Still>> {
  if (!('path' in source)) {
    return { value: await openStill(source, module, width, height), release: () => {} };
  }
  const { mtimeMs, size } = await stat(source.path).catch(unreadable);
  const key = `${source.path} ${mtimeMs} ${size} ${width}×${height}`;
  const entry = entries.get(key) ?? { users: 0, still: load(source.path, module, width, height) };
  entries.set(key, entry);
  entry.users += 1;
  let held = true;
  const release = (): void => {
    if (!held) return;
    held = false;
    entry.users -= 1;
    if (entry.users === 0 && entries.get(key) === entry) entries.delete(key);
  };
  try {
    return { value: await entry.still, release };
  } catch (error) {
    release();
    throw error;
  }
}

async function load(path: string, module: WebAssembly.Module, width: number, height: number): Promise<Still> {
  return openStill(readPack(await readFile(path).catch(unreadable)), module, width, height);
}

/** Says why without the path, which callers of an API have no business with. */
function unreadable(error: NodeJS.ErrnoException): never {
  throw new PackError(null, `its file cannot be read (${error.code ?? error.message})`);
}
