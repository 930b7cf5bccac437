import { z } from 'zod';
import { AVATAR_STEPS, type AvatarStep } from '../avatar-steps.js';
import {
  aliasOf,
  errorReport,
  lineOfText,
  objectId,
  pageQuery,
  storableText,
  timestampMs,
  uid,
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
  /** Ours: the avatar as a file. `:id` stands for either id. */
  pack: '/api/avatarium/v1/avatars/:id/pack',
} as const;

/** What an avatar pack is sent as. */
export const AVATAR_PACK_TYPE = 'application/vnd.avatarium.avatar';

export const AVATAR_TYPE = 2;
export const AVATAR_STATUS = { queueing: 1, processing: 2, success: 3, failed: 4 } as const;
export type AvatarStatus = (typeof AVATAR_STATUS)[keyof typeof AVATAR_STATUS];
/** Who made it. */
export const AVATAR_FROM = { official: 2, user: 3 } as const;
/** What `url` of a request leads to: the media itself, or a page that shows it. */
export const AVATAR_URL_FROM = { media: 1, page: 2 } as const;

const consentStatement = storableText(2000).trim().min(1, 'is required');

export const avatarCreateRequest = z.object({
  url: lineOfText(4096)
    .min(1, 'is required')
    .meta({
      description:
        'A portrait (JPEG, PNG or WebP), a video of about a minute, or an avatar pack: a public URL, or `avatarium:file/<id>` of an upload',
      examples: ['https://example.com/portrait.jpg'],
    }),
  avatar_id: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be 1 to 64 letters, digits, "_" or "-"')
    .meta({ description: 'The name that sessions will ask for', examples: ['my_avatar'] }),
  name: lineOfText(100)
    .trim()
    .min(1, 'is required')
    .meta({ description: 'For people', examples: ['My avatar'] }),
  type: unsetIfEmpty(z.literal(AVATAR_TYPE, 'must be 2')).describe('Always 2'),
  url_from: unsetIfEmpty(z.literal([1, 2], 'must be 1 or 2')).meta({
    description:
      'What `url` leads to: 1 the media itself, 2 a page that shows it. Pages are not read: 2 is error 1003 unless the link is a media file all the same',
    valueNames: Object.keys(AVATAR_URL_FROM),
  }),
  consent: unsetIfEmpty(
    z
      .union(
        [consentStatement, z.object({ statement: consentStatement })],
        'must be a text of 1 to 2000 characters, or an object with such a statement',
      )
      .transform((sent) => (typeof sent === 'string' ? { statement: sent } : sent)),
  ).meta({
    description:
      'That the person who is seen agrees, in words. Kept with the avatar and its pack, with the time',
    examples: ['I am the person in the picture, and I agree.'],
  }),
  licence: unsetIfEmpty(lineOfText(1000).trim()).meta({
    description: 'Of the media: an SPDX expression, or words. Kept with the avatar and its pack',
    examples: ['CC-BY-4.0'],
  }),
});
export type AvatarCreateRequest = z.infer<typeof avatarCreateRequest>;

/** What an importer says of the avatar that it has made. */
export const avatarQuality = z.object({
  score: z
    .number()
    .min(0)
    .max(1)
    .meta({ description: '0 poor, 1 as good as it gets', examples: [0.8] }),
  advice: z
    .array(
      z.object({
        code: z.string().meta({ examples: ['mouth_open'] }),
        text: z.string().meta({ examples: ['The mouth is open: a neutral portrait works better'] }),
      }),
    )
    .describe('None of it is a must'),
});
export type AvatarQuality = z.infer<typeof avatarQuality>;

