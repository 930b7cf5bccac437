import type { FILE_URL_PREFIX, FILES_PATH, FileList as StoredFileList } from '@avatarium/contract';
import { call } from './client.js';

// By type only, as in endpoints.ts.
export const filesPath: typeof FILES_PATH = '/api/avatarium/v1/files';
const urlPrefix: typeof FILE_URL_PREFIX = 'avatarium:file/';

/** True for what names an upload of ours rather than a place on the web. */
export const isUpload = (url: string): boolean => url.startsWith(urlPrefix);

/** Bytes that the account has stored, and may store. */
export async function storedBytes(): Promise<Pick<StoredFileList, 'used' | 'limit'>> {
  return await call<StoredFileList>({ method: 'GET', path: `${filesPath}?page=1&size=1` });
}

/** @param url `avatarium:file/<id>` */
export const deleteUpload = (url: string): Promise<unknown> =>
  call({ method: 'DELETE', path: `${filesPath}/${encodeURIComponent(url.slice(urlPrefix.length))}` });
