import { z } from 'zod';
import {
  errorReport,
  lineOfText,
  objectId,
  pageQuery,
  timestampMs,
  unsetIfEmpty,
  wholeNumber,
} from './common.js';

export const AVATAR_PATHS = {
  create: '/api/open/v3/avatar/create',
  list: '/api/open/v4/liveAvatar/avatar/list',
  detail: '/api/open/v4/liveAvatar/avatar/detail',
  detailV3: '/api/open/v3/avatar/detail',
  /** Ours; the id is a path segment or a query parameter. */
  delete: '/api/avatarium/v1/avatars',
} as const;

export const AVATAR_TYPE = 2;
export const AVATAR_STATUS = { queueing: 1, processing: 2, success: 3, failed: 4 } as const;
export type AvatarStatus = (typeof AVATAR_STATUS)[keyof typeof AVATAR_STATUS];
/** Who made it. */
export const AVATAR_FROM = { official: 2, user: 3 } as const;
/** What `url` of a request leads to: the media itself, or a page that shows it. */
export const AVATAR_URL_FROM = { media: 1, page: 2 } as const;

export const avatarCreateRequest = z.object({
  url: lineOfText(4096).min(1, 'is required'),
  avatar_id: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be 1 to 64 letters, digits, "_" or "-"'),
  name: lineOfText(100).trim().min(1, 'is required'),
  type: unsetIfEmpty(z.literal(AVATAR_TYPE, 'must be 2')),
  url_from: unsetIfEmpty(z.union([z.literal(1), z.literal(2)], 'must be 1 or 2')),
});
export type AvatarCreateRequest = z.infer<typeof avatarCreateRequest>;

export const avatar = z.object({
  _id: objectId,
  uid: z.int(),
  type: z.literal(AVATAR_TYPE),
  from: z.union([z.literal(2), z.literal(3)]),
  avatar_id: z.string(),
  voice_id: z.string(),
  name: z.string(),
  url: z.string(),
  thumbnailUrl: z.string(),
  gender: z.string(),
  available: z.boolean(),
  platform: z.string(),
  status: z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]),
  create_time: timestampMs,
  /** Why it failed; with status 4 only. */
  error: errorReport.optional(),
});
export type Avatar = z.infer<typeof avatar>;

export const avatarListQuery = pageQuery.extend({
  platform: unsetIfEmpty(z.string().max(64)),
  from: unsetIfEmpty(wholeNumber(AVATAR_FROM.official, AVATAR_FROM.user)),
  status: unsetIfEmpty(wholeNumber(AVATAR_STATUS.queueing, AVATAR_STATUS.failed)),
  /** Part of the name, in any case. */
  name: unsetIfEmpty(lineOfText(100)),
});
export type AvatarListQuery = z.infer<typeof avatarListQuery>;

export const avatarList = z.object({ count: z.int(), result: z.array(avatar) });
export type AvatarList = z.infer<typeof avatarList>;

const idOf = unsetIfEmpty(lineOfText(200));

/** By avatar_id, or by the object's own id on the older path; either name is taken on both. */
export const avatarDetailQuery = z
  .object({ avatar_id: idOf, id: idOf, _id: idOf })
  .transform((sent, context) => {
    const id = sent.avatar_id ?? sent.id ?? sent._id;
    if (id === undefined) {
      context.addIssue({ code: 'custom', path: ['avatar_id'], message: 'is required' });
      return z.NEVER;
    }
    return { id };
  });

export const avatarDeleted = z.object({ _id: objectId, avatar_id: z.string() });
export type AvatarDeleted = z.infer<typeof avatarDeleted>;
