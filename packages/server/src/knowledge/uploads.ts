/** A file that was uploaded to this server. */
export interface Upload {
  /** Where it lies on disk. It is read, never changed or removed. */
  path: string;
  name: string;
  contentType: string;
  sizeBytes: number;
}

/** An account's upload; null when it has none of this id. */
export type ReadUpload = (accountId: string, id: string) => Promise<Upload | null>;

/** Names a file that was uploaded to this server, wherever a URL is taken. */
const FILE_PREFIX = 'avatarium:file/';

/** The id of the upload that a URL names; null when it is an ordinary URL. */
export function uploadIdOf(url: string): string | null {
  return url.startsWith(FILE_PREFIX) ? url.slice(FILE_PREFIX.length) : null;
}
