import { readFile, stat } from 'node:fs/promises';
import { PackError } from '../pack/error.js';
import type { AvatarPack, Manifest } from '../pack/format.js';
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

/** By path and version of the file. */
const kinds = new Map<string, Manifest['kind']>();
const MAX_KINDS = 1000;

/** What a pack is made of. Rejects when its file cannot be read or holds no pack. */
export async function kindOf(source: PackSource): Promise<Manifest['kind']> {
  if (!('path' in source)) return source.manifest.kind;
  const key = `${source.path} ${await versionOf(source.path)}`;
  const known = kinds.get(key);
  if (known) return known;
  const { kind } = (await readPackFile(source.path)).manifest;
  if (kinds.size >= MAX_KINDS) kinds.clear();
  kinds.set(key, kind);
  return kind;
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
  const key = `${source.path} ${await versionOf(source.path)} ${width}×${height}`;
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
  return openStill(await readPackFile(path), module, width, height);
}

/** Differs when the file at a path has been replaced. */
export async function versionOf(path: string): Promise<string> {
  const { mtimeMs, size } = await stat(path).catch(unreadable);
  return `${mtimeMs} ${size}`;
}

/** Rejects with PackError when the file cannot be read or holds no pack. */
export async function readPackFile(path: string): Promise<AvatarPack> {
  return readPack(await readFile(path).catch(unreadable));
}

/** Says why without the path, which callers of an API have no business with. */
function unreadable(error: NodeJS.ErrnoException): never {
  throw new PackError(null, `its file cannot be read (${error.code ?? error.message})`);
}
