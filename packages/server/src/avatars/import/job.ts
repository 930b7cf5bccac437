import { open } from 'node:fs/promises';
import { AVATAR_PACK_TYPE, type AvatarStep } from '@avatarium/contract';
import { CONTAINER_NAMES } from '@avatarium/importer/video';
import type { Logger } from 'pino';
import { fileIdOf } from '../../files/caller-media.js';
import type { FileLibrary } from '../../files/library.js';
import { MAX_SNIFFED_BYTES, type SniffedMedia, sniffMedia } from '../../files/media-kind.js';
import type { FileVault, Received } from '../../files/vault.js';
import { guardedStream, TooLargeError, type UrlAllowlist } from '../../net/index.js';
import type { AvatarOutcome, AvatarRow } from '../../storage/avatar-port.js';
import type { FileRow } from '../../storage/file-port.js';
import { asImportError, failure } from './failure.js';
import { inspectImage } from './image.js';
import { makeAvatar, writtenBytes } from './make-avatar.js';
import { ImportError } from './rules.js';
import { inspectVideo } from './video.js';

const FETCH_TIMEOUT_MS = 180_000;
/** What servers call portraits, videos and packs; the bytes decide. */
const FETCHED_TYPES = [
  'image/',
  'video/',
  'application/mp4',
  'application/ogg',
  AVATAR_PACK_TYPE,
  'application/zip',
  'application/octet-stream',
  'binary/octet-stream',
  '',
];
const THUMBNAIL_TYPE = 'image/jpeg';
/** Of the whole work. */
const FETCHED_AT = 0.05;

export interface ImportDeps {
  vault: FileVault;
  library: FileLibrary;
  allowlist: UrlAllowlist;
  log: Logger;
  /** How far an avatar is, from 0 to 1, and what goes on. */
  onProgress(id: string, part: number, step: AvatarStep): void;
}

type KnownMedia = Exclude<SniffedMedia, { kind: 'other' }>;

const SOURCE_KINDS = { image: 'portrait', video: 'video', pack: 'pack' } as const;

/** Makes one avatar of its media: fetches and checks it, has the pack made, and puts everything in its place. */
export class ImportJob {
  readonly #row: AvatarRow;
  readonly #deps: ImportDeps;
  readonly #signal: AbortSignal;
  /** In the waiting room, to be removed whatever happens. */
  readonly #waiting: string[] = [];
  /** Ids of files that are in their place. */
  readonly #kept: string[] = [];

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
      return await this.#import();
    } catch (error) {
      await this.#removeKept();
      this.#signal.throwIfAborted();
      const known = asImportError(error);
      if (!known) {
        throw error;
      }
      if (known.cause !== undefined) {
        this.#deps.log.warn(
          { avatar: this.#row.id, reason: known.cause },
          'the process that makes avatars broke',
        );
      }
      return failure(known);
    } finally {
      await Promise.all(this.#waiting.map((path) => this.#deps.vault.discard(path)));
    }
  }

  /** Removes the files of an outcome that nobody wants any more. */
  async undo(): Promise<void> {
    await this.#removeKept();
  }

  async #import(): Promise<AvatarOutcome> {
    const tell = (part: number, step: AvatarStep): void => this.#deps.onProgress(this.#row.id, part, step);
    tell(0, 'fetch');
    const { path, sizeBytes } = await this.#takeIn();
    tell(FETCHED_AT, 'check');
    const sniffed = await this.#kindOf(path);
    await this.#inspect(path, sniffed);
    const [pack, thumbnail, picture, paper] = [1, 2, 3, 4].map(() => this.#waitingPath()) as [
      string,
      string,
      string,
      string,
    ];
    const { name, licence, consent } = this.#row;
    const made = await makeAvatar(
      { kind: SOURCE_KINDS[sniffed.kind], source: path, pack, thumbnail, picture, name, licence, consent },
      { paper, signal: this.#signal, onProgress: tell },
    );
    // What an avatar shows of itself is a picture or a video, which a pack is not.
    const media =
      made.pictureType === null
        ? { path, sizeBytes, type: sniffed.contentType }
        : { path: picture, sizeBytes: await writtenBytes(picture), type: made.pictureType };
    const files = [
      media,
      { path: thumbnail, sizeBytes: await writtenBytes(thumbnail), type: THUMBNAIL_TYPE },
      { path: pack, sizeBytes: await writtenBytes(pack), type: AVATAR_PACK_TYPE },
    ] as const;
    const [mediaRow, thumbnailRow, packRow] = [
      await this.#keep(files[0]),
      await this.#keep(files[1]),
      await this.#keep(files[2]),
    ];
    const { quality } = made;
    return {
      status: 3,
      error: null,
      media: mediaRow,
      thumbnail: thumbnailRow,
      pack: packRow,
      quality,
      consent: made.consent,
      licence: made.licence,
    };
  }

  #waitingPath(): string {
    const path = this.#deps.vault.waitingPath();
    this.#waiting.push(path);
    return path;
  }

  /** What can be refused without making anything. */
  async #inspect(path: string, sniffed: KnownMedia): Promise<void> {
    if (sniffed.kind === 'image') {
      await inspectImage(path, sniffed.contentType);
    } else if (sniffed.kind === 'video') {
      await inspectVideo(path, this.#signal);
    }
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

  async #kindOf(path: string): Promise<KnownMedia> {
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
        `url: what it leads to is ${what}; a portrait (JPEG, PNG, WebP), a video (${CONTAINER_NAMES}) or an avatar pack is needed`,
      );
    } finally {
      await file.close();
    }
  }

  async #keep(file: { path: string; sizeBytes: number; type: string }): Promise<FileRow> {
    const row = this.#deps.library.newRow(this.#row.accountId, file.sizeBytes, file.type);
    this.#kept.push(row.id);
    await this.#deps.vault.keep(file.path, row.id);
    return row;
  }

  async #removeKept(): Promise<void> {
    for (const id of this.#kept.splice(0)) {
      await this.#deps.vault.remove(id);
    }
  }
}
