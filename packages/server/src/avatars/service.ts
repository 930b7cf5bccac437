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
import { RefusedUrlError } from '../net/index.js';
import type { Clock } from '../sessions/clock.js';
import type { Caller } from '../storage/account-port.js';
import type { AvatarRow, AvatarStore } from '../storage/avatar-port.js';
import type { AvatarCatalog, BuiltInAvatar } from './catalog.js';

/** Avatars that one account may have made; every one of them is work and space. */
const MAX_PER_ACCOUNT = 500;

/** Where all avatars run. */
export const AVATAR_PLATFORM = 'open';

/** Of links that lead straight to media, though the caller says that they lead to a page. */
const MEDIA_PATH = /\.(?:mp4|m4v|mov|webm|jpe?g|png|webp)$/i;

export interface AvatarServiceDeps {
  catalog: AvatarCatalog;
  avatars: AvatarStore;
  importer: { wake(): Promise<void>; cancel(id: string): Promise<void> };
  /** Removes the bytes of a file whose row is gone. */
  removeFile(id: string): Promise<void>;
  /** Throws RefusedUrlError for a source that must not be read. */
  checkUrl(url: string, accountId: string): Promise<void>;
  clock: Clock;
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
  async create(request: AvatarCreateRequest, { account, key }: Caller): Promise<AvatarRow> {
    const { catalog, avatars, clock } = this.#deps;
    const { avatar_id: avatarId, url, name } = request;
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
      await this.#deps.checkUrl(url, account.id);
    } catch (error) {
      throw error instanceof RefusedUrlError ? ApiError.parameter('url', error.message) : error;
    }
    const row = await avatars.insert(
      {
        id: randomBytes(12).toString('hex'),
        accountId: account.id,
        keyId: key.id,
        avatarId,
        name,
        sourceUrl: url,
        createdAt: clock.nowMs(),
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
    for (const fileId of [row.mediaFileId, row.thumbnailFileId]) {
      if (fileId !== null) {
        await this.#deps.removeFile(fileId);
      }
    }
    return { _id: row.id, avatar_id: row.avatarId };
  }

  /** Why no session can be had with an id that is no built-in avatar's: 1105, or 1008. */
  async refusal(avatarId: string, accountId: string): Promise<ApiError> {
    const own = await this.#deps.avatars.find(accountId, avatarId);
    switch (own?.status) {
      case AVATAR_STATUS.queueing:
      case AVATAR_STATUS.processing:
        return new ApiError('avatarProcessing', `avatar_id: "${avatarId}" is still being made`);
      case AVATAR_STATUS.failed:
        return new ApiError(
          'contentNotFound',
          `avatar_id: "${avatarId}" could not be made: ${own.error?.msg ?? 'unknown'}`,
        );
      default:
        return missing(avatarId);
    }
  }
}

function missing(id: string): ApiError {
  return new ApiError('contentNotFound', `avatar_id: there is no avatar "${id}"`);
}
