import type { File as StoredFile } from '@avatarium/contract';
import { ApiError, unwrap } from '../api/client.js';
import { filesPath } from '../api/files.js';
import { queryOf } from '../api/paths.js';

export type { StoredFile };

/** What of a request can be watched; `XMLHttpRequest`, since `fetch` does not tell how far an upload is. */
export type UploadRequest = Pick<
  XMLHttpRequest,
  | 'open'
  | 'setRequestHeader'
  | 'send'
  | 'abort'
  | 'status'
  | 'responseText'
  | 'onload'
  | 'onerror'
  | 'onabort'
> & { upload: Pick<XMLHttpRequestUpload, 'onprogress'> };

const MAX_NAME_LENGTH = 255;

/**
 * Uploads one file with the page's cookie.
 * @param onProgress bytes that are on their way so far
 * @throws {ApiError} with the envelope's code and message, or code 0 when the server cannot be reached
 * @throws the signal's reason
 */
export function sendFile(
  file: Blob & { name: string },
  options: { onProgress(sentBytes: number): void; signal: AbortSignal },
  request: UploadRequest = new XMLHttpRequest(),
): Promise<StoredFile> {
  const { onProgress, signal } = options;
  return new Promise<StoredFile>((resolve, reject) => {
    signal.throwIfAborted();
    const stop = () => request.abort();
    const settle = (end: () => void) => {
      signal.removeEventListener('abort', stop);
      end();
    };
    signal.addEventListener('abort', stop);
    request.upload.onprogress = ({ loaded }) => onProgress(Math.min(loaded, file.size));
    request.onabort = () => settle(() => reject(signal.reason));
    request.onerror = () =>
      settle(() => reject(new ApiError(0, 'The upload broke off: the server cannot be reached')));
    request.onload = () =>
      settle(() => {
        try {
          resolve(unwrap<StoredFile>(parsed(request.responseText), request.status));
        } catch (error) {
          reject(error);
        }
      });
    request.open('POST', filesPath + queryOf({ name: shortened(file.name) }));
    request.setRequestHeader('content-type', file.type || 'application/octet-stream');
    request.send(file);
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A name that the server takes; its extension, which says what the file is, stays. */
function shortened(name: string): string {
  if (name.length <= MAX_NAME_LENGTH) return name;
  const dot = name.lastIndexOf('.');
  const extension = dot > 0 && name.length - dot <= 10 ? name.slice(dot) : '';
  return name.slice(0, MAX_NAME_LENGTH - extension.length) + extension;
}
