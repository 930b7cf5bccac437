import { open, stat } from 'node:fs/promises';
import { ApiError } from '@avatarium/contract';
import { fileIdOf } from '../../files/caller-media.js';
import type { FileLibrary } from '../../files/library.js';
import { MAX_SNIFFED_BYTES, type SniffedMedia, sniffMedia } from '../../files/media-kind.js';
import type { FileVault, Received } from '../../files/vault.js';
import {
  FetchFailedError,
  guardedStream,
  RefusedUrlError,
  TooLargeError,
  type UrlAllowlist,
  WrongTypeError,
} from '../../net/index.js';
import type { AvatarOutcome, AvatarRow } from '../../storage/avatar-port.js';
import type { FileRow } from '../../storage/file-port.js';
import { inspectImage } from './image.js';
import { ImportError } from './rules.js';
import { inspectVideo } from './video.js';

const FETCH_TIMEOUT_MS = 180_000;
/** What servers call portraits and videos; the bytes decide. */
const FETCHED_TYPES = [
  'image/',
  'video/',
  'application/mp4',
  'application/octet-stream',
  'binary/octet-stream',
  '',
];
const THUMBNAIL_TYPE = 'image/jpeg';

export interface ImportDeps {
  vault: FileVault;
  library: FileLibrary;
  allowlist: UrlAllowlist;
  /** Ids of the avatars that there are without importing any. */
  builtIn: readonly string[];
}

/** Carries one avatar's media from its source to its place, checked on the way. */
export class ImportJob {
  readonly #row: AvatarRow;
  readonly #deps: ImportDeps;
  readonly #signal: AbortSignal;
  /** In the waiting room, to be removed whatever happens. */
  readonly #waiting: string[] = [];

  constructor(row: AvatarRow, deps: ImportDeps, signal: AbortSignal) {
    this.#row = row;
    this.#deps = deps;
    this.#signal = signal;
  }

  /**
   * How it ends. The files of the outcome are in their place, without rows yet; should those never be stored,
   * `undo` removes them.
   *
   * @throws the signal's reason, or what is wrong with this machine
   */
  async run(): Promise<AvatarOutcome> {
    try {
      const { media, thumbnail } = await this.#import();
      const error = new ImportError(
        'processingError',
        'turning portraits and videos into avatars is not part of this release yet; the built-in presenters are ' +
          this.#deps.builtIn.join(', '),
      );
      return { status: 4, error: error.report, media, thumbnail };
    } catch (error) {
      this.#signal.throwIfAborted();
      const known = asImportError(error);
      if (!known) {
        throw error;
      }
      return { status: 4, error: known.report, media: null, thumbnail: null };
    } finally {
      await Promise.all(this.#waiting.map((path) => this.#deps.vault.discard(path)));
    }
  }

  /** Removes the files of an outcome that nobody wants any more. */
  async undo(outcome: AvatarOutcome): Promise<void> {
    for (const file of [outcome.media, outcome.thumbnail]) {
      if (file) {
        await this.#deps.vault.remove(file.id);
      }
    }
  }

  async #import(): Promise<{ media: FileRow; thumbnail: FileRow }> {
    const { path, sizeBytes } = await this.#takeIn();
    const kind = await this.#kindOf(path);
    const thumbnailPath = this.#deps.vault.waitingPath();
    this.#waiting.push(thumbnailPath);
    if (kind.kind === 'image') {
      await inspectImage(path, kind.contentType, thumbnailPath, this.#signal);
    } else {
      await inspectVideo(path, kind.demuxer, thumbnailPath, this.#signal);
    }
    const made = await stat(thumbnailPath).catch(() => null);
    if (!made || made.size === 0) {
      throw new ImportError('videoUnparsable', 'url: no picture could be taken from the media');
    }
    const media = await this.#keep(path, sizeBytes, kind.contentType);
    const thumbnail = await this.#keep(thumbnailPath, made.size, THUMBNAIL_TYPE);
    return { media, thumbnail };
  }

  /** Brings the source into the waiting room: a copy of the account's upload, or what its URL leads to. */
  async #takeIn(): Promise<Received> {
    const { vault, library, allowlist } = this.#deps;
    const { accountId, sourceUrl } = this.#row;
    const maxBytes = await library.roomFor(accountId);
    const uploadId = fileIdOf(sourceUrl);
    let received: Received;
    if (uploadId === null) {
      received = await guardedStream(
        sourceUrl,
        { allowlist, maxBytes, timeoutMs: FETCH_TIMEOUT_MS, types: FETCHED_TYPES, signal: this.#signal },
        (body) => vault.receive(body, maxBytes),
      );
    } else {
      const { sizeBytes } = await library.read(accountId, uploadId);
      if (sizeBytes > maxBytes) {
        throw new TooLargeError(`is larger than ${maxBytes} bytes`);
      }
      const path = await vault.copy(uploadId);
      if (path === null) {
        throw new ImportError('contentNotFound', `url: There is no file "${uploadId}"`);
      }
      received = { path, sizeBytes };
    }
    this.#waiting.push(received.path);
    return received;
  }

  async #kindOf(path: string): Promise<Exclude<SniffedMedia, { kind: 'other' }>> {
    const file = await open(path, 'r');
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(MAX_SNIFFED_BYTES), 0, MAX_SNIFFED_BYTES, 0);
      const kind = sniffMedia(buffer.subarray(0, bytesRead));
      if (kind.kind !== 'other') {
        return kind;
      }
      const what = kind.what ?? (bytesRead === 0 ? 'empty' : 'no media that is known here');
      throw new ImportError(
        'videoUnparsable',
        `url: what it leads to is ${what}; a video (MP4, MOV, WebM) or a portrait (JPEG, PNG, WebP) is needed`,
      );
    } finally {
      await file.close();
    }
  }

  async #keep(path: string, sizeBytes: number, contentType: string): Promise<FileRow> {
    const row = this.#deps.library.newRow(this.#row.accountId, sizeBytes, contentType);
    await this.#deps.vault.keep(path, row.id);
    return row;
  }
}

/** What its owner is told; null for what is no fault of the media. */
function asImportError(error: unknown): ImportError | null {
  if (error instanceof ImportError) {
    return error;
  }
  if (error instanceof RefusedUrlError) {
    return new ImportError('invalidParameter', `url: ${error.message}`);
  }
  if (error instanceof TooLargeError) {
    return new ImportError('videoTooLarge', `url: ${error.message}`);
  }
  if (error instanceof WrongTypeError) {
    return new ImportError('videoUnparsable', `url: ${error.message}`);
  }
  if (error instanceof FetchFailedError) {
    return new ImportError('uploadError', `url: ${error.message}`);
  }
  if (error instanceof ApiError) {
    // No room left in the account, or the upload was deleted meanwhile.
    const name = error.code === 1223 ? 'uploadLimitExceeded' : 'contentNotFound';
    return new ImportError(name, `url: ${error.message.replace(/^file: /, '')}`);
  }
  return null;
}
