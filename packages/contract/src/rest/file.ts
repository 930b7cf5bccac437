import { z } from 'zod';
import { aliasOf, lineOfText, objectId, pageQuery, timestampMs, unsetIfEmpty } from './common.js';

/** Uploads; the id of one that is to be deleted is a path segment or a query parameter. */
export const FILES_PATH = '/api/avatarium/v1/files';

/** What names an uploaded file wherever a URL is taken: this and the file's id. */
export const FILE_URL_PREFIX = 'avatarium:file/';

export const MAX_FILE_NAME_LENGTH = 255;

export const file = z.object({
  _id: objectId,
  url: z.string().meta({
    description: 'Names the file wherever the API takes a URL of media or of a document',
    examples: [`${FILE_URL_PREFIX}65f1c0a2b3d4e5f601234567`],
  }),
  name: z.string().meta({ examples: ['portrait.jpg'] }),
  content_type: z.string().meta({ examples: ['image/jpeg'] }),
  size: z.int().meta({ description: 'Bytes', format: 'int64', examples: [204_800] }),
  create_time: timestampMs,
});
export type File = z.infer<typeof file>;

/** A raw body has no place of its own for a name. */
export const fileUploadQuery = z.object({
  name: unsetIfEmpty(z.string().max(MAX_FILE_NAME_LENGTH)).describe(
    'Name of the file, before any that the body has',
  ),
});

export const fileListQuery = pageQuery.extend({
  name: unsetIfEmpty(lineOfText(MAX_FILE_NAME_LENGTH)).describe('Part of the name, in any case'),
});

export const fileList = z.object({
  count: z.int().describe('Of all pages'),
  result: z.array(file).describe('Newest first'),
  used: z
    .int()
    .meta({ description: "Bytes stored for the account, avatars' media included", format: 'int64' }),
  limit: z.int().meta({ description: 'Bytes that may be stored for the account', format: 'int64' }),
});
export type FileList = z.infer<typeof fileList>;

const text = unsetIfEmpty(lineOfText(200));

/** The id of an object of ours, under any of the names that clients use; a file's own URL will do. */
export const ownIdRequest = z
  .object({
    id: text.describe(`\`_id\` of the file, or its \`${FILE_URL_PREFIX}<id>\``),
    _id: text.meta(aliasOf('id')),
  })
  .transform((sent, context) => {
    const id = (sent.id ?? sent._id)?.replace(FILE_URL_PREFIX, '');
    if (id === undefined) {
      context.addIssue({ code: 'custom', path: ['id'], message: 'is required' });
      return z.NEVER;
    }
    return { id };
  });

export const fileDeleted = z.object({ _id: objectId });
export type FileDeleted = z.infer<typeof fileDeleted>;
