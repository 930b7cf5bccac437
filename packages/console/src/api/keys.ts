import type {
  API_KEY_PATHS,
  ApiKey,
  ApiKeyCreateRequest,
  ApiKeyList,
  ApiKeyUpdateRequest,
  ApiKeyWithSecret,
} from '@avatarium/contract';
import { call } from './client.js';
import { me } from './endpoints.js';
import { pathTo, queryOf } from './paths.js';

export type { ApiKeyUpdateRequest, ApiKeyWithSecret } from '@avatarium/contract';
/** A key, and whether it is the one that is signed in with. */
export type ListedKey = ApiKeyList['result'][number];

const paths: typeof API_KEY_PATHS = {
  all: '/api/avatarium/v1/keys',
  one: '/api/avatarium/v1/keys/:id',
  rotate: '/api/avatarium/v1/keys/:id/rotate',
};

/** Oldest first. */
export const listKeys = (page: number, size: number, signal?: AbortSignal): Promise<ApiKeyList> =>
  call({ method: 'GET', path: paths.all + queryOf({ page, size }) }, signal);

/** One key, and whether it is the one that is signed in with. @throws {ApiError} 1014 */
export async function findKey(id: string, signal?: AbortSignal): Promise<ListedKey> {
  const [key, who] = await Promise.all([
    call<ApiKey>({ method: 'GET', path: pathTo(paths.one, id) }, signal),
    me(),
  ]);
  return { ...key, current: key.client_id === who.account?.clientId };
}

export const createKey = (body: Partial<ApiKeyCreateRequest>): Promise<ApiKeyWithSecret> =>
  call({ method: 'POST', path: paths.all, body });

export const updateKey = (id: string, body: ApiKeyUpdateRequest): Promise<unknown> =>
  call({ method: 'PATCH', path: pathTo(paths.one, id), body });

export const rotateKey = (id: string): Promise<ApiKeyWithSecret> =>
  call({ method: 'POST', path: pathTo(paths.rotate, id), body: {} });

export const deleteKey = (id: string): Promise<unknown> =>
  call({ method: 'DELETE', path: pathTo(paths.one, id) });
