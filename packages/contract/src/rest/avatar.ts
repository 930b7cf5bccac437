import { z } from 'zod';
import { objectId, pageQuery, timestampMs, unsetIfEmpty } from './common.js';

export const AVATAR_PATHS = {
  list: '/api/open/v4/liveAvatar/avatar/list',
  detail: '/api/open/v4/liveAvatar/avatar/detail',
  detailV3: '/api/open/v3/avatar/detail',
} as const;

export const AVATAR_TYPE = 2;
export const AVATAR_STATUS = { queueing: 1, processing: 2, success: 3, failed: 4 } as const;
/** Who made it. */
export const AVATAR_FROM = { official: 2, user: 3 } as const;

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
});
export type Avatar = z.infer<typeof avatar>;

export const avatarListQuery = pageQuery.extend({ platform: unsetIfEmpty(z.string()) });

export const avatarList = z.object({ count: z.int(), result: z.array(avatar) });
export type AvatarList = z.infer<typeof avatarList>;

const idOf = unsetIfEmpty(z.string());

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
