import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { ApiError, FILE_URL_PREFIX } from '@avatarium/contract';
import {
  checkUrl,
  FetchFailedError,
  guardedStream,
  isAllowedType,
  RefusedUrlError,
  TooLargeError,
  type UrlAllowlist,
  WrongTypeError,
} from '../net/index.js';
import type { ReadableUpload, ReadUpload } from './library.js';
import type { Received } from './vault.js';

/** The id in `avatarium:file/<id>`; null for everything else. */
export function fileIdOf(url: string): string | null {
  return url.startsWith(FILE_URL_PREFIX) ? url.slice(FILE_URL_PREFIX.length) : null;
}

/** Media that has come in: small media in memory, and large media in a file that is there until it is released. */
export type FetchedMedia = { bytes: Uint8Array<ArrayBuffer> } | { path: string; release(): Promise<void> };

/** Media that callers name, by URL or as a file they have uploaded. */
export interface CallerMedia {
  /** Refuses at once what can be known to be out of reach. Throws RefusedUrlError. */
  check(url: string, accountId: string): Promise<void>;
  /** Throws RefusedUrlError and FetchFailedError, also when the signal gives it up. */
  fetch(url: string, accountId: string, signal: AbortSignal): Promise<FetchedMedia>;
}

interface MediaKind {
  /** As `guardedStream` takes them. */
  types: readonly string[];
  maxBytes: number;
  keptIn: 'memory' | 'file';
}

export function createCallerMedia(deps: {
  readUpload: ReadUpload;
  allowlist: UrlAllowlist;
  timeoutMs: number;
  kinds: readonly MediaKind[];
  /** Where what is fetched waits in a file. */
  waitingRoom: {
    receive(body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Received>;
    discard(path: string): Promise<void>;
  };
}): CallerMedia {
  const { readUpload, allowlist, timeoutMs, kinds, waitingRoom } = deps;

  function kindOf(contentType: string): MediaKind {
    const kind = kinds.find(({ types }) => isAllowedType(contentType, types));
    if (!kind) {
      throw new WrongTypeError(`has the content type "${contentType}", which is not accepted`);
    }
    return kind;
  }

  async function upload(id: string, accountId: string): Promise<ReadableUpload> {
    try {
      return await readUpload(accountId, id);
    } catch (error) {
      throw error instanceof ApiError
        ? new RefusedUrlError('names a file that is not on this server')
        : error;
    }
  }

  async function readUploaded({ path, contentType, sizeBytes }: ReadableUpload): Promise<FetchedMedia> {
    const { maxBytes, keptIn } = kindOf(contentType);
    if (sizeBytes > maxBytes) {
      throw new TooLargeError(`is larger than ${maxBytes} bytes`);
    }
    if (keptIn === 'file') {
      return { path, release: async () => {} };
    }
    const bytes = await readFile(path).catch((error) => {
      throw new FetchFailedError('has just been deleted', { cause: error });
    });
    return { bytes: new Uint8Array(bytes) };
  }

  function fetchUrl(url: string, signal: AbortSignal): Promise<FetchedMedia> {
    const types = kinds.flatMap((kind) => kind.types);
    const maxBytes = (contentType: string) => kindOf(contentType).maxBytes;
    return guardedStream(
      url,
      { allowlist, timeoutMs, types, maxBytes, signal },
      async (body, contentType) => {
        if (kindOf(contentType).keptIn === 'memory') {
          return { bytes: new Uint8Array(await buffer(body)) };
        }
        const { path } = await waitingRoom.receive(body, maxBytes(contentType));
        return { path, release: () => waitingRoom.discard(path) };
      },
    );
  }

  return {
    async check(url, accountId) {
      const fileId = fileIdOf(url);
      if (fileId === null) {
        await checkUrl(url, { schemes: ['http:', 'https:'], allowlist });
      } else {
        await upload(fileId, accountId);
      }
    },

    async fetch(url, accountId, signal) {
      const fileId = fileIdOf(url);
      return fileId === null ? fetchUrl(url, signal) : readUploaded(await upload(fileId, accountId));
    },
  };
}
