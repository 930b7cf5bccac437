import type { AVATAR_PATHS, AvatarCreateRequest, AvatarDeleted, AvatarList } from '@avatarium/contract';
import { type ApiRequest, call } from './client.js';
import { queryOf } from './paths.js';
import type { Avatar } from './types.js';

// By type only, as in endpoints.ts.
const paths: Pick<typeof AVATAR_PATHS, 'create' | 'list' | 'detail' | 'delete'> = {
  create: '/api/open/v3/avatar/create',
  list: '/api/open/v4/liveAvatar/avatar/list',
  detail: '/api/open/v4/liveAvatar/avatar/detail',
  delete: '/api/avatarium/v1/avatars',
};

export interface AvatarFilter {
  name?: string;
  /** Who made it: 2 came with the server, 3 is the account's own. */
  from?: 2 | 3;
  status?: 1 | 2 | 3 | 4;
}

export const avatarDetailRequest = (avatarId: string): ApiRequest => ({
  method: 'GET',
  path: paths.detail + queryOf({ avatar_id: avatarId }),
});

/** One page: built-in avatars first, then the account's own, newest first. */
export function listAvatarPage(
  page: { page: number; size: number },
  filter: AvatarFilter,
  signal?: AbortSignal,
): Promise<AvatarList> {
  return call({ method: 'GET', path: paths.list + queryOf({ ...page, ...filter }) }, signal);
}

/** @throws {ApiError} 1008 when there is none of this id. */
export const avatarDetail = (avatarId: string, signal?: AbortSignal): Promise<Avatar> =>
  call(avatarDetailRequest(avatarId), signal);

/** @throws {ApiError} 1003 with the field's name, 1222 when the id is taken. */
export const createAvatar = (
  body: Pick<AvatarCreateRequest, 'avatar_id' | 'name' | 'url' | 'consent'>,
): Promise<Avatar> => call({ method: 'POST', path: paths.create, body: { ...body, type: 2, url_from: 1 } });

/** Where the avatar's pack is to be had, with the page's cookie. */
export const avatarPackPath = (avatarId: string): string =>
  `${paths.delete}/${encodeURIComponent(avatarId)}/pack`;

export const deleteAvatar = (avatarId: string): Promise<AvatarDeleted> =>
  call({ method: 'DELETE', path: `${paths.delete}/${encodeURIComponent(avatarId)}` });