export const avatar = z.object({
  _id: objectId,
  uid,
  type: z.literal(AVATAR_TYPE).describe('Always 2'),
  from: z.literal([2, 3]).meta({
    description: '2 came with the server; 3 made by the account',
    valueNames: Object.keys(AVATAR_FROM),
  }),
  avatar_id: z.string().meta({ description: 'What sessions ask for', examples: ['ava'] }),
  voice_id: z.string().meta({
    description: 'The voice that it speaks with unless a session asks for another',
    examples: ['en-US-ava'],
  }),
  name: z.string().meta({ examples: ['Ava'] }),
  url: z.string().describe('Its portrait or video; of one that is not ready, where that is to come from'),
  thumbnailUrl: z.string().describe('A small picture; empty until there is one'),
  gender: z.string().meta({ examples: ['Female'] }),
  available: z.boolean().describe('True when sessions can use it'),
  platform: z.string().meta({ examples: ['open'] }),
  status: z.literal([1, 2, 3, 4]).meta({
    description: '1 queueing, 2 processing, 3 success: it can be used, 4 failed: see `error`',
    valueNames: Object.keys(AVATAR_STATUS),
    examples: [3],
  }),
  create_time: timestampMs,
  error: errorReport.optional().describe('Why it failed; with status 4 only'),
  progress: z
    .number()
    .min(0)
    .max(1)
    .optional()
    .meta({
      description: 'How far it is, from 0 to 1; with status 2 only, and only while that is known',
      examples: [0.4],
    }),
  step: z
    .enum(Object.keys(AVATAR_STEPS) as AvatarStep[])
    .optional()
    .meta({ description: 'What goes on just now; beside `progress`', examples: ['matte'] }),
  quality: avatarQuality
    .nullable()
    .optional()
    .describe('How good it is, and what would make it better; of those that the account has made'),
  consent: z
    .object({ statement: z.string(), given_at: timestampMs })
    .nullable()
    .optional()
    .describe('As it was given; null when nobody gave any'),
  licence: z.string().nullable().optional().describe('Of its media; null when nobody said'),
});
export type Avatar = z.infer<typeof avatar>;

export const avatarListQuery = pageQuery.extend({
  platform: unsetIfEmpty(z.string().max(64)).meta({
    description: 'All avatars run on `open`: any other platform has none',
    examples: ['open'],
  }),
  from: unsetIfEmpty(wholeNumber(AVATAR_FROM.official, AVATAR_FROM.user)).describe(
    '2 those that came with the server, 3 those of the account',
  ),
  status: unsetIfEmpty(wholeNumber(AVATAR_STATUS.queueing, AVATAR_STATUS.failed)).describe(
    'Only avatars of this status',
  ),
  name: unsetIfEmpty(lineOfText(100)).describe('Part of the name, in any case'),
});
export type AvatarListQuery = z.infer<typeof avatarListQuery>;

export const avatarList = z.object({
  count: z.int().describe('Of all pages'),
  result: z.array(avatar).describe("Those that came with the server, then the account's own, newest first"),
});
export type AvatarList = z.infer<typeof avatarList>;

const idOf = unsetIfEmpty(lineOfText(200));

/** By avatar_id, or by the object's own id on other paths; every name is taken on all of them. */
function idQuery(field: 'avatar_id' | 'id') {
  const other = idOf.meta(aliasOf(field));
  return z
    .object({
      avatar_id: other,
      id: other,
      _id: other,
      [field]: idOf.meta({ description: '`avatar_id` or `_id` of the avatar', examples: ['ava'] }),
    })
    .transform((sent: { avatar_id?: string; id?: string; _id?: string }, context) => {
      const id = sent.avatar_id ?? sent.id ?? sent._id;
      if (id === undefined) {
        context.addIssue({ code: 'custom', path: [field], message: 'is required' });
        return z.NEVER;
      }
      return { id };
    });
}
export const avatarDetailQuery = idQuery('avatar_id');
export const avatarIdQuery = idQuery('id');

export const avatarDeleted = z.object({ _id: objectId, avatar_id: z.string() });
export type AvatarDeleted = z.infer<typeof avatarDeleted>;
