import { randomBytes } from 'node:crypto';
import {
  ApiError,
  AVATAR_FROM,
  AVATAR_STATUS,
  AVATAR_URL_FROM,
  type AvatarCreateRequest,
  type AvatarDeleted,
  type AvatarListQuery,
} from '@avatarium/contract';
import type { FileLibrary } from '../files/library.js';
import { RefusedUrlError } from '../net/index.js';
import type { Clock } from '../sessions/clock.js';
import type { AvatarRow, AvatarStore } from '../storage/avatar-port.js';
import type { AvatarCatalog, BuiltInAvatar } from './catalog.js';
import type { AvatarProgress } from './import/importer.js';

/** Avatars that one account may have made; every one of them is work and space. */
const MAX_PER_ACCOUNT = 500;

/** Where all avatars run. */
export const AVATAR_PLATFORM = 'open';

/** Of links that lead straight to media, though the caller says that they lead to a page. */
const MEDIA_PATH = /\.(?:mp4|m4v|mov|webm|jpe?g|png|webp|avatar)$/i;

export interface AvatarServiceDeps {
  catalog: AvatarCatalog;
  avatars: AvatarStore;
  importer: {
    wake(): Promise<void>;
    cancel(id: string): Promise<void>;
    progressOf(id: string): AvatarProgress | null;
  };
  files: Pick<FileLibrary, 'removeBytes' | 'pathOf'>;
  /** Drops what has been decoded of a pack. */
  forgetFrames(packPath: string): Promise<void>;
  /** Throws RefusedUrlError for a source that must not be read. */
  checkUrl(url: string, accountId: string): Promise<void>;
  clock: Clock;
}

/** Whose avatar it becomes. */
export interface AvatarMaker {
  accountId: string;
  /** Whose webhook is told; null for none. */
  keyId: string | null;
}

/** An avatar that sessions can use. */
export interface ReadyAvatar {
  row: AvatarRow;
  packFileId: string;
  packPath: string;
}

/** An avatar of either kind, as it was found. */
export type FoundAvatar = { builtIn: BuiltInAvatar; askedFor: string | null } | { own: AvatarRow };

/** What the API does with avatars: those that came with the server, and those that accounts make. */
export class AvatarService {
  readonly #deps: AvatarServiceDeps;

  constructor(deps: AvatarServiceDeps) {
    this.#deps = deps;
  }

  /**
   * Notes an avatar that is to be made, and sets to work on it.
   *
   * @throws ApiError 1003, 1222 for an avatar_id that is taken, 1223 for too many
   */
  async create(request: AvatarCreateRequest, maker: AvatarMaker): Promise<AvatarRow> {
    const { catalog, avatars, clock } = this.#deps;
    const { accountId, keyId } = maker;
    const { avatar_id: avatarId, url, name, consent, licence } = request;
    if (request.url_from === AVATAR_URL_FROM.page && !MEDIA_PATH.test(URL.parse(url)?.pathname ?? '')) {
      throw ApiError.parameter(
        'url_from',
        '2 is for pages that show a video, which this server does not read; give the link of the media itself',
      );
    }
    if (catalog.find(avatarId)) {
      throw new ApiError('resourceExists', `avatar_id: there is a built-in avatar "${avatarId}"`);
    }
    try {
      await this.#deps.checkUrl(url, accountId);
    } catch (error) {
      throw error instanceof RefusedUrlError ? ApiError.parameter('url', error.message) : error;
    }
    const createdAt = clock.nowMs();
    const row = await avatars.insert(
      {
        id: randomBytes(12).toString('hex'),
        accountId,
        keyId,
        avatarId,
        name,
        sourceUrl: url,
        consent: consent ? { ...consent, givenAt: createdAt } : null,
        licence: licence ?? null,
        createdAt,
      },
      MAX_PER_ACCOUNT,
    );
    if (row === 'exists') {
      throw new ApiError('resourceExists', `avatar_id: there is an avatar "${avatarId}" already`);
    }
    if (row === 'full') {
      throw new ApiError(
        'uploadLimitExceeded',
        `An account may have ${MAX_PER_ACCOUNT} avatars; delete some first`,
      );
    }
    void this.#deps.importer.wake();
    return row;
  }

