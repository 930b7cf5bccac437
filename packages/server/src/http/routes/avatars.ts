import {
  ApiError,
  AVATAR_FROM,
  AVATAR_PATHS,
  AVATAR_STATUS,
  AVATAR_TYPE,
  type Avatar,
  avatarDetailQuery,
  avatarListQuery,
} from '@avatarium/contract';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { AvatarCatalog, BuiltInAvatar } from '../../avatars/catalog.js';
import type { AccountRow } from '../../storage/account-port.js';
import type { Authenticate } from '../auth.js';
import { success } from '../envelope.js';
import type { Origins } from '../origin.js';
import { validate } from '../validate.js';
import { posterPath } from './media.js';

/** Where all built-in avatars run. */
const PLATFORM = 'open';

export function avatarRoutes(
  app: FastifyInstance,
  deps: {
    authenticate: Authenticate;
    avatars: AvatarCatalog;
    /** The voice that a presenter speaks with by itself. */
    voiceOf(avatarId: string): string;
    origins: Origins;
    /** When this installation got its built-in avatars, milliseconds since 1970. */
    installedAtMs: number;
  },
): void {
  const { authenticate, avatars } = deps;

  function present(avatar: BuiltInAvatar, account: AccountRow, request: FastifyRequest): Avatar {
    const poster = `${deps.origins.baseUrl(request)}${posterPath(avatar.avatarId)}`;
    return {
      _id: avatar.objectId,
      uid: account.uid,
      type: AVATAR_TYPE,
      from: AVATAR_FROM.official,
      avatar_id: avatar.avatarId,
      voice_id: deps.voiceOf(avatar.avatarId),
      name: avatar.name,
      url: poster,
      thumbnailUrl: poster,
      gender: avatar.gender,
      available: true,
      platform: PLATFORM,
      status: AVATAR_STATUS.success,
      create_time: deps.installedAtMs,
    };
  }

  app.get(AVATAR_PATHS.list, async (request) => {
    const { account } = await authenticate(request);
    const { page, size, platform } = validate(avatarListQuery, request.query);
    const all = platform === undefined || platform === PLATFORM ? avatars.list() : [];
    const result = all
      .slice((page - 1) * size, page * size)
      .map((avatar) => present(avatar, account, request));
    return success({ count: all.length, result });
  });

  for (const path of [AVATAR_PATHS.detail, AVATAR_PATHS.detailV3]) {
    app.get(path, async (request) => {
      const { account } = await authenticate(request);
      const { id } = validate(avatarDetailQuery, request.query);
      const avatar = avatars.find(id);
      if (!avatar) {
        throw new ApiError('contentNotFound', `avatar_id: there is no avatar "${id}"`);
      }
      const shown = present(avatar, account, request);
      // Asked for by an alias, it answers to that name.
      return success({ ...shown, avatar_id: id === avatar.objectId ? avatar.avatarId : id });
    });
  }
}
