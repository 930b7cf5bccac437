import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import {
  AVATAR_FROM,
  AVATAR_PACK_TYPE,
  AVATAR_PATHS,
  AVATAR_STATUS,
  AVATAR_TYPE,
  type Avatar,
  avatarCreateRequest,
  avatarDetailQuery,
  avatarIdQuery,
  avatarListQuery,
} from '@avatarium/contract';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { BuiltInAvatar } from '../../avatars/catalog.js';
import { AVATAR_PLATFORM, type AvatarService, type FoundAvatar } from '../../avatars/service.js';
import type { AccountRow } from '../../storage/account-port.js';
import type { AvatarRow } from '../../storage/avatar-port.js';
import type { Authenticate } from '../auth.js';
import { success } from '../envelope.js';
import type { Origins } from '../origin.js';
import { validate } from '../validate.js';
import { posterPath, shownFilePath } from './media.js';

export function avatarRoutes(
  app: FastifyInstance,
  deps: {
    authenticate: Authenticate;
    avatarService: AvatarService;
    /** The voice that an avatar speaks with by itself. */
    voiceOf(avatarId: string): string;
    origins: Origins;
    /** When this installation got its built-in avatars, milliseconds since 1970. */
    installedAtMs: number;
  },
): void {
  const { authenticate, avatarService } = deps;

  function presentBuiltIn(avatar: BuiltInAvatar, account: AccountRow, baseUrl: string): Avatar {
    const poster = `${baseUrl}${posterPath(avatar.avatarId)}`;
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
      platform: AVATAR_PLATFORM,
      status: AVATAR_STATUS.success,
      create_time: deps.installedAtMs,
    };
  }

  function presentOwn(avatar: AvatarRow, account: AccountRow, baseUrl: string): Avatar {
    const progress = avatarService.progressOf(avatar);
    const shown = (fileId: string | null) => (fileId === null ? null : `${baseUrl}${shownFilePath(fileId)}`);
    return {
      _id: avatar.id,
      uid: account.uid,
      type: AVATAR_TYPE,
      from: AVATAR_FROM.user,
      avatar_id: avatar.avatarId,
      voice_id: deps.voiceOf(avatar.avatarId),
      name: avatar.name,
      url: shown(avatar.mediaFileId) ?? avatar.sourceUrl,
      thumbnailUrl: shown(avatar.thumbnailFileId) ?? '',
      gender: '',
      available: avatar.status === AVATAR_STATUS.success,
      platform: AVATAR_PLATFORM,
      status: avatar.status,
      create_time: avatar.createdAt,
      error: avatar.error ?? undefined,
      progress: progress?.part,
      step: progress?.step,
      quality: avatar.quality,
      consent: avatar.consent && {
        statement: avatar.consent.statement,
        given_at: avatar.consent.givenAt,
      },
      licence: avatar.licence,
    };
  }

  function present(found: FoundAvatar, account: AccountRow, request: FastifyRequest): Avatar {
    const baseUrl = deps.origins.baseUrl(request);
    if ('own' in found) {
      return presentOwn(found.own, account, baseUrl);
    }
    const shown = presentBuiltIn(found.builtIn, account, baseUrl);
    return { ...shown, avatar_id: found.askedFor ?? shown.avatar_id };
  }

  app.post(AVATAR_PATHS.create, async (request) => {
    const { account, key } = await authenticate(request);
    const body = validate(avatarCreateRequest, request.body);
    const own = await avatarService.create(body, { accountId: account.id, keyId: key.id });
    return success(present({ own }, account, request));
  });

  app.get(AVATAR_PATHS.list, async (request) => {
    const { account } = await authenticate(request);
    const query = validate(avatarListQuery, request.query);
    const { count, found } = await avatarService.list(query, account.id);
    return success({ count, result: found.map((one) => present(one, account, request)) });
  });

  for (const [path, query] of [
    [AVATAR_PATHS.detail, avatarDetailQuery],
    [AVATAR_PATHS.detailV3, avatarIdQuery],
  ] as const) {
    app.get(path, async (request) => {
      const { account } = await authenticate(request);
      const { id } = validate(query, request.query);
      return success(present(await avatarService.find(id, account.id), account, request));
    });
  }

  app.get(AVATAR_PATHS.pack, async (request, reply) => {
    const { account } = await authenticate(request);
    const { id } = validate(avatarIdQuery, request.params);
    const { row, packPath } = await avatarService.pack(id, account.id);
    const { size } = await stat(packPath);
    return reply
      .type(AVATAR_PACK_TYPE)
      .header('content-length', size)
      .header('content-disposition', `attachment; filename="${row.avatarId}.avatar"`)
      .header('cache-control', 'no-store')
      .send(createReadStream(packPath));
  });

  const remove = async (request: FastifyRequest, sent: unknown) => {
    const { account } = await authenticate(request);
    const { id } = validate(avatarIdQuery, sent);
    return success(await avatarService.delete(id, account.id));
  };
  app.delete(AVATAR_PATHS.delete, (request) => remove(request, request.query));
  app.delete(`${AVATAR_PATHS.delete}/:id`, (request) => remove(request, request.params));
}
