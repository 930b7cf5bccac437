import { randomBytes } from 'node:crypto';
import { lstat, open } from 'node:fs/promises';
import { ApiError } from '@avatarium/contract';
import type { Clock } from '../sessions/clock.js';
import type { FileRow, FileStore } from '../storage/file-port.js';
import { fileName } from './file-name.js';
import { MAX_SNIFFED_BYTES, sniffMedia } from './media-kind.js';
import { type FileVault, ID_FORM, OversizeError, type Received } from './vault.js';

/** Uploads of one account that may come in at once. */
const MAX_UPLOADS_AT_ONCE = 4;
/** Ids that are looked up at once when the folder is compared with the table. */
const SWEEP_BATCH = 500;

const TYPE_FORM = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,63}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,63}$/;
const UNKNOWN_TYPE = 'application/octet-stream';

export interface FileLimits {
  maxFileBytes: number;
  maxAccountBytes: number;
}

/** Takes the bytes of an upload in. */
export type ReceiveUpload = (source: AsyncIterable<Uint8Array>) => Promise<Received>;

/** An upload that has come in whole. */
export interface Upload {
  received: Received;
  name: string | undefined;
  /** As the caller has it, parameters and all. */
  contentType: string | undefined;
}

/** An upload that another part of the server wants to read. */
export interface ReadableUpload {
  path: string;
  contentType: string;
  name: string;
  sizeBytes: number;
}

/** Finds an account's upload. Rejects with an ApiError 1008 when there is none. */
export type ReadUpload = (accountId: string, id: string) => Promise<ReadableUpload>;

/** The files of all accounts: rows in storage, bytes in the vault. */
export class FileLibrary {
  readonly #store: FileStore;
  readonly #vault: FileVault;
  readonly #clock: Clock;
  readonly limits: FileLimits;
  readonly #uploading = new Map<string, number>();

  constructor(deps: { store: FileStore; vault: FileVault; clock: Clock; limits: FileLimits }) {
    this.#store = deps.store;
    this.#vault = deps.vault;
    this.#clock = deps.clock;
    this.limits = deps.limits;
  }

  /** Removes bytes that no row names: what a process left that was killed between the two. Before any upload. */
  async sweep(): Promise<number> {
    const ids = await this.#vault.ids();
    let removed = 0;
    for (let at = 0; at < ids.length; at += SWEEP_BATCH) {
      const batch = ids.slice(at, at + SWEEP_BATCH);
      const known = await this.#store.existing(batch);
      for (const id of batch.filter((one) => !known.has(one))) {
        await this.#vault.remove(id);
        removed += 1;
      }
    }
    return removed;
  }

