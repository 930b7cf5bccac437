import { createHash } from 'node:crypto';
import { mkdir, readdir, rm, stat, utimes } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

/** Where decoded frames are kept, and how many bytes of them at most. */
export interface FrameCacheOptions {
  folder: string;
  /** 4 GB when not given; what was used last is kept whatever it takes. */
  maxBytes?: number;
  /** Whether a video is shown only once all of its frames are there: for who draws faster than time passes. */
  whole?: boolean;
}

const MAX_BYTES = 4 * 2 ** 30;
const EXTENSION = '.i420';

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
 * used for longest are removed when all together grow too large; who has them open keeps them.
 */
export async function claimFrames(options: FrameCacheOptions, name: string): Promise<string> {
  await mkdir(options.folder, { recursive: true, mode: 0o700 });
  const path = join(options.folder, `${name}${EXTENSION}`);
  const now = new Date();
  await utimes(path, now, now).catch(() => {});
  await makeRoom(options, path);
  return path;
}

/** Removes the frames of the pack at a path, which may be gone itself, as far as there are any. */
export async function forgetFrames({ folder }: FrameCacheOptions, packPath: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  const gone = names.filter(
    (name) => name.startsWith(`${framesName(packPath)}-`) && name.endsWith(EXTENSION),
  );
  await Promise.all(gone.map((name) => rm(join(folder, name), { force: true })));
}

async function makeRoom({ folder, maxBytes = MAX_BYTES }: FrameCacheOptions, kept: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(EXTENSION));
  const files = await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      const found = await stat(path).catch(() => null);
      return { path, usedAt: found?.mtimeMs ?? 0, bytes: (found?.blocks ?? 0) * 512 };
    }),
  );
  let total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  for (const { path, bytes } of files.sort((a, b) => a.usedAt - b.usedAt)) {
    if (total <= maxBytes) return;
    if (path === kept) continue;
    await rm(path, { force: true });
    total -= bytes;
  }
}
