import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Ids of files. */
export const ID_FORM = /^[0-9a-f]{24}$/;

/** Where files of a vault wait until they are whole. */
export const waitingRoom = (directory: string): string => join(directory, 'incoming');

/** What a stream became: a file in the waiting room. */
export interface Received {
  path: string;
  sizeBytes: number;
}

/** A stream was longer than it may be. */
export class OversizeError extends Error {
  override readonly name = 'OversizeError';
}

/**
 * The bytes of files, each under its id in one folder. What comes in is written to a waiting room in that folder
 * and moved into place when it is whole, so that no file is ever seen half-written.
 */
export class FileVault {
  readonly directory: string;
  readonly #waiting: string;

  private constructor(directory: string) {
    this.directory = directory;
    this.#waiting = waitingRoom(directory);
  }

  /** Opens the folder, making it at first. What a killed process left in the waiting room is removed. */
  static async open(directory: string): Promise<FileVault> {
    const vault = new FileVault(directory);
    await mkdir(directory, { recursive: true, mode: 0o700 });
    await rm(vault.#waiting, { recursive: true, force: true });
    await mkdir(vault.#waiting, { mode: 0o700 });
    return vault;
  }

  /** A path in the waiting room: that nothing is at yet, or that has this name, which has the form of an id. */
  waitingPath(name = randomBytes(12).toString('hex')): string {
    if (!ID_FORM.test(name)) {
      throw new RangeError(`"${name}" is not the name of a waiting file`);
    }
    return join(this.#waiting, name);
  }

  /**
   * Writes a stream into the waiting room; nothing stays there when it breaks off.
   *
   * @throws OversizeError when it is longer than `maxBytes`
   */
  async receive(source: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Received> {
    const path = this.waitingPath();
    const file = await open(path, 'wx', 0o600);
    let sizeBytes = 0;
    try {
      try {
        for await (const chunk of source) {
          sizeBytes += chunk.length;
          if (sizeBytes > maxBytes) {
            throw new OversizeError(`is larger than ${maxBytes} bytes`);
          }
          await file.write(chunk);
        }
        await file.sync();
      } finally {
        await file.close();
      }
    } catch (error) {
      await this.discard(path);
      throw error;
    }
    return { path, sizeBytes };
  }

  /** A second name, in the waiting room, for the bytes of a file; null when they have just been removed. */
  async copy(id: string): Promise<string | null> {
    const path = this.waitingPath();
    try {
      await link(this.pathOf(id), path);
      return path;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
        return null;
      }
      throw error;
    }
  }

  /** Removes something from the waiting room. */
  async discard(path: string): Promise<void> {
    await rm(path, { force: true });
  }

  /** Moves something from the waiting room to its place. */
  async keep(path: string, id: string): Promise<void> {
    await rename(path, this.pathOf(id));
  }

  pathOf(id: string): string {
    if (!ID_FORM.test(id)) {
      throw new RangeError(`"${id}" is not the id of a file`);
    }
    return join(this.directory, id);
  }

  async remove(id: string): Promise<void> {
    await rm(this.pathOf(id), { force: true });
  }

  /** Ids of all files that are in their place. */
  async ids(): Promise<string[]> {
    return (await readdir(this.directory)).filter((name) => ID_FORM.test(name));
  }
}
