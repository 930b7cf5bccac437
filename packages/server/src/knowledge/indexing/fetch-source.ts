import { ERRORS, KNOWLEDGE_LIMITS } from '@avatarium/contract';
import { fileIdOf } from '../../files/caller-media.js';
import { FetchFailedError, guardedDownload, RefusedUrlError, type UrlAllowlist } from '../../net/index.js';
import type { KnowledgeSourceRow } from '../../storage/knowledge-port.js';
import { INDEXING_LIMITS } from '../limits.js';
import type { DocumentLabel } from '../reading/read-document.js';
import type { ReadUpload } from '../uploads.js';
import { IndexingError } from './indexing-error.js';

/** Many servers do not know the type of what they send; the bytes will tell. */
const TYPES = ['text/', 'application/', 'binary/octet-stream', ''];

/** What is said of an upload that was deleted before it was read. */
export const FILE_GONE = 'names a file that is not on this server any more';

export interface FetchedSource {
  path: string;
  sizeBytes: number;
  label: DocumentLabel;
}

const LIMITS = {
  doc: { maxBytes: KNOWLEDGE_LIMITS.documentBytes, timeoutMs: INDEXING_LIMITS.documentFetchMs },
  url: { maxBytes: INDEXING_LIMITS.pageBytes, timeoutMs: INDEXING_LIMITS.pageFetchMs },
};

function asIndexingError(error: unknown): unknown {
  if (error instanceof RefusedUrlError) {
    return new IndexingError(ERRORS.invalidParameter, error.message);
  }
  if (error instanceof FetchFailedError) {
    return new IndexingError(ERRORS.contentNotFound, error.message);
  }
  return error;
}

/**
 * Brings a source onto this machine: an upload lies there already, anything else is downloaded to `path`.
 *
 * @throws IndexingError
 */
export async function fetchSource(
  source: Pick<KnowledgeSourceRow, 'kind' | 'name' | 'url'>,
  accountId: string,
  path: string,
  deps: { allowlist: UrlAllowlist; readUpload: ReadUpload },
  signal: AbortSignal,
): Promise<FetchedSource> {
  const { kind, name, url } = source;
  const uploadId = fileIdOf(url);
  if (uploadId !== null) {
    const upload = await deps.readUpload(accountId, uploadId);
    if (!upload) {
      throw new IndexingError(ERRORS.contentNotFound, FILE_GONE);
    }
    if (upload.sizeBytes > LIMITS[kind].maxBytes) {
      throw new IndexingError(ERRORS.uploadLimitExceeded, `is larger than ${LIMITS[kind].maxBytes} bytes`);
    }
    const { contentType } = upload;
    return {
      path: upload.path,
      sizeBytes: upload.sizeBytes,
      label: { kind, name, url: upload.name, contentType },
    };
  }
  try {
    const options = { ...LIMITS[kind], types: TYPES, allowlist: deps.allowlist, signal };
    const { sizeBytes, contentType, charset } = await guardedDownload(url, path, options);
    return { path, sizeBytes, label: { kind, name, url, contentType, charset } };
  } catch (error) {
    signal.throwIfAborted();
    throw asIndexingError(error);
  }
}