  /** By avatar_id, alias or the object's own id. @throws ApiError 1008 */
  async find(id: string, accountId: string): Promise<FoundAvatar> {
    const builtIn = this.#deps.catalog.find(id);
    if (builtIn) {
      // Asked for by an alias, it answers to that name.
      return { builtIn, askedFor: id === builtIn.objectId ? null : id };
    }
    const own = await this.#deps.avatars.find(accountId, id);
    if (!own) {
      throw missing(id);
    }
    return { own };
  }

  /** Those that came with the server first, then the account's own, newest first. */
  async list(query: AvatarListQuery, accountId: string): Promise<{ count: number; found: FoundAvatar[] }> {
    const { page, size, platform, from, status, name } = query;
    if (platform !== undefined && platform !== AVATAR_PLATFORM) {
      return { count: 0, found: [] };
    }
    const wanted = name?.toLowerCase();
    const builtIn =
      from === AVATAR_FROM.user || (status !== undefined && status !== AVATAR_STATUS.success)
        ? []
        : this.#deps.catalog
            .list()
            .filter((avatar) => wanted === undefined || avatar.name.toLowerCase().includes(wanted));
    const offset = (page - 1) * size;
    const first = builtIn.slice(offset, offset + size).map((avatar) => ({ builtIn: avatar, askedFor: null }));
    if (from === AVATAR_FROM.official) {
      return { count: builtIn.length, found: first };
    }
    const own = await this.#deps.avatars.list(accountId, {
      status,
      name,
      offset: Math.max(0, offset - builtIn.length),
      limit: size - first.length,
    });
    return {
      count: builtIn.length + own.count,
      found: [...first, ...own.rows.map((row) => ({ own: row }))],
    };
  }

  /** Deletes an avatar with its media, its import too if that goes on. @throws ApiError 1008 or 1009 */
  async delete(id: string, accountId: string): Promise<AvatarDeleted> {
    if (this.#deps.catalog.find(id)) {
      throw new ApiError('permissionDenied', `"${id}" is a built-in avatar, which cannot be deleted`);
    }
    const row = await this.#deps.avatars.delete(accountId, id);
    if (!row) {
      throw missing(id);
    }
    await this.#deps.importer.cancel(row.id);
    for (const fileId of [row.mediaFileId, row.thumbnailFileId, row.packFileId]) {
      if (fileId !== null) {
        await this.#deps.files.removeBytes(fileId);
      }
    }
    if (row.packFileId !== null) {
      await this.#deps.forgetFrames(this.#deps.files.pathOf(row.packFileId));
    }
    return { _id: row.id, avatar_id: row.avatarId };
  }

  /** How far an avatar is that is being made; null when that is not known here. */
  progressOf({ id, status }: AvatarRow): AvatarProgress | null {
    return status === AVATAR_STATUS.processing ? this.#deps.importer.progressOf(id) : null;
  }

  /**
   * An avatar that an account has made, and where its pack lies.
   *
   * @throws ApiError 1105 while it is being made; 1008 when there is none, and when it could not be made
   */
  async ready(id: string, accountId: string): Promise<ReadyAvatar> {
    const own = await this.#deps.avatars.find(accountId, id);
    switch (own?.status) {
      case AVATAR_STATUS.queueing:
      case AVATAR_STATUS.processing:
        throw new ApiError('avatarProcessing', `avatar_id: "${id}" is still being made`);
      case AVATAR_STATUS.failed:
        throw new ApiError(
          'contentNotFound',
          `avatar_id: "${id}" could not be made: ${own.error?.msg ?? 'unknown'}`,
        );
    }
    if (!own?.packFileId) {
      throw missing(id);
    }
    return { row: own, packFileId: own.packFileId, packPath: this.#deps.files.pathOf(own.packFileId) };
  }

  /** The same, for whoever wants the file. @throws ApiError 1009 for a built-in avatar, 1008, 1105 */
  async pack(id: string, accountId: string): Promise<ReadyAvatar> {
    if (this.#deps.catalog.find(id)) {
      throw new ApiError('permissionDenied', `"${id}" is a built-in avatar, which is no file`);
    }
    return this.ready(id, accountId);
  }
}

function missing(id: string): ApiError {
  return new ApiError('contentNotFound', `avatar_id: there is no avatar "${id}"`);
}
