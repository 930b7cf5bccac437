import type { REQUEST_LOG_PATH, RequestLogList } from '@avatarium/contract';
import { call } from './client.js';
import { queryOf } from './paths.js';

export type { LoggedRequest } from '@avatarium/contract';

const path: typeof REQUEST_LOG_PATH = '/api/avatarium/v1/requests';

/** Newest first. */
export const listRequests = (page: number, size: number, signal?: AbortSignal): Promise<RequestLogList> =>
  call({ method: 'GET', path: path + queryOf({ page, size }) }, signal);
