import { mkdir, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { type CatalogueEntry, type Download, downloadBytes, thisSystem } from '../catalogue.js';
import { DOWNLOADS, hashOf, type ModelStore } from '../store.js';
import { unpack } from './archives.js';
import { download } from './download.js';
import { diskError, PullError } from './errors.js';
import { make } from './make.js';
import { addressOf, type PackageIndexes } from './sources.js';

/** Where files come from: the packages' own indexes, a folder or a web server that has them all side by side. */
export type Supply = { indexes: PackageIndexes } | { folder: string } | { mirror: string };

export interface PullOptions {
  supply: Supply;
  /** Bytes that are there of all that is fetched for the model. */
  onProgress?: (bytes: number) => void;
  /** What follows the fetching. */
  onStep?: (step: string) => void;
  signal?: AbortSignal;
}

/** Files, what is made of them, and what is unpacked on the way. */
const SPACE_TIMES = 4;

/**
 * Installs one model; what it needs is not looked at. Whatever goes wrong, the store has the model whole or as it was
 * before; what was fetched is kept for the next try.
 *
 * @throws PullError with one line for the operator
 */
export async function pull(entry: CatalogueEntry, store: ModelStore, options: PullOptions): Promise<void> {
  const system = thisSystem();
  if (entry.systems && !entry.systems.includes(system)) {
    throw new PullError(
      `${entry.name}: is not made for this system (${system}), but for ${entry.systems.join(', ')}`,
    );
  }
  let staged: string | undefined;
  try {
    const downloads = join(store.folder, DOWNLOADS);
    await mkdir(downloads, { recursive: true });
    await requireSpace(store.folder, downloadBytes(entry) * SPACE_TIMES);
    staged = await store.stage(entry.name);
    const fetched: string[] = [];
    let done = 0;
    for (const wanted of entry.downloads) {
      const before = done;
      const onProgress = (bytes: number) => options.onProgress?.(before + bytes);
      const file = await supplied(wanted, downloads, { ...options, onProgress });
      done += wanted.bytes;
      options.onProgress?.(done);
      const takes = wanted.take.filter(({ systems }) => !systems || systems.includes(system));
      await unpack(file, wanted.file, takes, staged);
      fetched.push(file);
    }
    if (entry.make) {
      options.onStep?.('putting it together');
      await make(entry.make, staged);
    }
    await store.install(staged, entry.name, entry.licence);
    for (const file of fetched) if (file.startsWith(downloads)) await rm(file, { force: true });
  } catch (error) {
    throw diskError(error, store.folder);
  } finally {
    if (staged) await rm(staged, { recursive: true, force: true });
  }
}

async function supplied(wanted: Download, downloads: string, options: PullOptions): Promise<string> {
  const { supply, signal, onProgress } = options;
  if ('folder' in supply) {
    const file = join(supply.folder, wanted.file);
    const hash = await hashOf(file).catch(() => undefined);
    if (hash === undefined) throw new PullError(`${supply.folder}: has no ${wanted.file}`);
    if (hash !== wanted.sha256) {
      throw new PullError(`${file}: is not the file that the catalogue names (its checksum is another)`);
    }
    return file;
  }
  const file = join(downloads, wanted.file);
  const address =
    'mirror' in supply
      ? `${supply.mirror.replace(/\/+$/, '')}/${wanted.file}`
      : await addressOf(wanted, supply.indexes, signal);
  await download(address, file, wanted, { onProgress, signal });
  return file;
}

async function requireSpace(folder: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize < bytes) {
    throw new PullError(
      `${folder}: ${Math.ceil(bytes / 1e6)} MB are needed there, ${Math.floor((bavail * bsize) / 1e6)} are free`,
    );
  }
}
