import { z } from 'zod';
import { lineOfText, objectId, pageQuery, timestampMs, unsetIfEmpty } from './common.js';

/** Uploads; the id of one that is to be deleted is a path segment or a query parameter. */
export const FILES_PATH = '/api/avatarium/v1/files';

/** What names an uploaded file wherever a URL is taken: this and the file's id. */
export const FILE_URL_PREFIX = 'avatarium:file/';

export const MAX_FILE_NAME_LENGTH = 255;

export const file = z.object({
  _id: objectId,
  /** `avatarium:file/<id>`, to be used in place of a URL. */
  url: z.string(),
  name: z.string(),
  content_type: z.string(),
  /** Bytes. */
  size: z.int(),
  create_time: timestampMs,
});
export type File = z.infer<typeof file>;

/** A raw body has no place of its own for a name. */
export const fileUploadQuery = z.object({ name: unsetIfEmpty(z.string().max(MAX_FILE_NAME_LENGTH)) });

export const fileListQuery = pageQuery.extend({
  /** Part of the name, in any case. */
  name: unsetIfEmpty(lineOfText(MAX_FILE_NAME_LENGTH)),
});

/** Bytes stored for the account, and how many it may store; avatars' media count too. */
export const fileList = z.object({
  count: z.int(),
  result: z.array(file),
  used: z.int(),
  limit: z.int(),
});
export type FileList = z.infer<typeof fileList>;

const text = unsetIfEmpty(lineOfText(200));

/** The id of an object of ours, under any of the names that clients use; a file's own URL will do. */
export const ownIdRequest = z.object({ id: text, _id: text }).transform((sent, context) => {
  const id = (sent.id ?? sent._id)?.replace(FILE_URL_PREFIX, '');
  if (id === undefined) {
    context.addIssue({ code: 'custom', path: ['id'], message: 'is required' });
    return z.NEVER;
  }
  return { id };
});

export const fileDeleted = z.object({ _id: objectId });
export type FileDeleted = z.infer<typeof fileDeleted>;
