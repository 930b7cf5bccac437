import { z } from 'zod';
import {
  AVATAR_PACK_TYPE,
  AVATAR_PATHS,
  avatar,
  avatarCreateRequest,
  avatarDeleted,
  avatarDetailQuery,
  avatarIdQuery,
  avatarList,
  avatarListQuery,
} from '../../rest/index.js';
import type { Operation } from '../operation.js';

const shared = { tag: 'Avatars', authenticated: true } as const;
const avatarReply = { data: avatar, description: 'The avatar' };
const deletedReply = { data: avatarDeleted, description: 'What was deleted' };

export const AVATAR_OPERATIONS: readonly Operation[] = [
  {
    ...shared,
    method: 'post',
    path: AVATAR_PATHS.create,
    operationId: 'createAvatar',
    summary: 'Create an avatar',
    description:
      'From a portrait, a video or an avatar pack. The work goes on in the background: look at `status`, or wait for a webhook. What is wrong with the media (too long, too large, not readable, …) is told in `error` of the avatar, with codes 1204 to 1210 and 1220; 1003 says that it can be read and is not what an avatar can be made of: no face in it, several, one that is too small or turned away.',
    body: { schema: avatarCreateRequest },
    reply: avatarReply,
    errors: ['resourceExists', 'uploadLimitExceeded'],
  },
  {
    ...shared,
    method: 'get',
    path: AVATAR_PATHS.list,
    operationId: 'listAvatars',
    summary: 'List avatars',
    query: avatarListQuery,
    reply: { data: avatarList, description: 'A page of avatars' },
    errors: [],
  },
  {
    ...shared,
    method: 'get',
    path: AVATAR_PATHS.detail,
    operationId: 'getAvatar',
    summary: 'Get an avatar',
    query: avatarDetailQuery,
    reply: avatarReply,
    errors: ['contentNotFound'],
  },
  {
    ...shared,
    method: 'get',
    path: AVATAR_PATHS.detailV3,
    operationId: 'getAvatarV3',
    summary: 'Get an avatar, by the older path',
    query: avatarIdQuery,
    reply: avatarReply,
    errors: ['contentNotFound'],
  },
  {
    ...shared,
    method: 'delete',
    path: `${AVATAR_PATHS.delete}/:id`,
    operationId: 'deleteAvatar',
    summary: 'Delete an avatar',
    description: 'With its media, and its import too if that goes on.',
    pathParameters: {
      id: { description: '`avatar_id` or `_id` of the avatar', schema: z.string().max(200) },
    },
    reply: deletedReply,
    errors: ['contentNotFound', 'permissionDenied'],
  },
  {
    ...shared,
    method: 'delete',
    path: AVATAR_PATHS.delete,
    operationId: 'deleteAvatarByQuery',
    summary: 'Delete an avatar, named in the query',
    query: avatarIdQuery,
    reply: deletedReply,
    errors: ['contentNotFound', 'permissionDenied'],
  },
  {
    ...shared,
    method: 'get',
    path: AVATAR_PATHS.pack,
    operationId: 'getAvatarPack',
    summary: 'Get an avatar as a file',
    description:
      'The pack of an avatar that the account has made: one file, of which any Avatarium makes the same avatar.',
    pathParameters: {
      id: { description: '`avatar_id` or `_id` of the avatar', schema: z.string().max(200) },
    },
    reply: {
      contentTypes: [AVATAR_PACK_TYPE],
      schema: z.string().describe('The bytes of the file'),
      description: 'The pack',
    },
    errors: ['contentNotFound', 'permissionDenied', 'avatarProcessing'],
  },
];
