import { copyFile, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type AvatarPack, PackError, readPack } from '@avatarium/puppet/pack';
import { FILES_FOLDER } from '../composition/avatars.js';
import type { Settings } from '../config/settings.js';
import { StartError } from '../config/start-error.js';

/** Where the server keeps files. */
export function filesFolder(settings: Settings): string {
  return join(resolve(settings.DATA_DIR), FILES_FOLDER);
}

/** @throws StartError that names the file */
export async function readPackFile(file: string): Promise<AvatarPack> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new StartError(`${file}: ${error.code === 'ENOENT' ? 'there is no such file' : error.message}`);
  });
  try {
    return readPack(bytes);
  } catch (error) {
    throw error instanceof PackError ? new StartError(`${file}: ${error.message}`) : error;
  }
}

/**
 * @param how `named`: the one of the two that the operator knows
 * @throws StartError that names it
 */
export async function copy(from: string, to: string, how: { named: string; mode?: number }): Promise<void> {
  try {
    await copyFile(from, to, how.mode);
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new StartError(`${how.named}: cannot be copied (${reason})`);
  }
}