  /**
   * Takes an upload in: `read` reads the request, handing the file's bytes to what it is given. The row is
   * written last, so that a file that is listed is whole.
   *
   * @throws ApiError 1005 for too many at once, 1220 for one that breaks off or is empty, 1223 for one that is
   * too large, by itself or for the account
   */
  async upload(accountId: string, read: (receive: ReceiveUpload) => Promise<Upload>): Promise<FileRow> {
    return this.#inTurn(accountId, async () => {
      const room = await this.roomFor(accountId);
      const waiting: string[] = [];
      try {
        const { received, name, contentType } = await read(async (source) => {
          const taken = await this.#receive(source, room);
          waiting.push(taken.path);
          return taken;
        });
        if (received.sizeBytes === 0) {
          throw new ApiError('uploadError', 'file: is empty');
        }
        const row: FileRow = {
          ...this.newRow(accountId, received.sizeBytes, await this.#typeOf(received.path, contentType)),
          name: fileName(name),
        };
        await this.#vault.keep(received.path, row.id);
        if (!(await this.#store.insert(row, this.limits.maxAccountBytes))) {
          await this.#vault.remove(row.id);
          throw this.full();
        }
        return row;
      } finally {
        await Promise.all(waiting.map((path) => this.#vault.discard(path)));
      }
    });
  }

  /** The longest file that the account may add now, in bytes. @throws ApiError 1223 when there is no room at all */
  async roomFor(accountId: string): Promise<number> {
    const left = this.limits.maxAccountBytes - (await this.#store.usedBytes(accountId));
    if (left <= 0) {
      throw this.full();
    }
    return Math.min(left, this.limits.maxFileBytes);
  }

  /** 1223: what an account may have is used up. */
  full(): ApiError {
    const limit = megabytes(this.limits.maxAccountBytes);
    return new ApiError(
      'uploadLimitExceeded',
      `file: all files of the account may take ${limit} (see MAX_STORED_MB); delete some first`,
    );
  }

  /** A row, not yet stored, for bytes that are about to be kept under its id. */
  newRow(accountId: string, sizeBytes: number, contentType: string): FileRow {
    return {
      id: randomBytes(12).toString('hex'),
      accountId,
      name: '',
      contentType,
      sizeBytes,
      createdAt: this.#clock.nowMs(),
    };
  }

  async list(accountId: string, query: { page: number; size: number; name?: string | undefined }) {
    const [{ count, rows }, used] = await Promise.all([
      this.#store.list(accountId, {
        name: query.name,
        offset: (query.page - 1) * query.size,
        limit: query.size,
      }),
      this.#store.usedBytes(accountId),
    ]);
    return { count, rows, used, limit: this.limits.maxAccountBytes };
  }

  /** @throws ApiError 1008 */
  async delete(accountId: string, id: string): Promise<void> {
    if (!ID_FORM.test(id) || !(await this.#store.delete(accountId, id))) {
      throw missing(id);
    }
    await this.#vault.remove(id);
  }

  /** What an avatar shows, and where; null when there is none. */
  async shown(id: string): Promise<{ file: FileRow; directory: string } | null> {
    const file = ID_FORM.test(id) ? await this.#store.findShown(id) : null;
    return file && { file, directory: this.#vault.directory };
  }

  /** A file that somebody has put into the waiting room, to be taken in and then discarded. */
  takeIncoming(name: string): { path: string; discard(): Promise<void> } {
    const path = this.#vault.waitingPath(name);
    return { path, discard: () => this.#vault.discard(path) };
  }

  /** Where the bytes of a file lie. */
  pathOf(id: string): string {
    return this.#vault.pathOf(id);
  }

  /** Removes the bytes of a file whose row is gone. */
  async removeBytes(id: string): Promise<void> {
    await this.#vault.remove(id);
  }

  readonly read: ReadUpload = async (accountId, id) => {
    const row = ID_FORM.test(id) ? await this.#store.find(accountId, id) : null;
    if (!row) {
      throw missing(id);
    }
    const path = this.#vault.pathOf(row.id);
    const stat = await lstat(path).catch(() => null);
    if (!stat?.isFile()) {
      throw missing(id);
    }
    return { path, contentType: row.contentType, name: row.name, sizeBytes: row.sizeBytes };
  };

  async #inTurn<T>(accountId: string, action: () => Promise<T>): Promise<T> {
    const running = this.#uploading.get(accountId) ?? 0;
    if (running >= MAX_UPLOADS_AT_ONCE) {
      throw new ApiError('tooManyRequests', `No more than ${MAX_UPLOADS_AT_ONCE} uploads at a time`);
    }
    this.#uploading.set(accountId, running + 1);
    try {
      return await action();
    } finally {
      const left = (this.#uploading.get(accountId) ?? 1) - 1;
      if (left === 0) {
        this.#uploading.delete(accountId);
      } else {
        this.#uploading.set(accountId, left);
      }
    }
  }

  async #receive(source: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Received> {
    try {
      return await this.#vault.receive(source, maxBytes);
    } catch (error) {
      if (error instanceof OversizeError) {
        throw maxBytes < this.limits.maxFileBytes
          ? this.full()
          : new ApiError(
              'uploadLimitExceeded',
              `file: is larger than ${megabytes(maxBytes)} (see MAX_UPLOAD_MB)`,
            );
      }
      if ((error as NodeJS.ErrnoException).code === 'ENOSPC') {
        throw new ApiError('uploadLimitExceeded', 'file: the disk of the server is full', { cause: error });
      }
      throw error instanceof ApiError
        ? error
        : new ApiError('uploadError', 'file: the upload broke off', { cause: error });
    }
  }

  /** What the bytes say they are, before what the caller says. */
  async #typeOf(path: string, declared: string | undefined): Promise<string> {
    const file = await open(path, 'r');
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(MAX_SNIFFED_BYTES), 0, MAX_SNIFFED_BYTES, 0);
      const media = sniffMedia(buffer.subarray(0, bytesRead));
      if (media.kind !== 'other') {
        return media.contentType;
      }
    } finally {
      await file.close();
    }
    const type = (declared ?? '').split(';', 1).join('').trim().toLowerCase();
    return TYPE_FORM.test(type) ? type : UNKNOWN_TYPE;
  }
}

function missing(id: string): ApiError {
  return new ApiError('contentNotFound', `There is no file "${id.slice(0, 64)}"`);
}

function megabytes(bytes: number): string {
  return `${Math.round((bytes / 2 ** 20) * 100) / 100} MB`;
}
