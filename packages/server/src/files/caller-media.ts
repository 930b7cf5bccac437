import { readFile } from 'node:fs/promises';
import { ApiError, FILE_URL_PREFIX } from '@avatarium/contract';
import {
  checkUrl,
  type FetchedMedia,
  FetchFailedError,
  guardedFetch,
  RefusedUrlError,
  TooLargeError,
  type UrlAllowlist,
  WrongTypeError,
} from '../net/index.js';
import type { ReadableUpload, ReadUpload } from './library.js';

/** The id in `avatarium:file/<id>`; null for everything else. */
export function fileIdOf(url: string): string | null {
  return url.startsWith(FILE_URL_PREFIX) ? url.slice(FILE_URL_PREFIX.length) : null;
}

/** Media that callers name, by URL or as a file they have uploaded. */
export interface CallerMedia {
  /** Refuses at once what can be known to be out of reach. Throws RefusedUrlError. */
  check(url: string, accountId: string): Promise<void>;
  /** Throws RefusedUrlError and FetchFailedError. */
  fetch(url: string, accountId: string): Promise<FetchedMedia>;
}

export function createCallerMedia(deps: {
  readUpload: ReadUpload;
  allowlist: UrlAllowlist;
  maxBytes: number;
  timeoutMs: number;
  /** As `guardedFetch` takes them. */
  types: readonly string[];
}): CallerMedia {
  const { readUpload, maxBytes, types } = deps;

  async function upload(id: string, accountId: string): Promise<ReadableUpload> {
    try {
      return await readUpload(accountId, id);
    } catch (error) {
      throw error instanceof ApiError
        ? new RefusedUrlError('names a file that is not on this server')
        : error;
    }
  }

  return {
    async check(url, accountId) {
      const fileId = fileIdOf(url);
      if (fileId === null) {
        await checkUrl(url, { schemes: ['http:', 'https:'], allowlist: deps.allowlist });
      } else {
        await upload(fileId, accountId);
      }
    },

    async fetch(url, accountId) {
      const fileId = fileIdOf(url);
      if (fileId === null) {
        return guardedFetch(url, deps);
      }
      const { path, contentType, sizeBytes } = await upload(fileId, accountId);
      if (!types.some((type) => (type.endsWith('/') ? contentType.startsWith(type) : contentType === type))) {
        throw new WrongTypeError(`has the content type "${contentType}", which is not accepted`);
      }
      if (sizeBytes > maxBytes) {
        throw new TooLargeError(`is larger than ${maxBytes} bytes`);
      }
      const bytes = await readFile(path).catch((error) => {
        throw new FetchFailedError('has just been deleted', { cause: error });
      });
      return { bytes: new Uint8Array(bytes), contentType };
    },
  };
}
