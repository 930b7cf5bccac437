import { createHash } from 'node:crypto';
import { mkdir, readdir, rm, stat, statfs, utimes } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

/** Where decoded frames are kept, and how many bytes of them at most. */
export interface FrameCacheOptions {
  folder: string;
  /**
   * When not given: 4 GB, but not more than half of what the disk has free without them. What was used last is kept
   * whatever it takes.
   */
  maxBytes?: number;
  /** Whether a video is shown only once all of its frames are there: for who draws faster than time passes. */
  whole?: boolean;
}

const MAX_BYTES = 4 * 2 ** 30;
const EXTENSION = '.i420';
/** How names end of files that are yet to become files of frames: whoever writes one gives it its name at the end. */
export const UNFINISHED = '.part';

/** Names of files of frames of packs; see `framesName`. */
const PACK_FRAMES = /^[0-9a-f]{16}-.*\.i420$/;

/** For those who have no folder of their own. */
export function temporaryFrames(): FrameCacheOptions {
  return { folder: join(tmpdir(), `avatarium-frames-${userInfo().uid}`) };
}

/** What the names of all files of frames begin with that are made of the pack at a path. */
export function framesName(packPath: string): string {
  return createHash('sha256').update(packPath).digest('hex').slice(0, 16);
}

/**
 * The path of the file that frames of one source and size are kept in, made the last one used. Others that were not
 * used for longest are removed when all together, and `moreBytes`, grow too large; who has them open keeps them.
 */
export async function claimFrames(options: FrameCacheOptions, name: string, moreBytes = 0): Promise<string> {
  await mkdir(options.folder, { recursive: true, mode: 0o700 });
  const path = join(options.folder, `${name}${EXTENSION}`);
  const now = new Date();
  await utimes(path, now, now).catch(() => {});
  await makeRoom(options, path, moreBytes);
  return path;
}

/**
 * Removes what a process left that was killed: files that were never finished, and frames of packs that are at none
 * of these paths. Nobody may be writing any.
 */
export async function sweepFrames(options: FrameCacheOptions, packPaths: readonly string[]): Promise<void> {
  const { folder } = options;
  const packs = new Set(packPaths.map(framesName));
  const isLeft = (name: string): boolean =>
    name.endsWith(UNFINISHED) || (PACK_FRAMES.test(name) && !packs.has(name.split('-', 1).join('')));
  const left = (await readdir(folder).catch(() => [])).filter(isLeft);
  await Promise.all(left.map((name) => rm(join(folder, name), { force: true })));
  await makeRoom(options, null, 0);
}

/** Removes the frames of the pack at a path, which may be gone itself, as far as there are any. */
export async function forgetFrames({ folder }: FrameCacheOptions, packPath: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  const gone = names.filter(
    (name) => name.startsWith(`${framesName(packPath)}-`) && name.endsWith(EXTENSION),
  );
  await Promise.all(gone.map((name) => rm(join(folder, name), { force: true })));
}

async function makeRoom(
  { folder, maxBytes }: FrameCacheOptions,
  kept: string | null,
  moreBytes: number,
): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  const files = await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      const found = await stat(path).catch(() => null);
      return { path, usedAt: found?.mtimeMs ?? 0, bytes: (found?.blocks ?? 0) * 512 };
    }),
  );
  let total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const most = (maxBytes ?? Math.min(MAX_BYTES, (total + (await freeBytes(folder))) / 2)) - moreBytes;
  for (const { path, bytes } of files.sort((a, b) => a.usedAt - b.usedAt)) {
    if (total <= most) return;
    if (path === kept || !path.endsWith(EXTENSION)) continue;
    await rm(path, { force: true });
    total -= bytes;
  }
}

async function freeBytes(folder: string): Promise<number> {
  const found = await statfs(folder).catch(() => null);
  return found ? found.bavail * found.bsize : Infinity;
}
