import type { REQUEST_LOG_PATH, RequestLogList, RequestOutcome } from '@avatarium/contract';
import { call } from './client.js';
import { queryOf } from './paths.js';

export type { LoggedRequest, RequestOutcome } from '@avatarium/contract';

const path: typeof REQUEST_LOG_PATH = '/api/avatarium/v1/requests';

/** Newest first. */
export const listRequests = (
  query: { page: number; size: number; outcome?: RequestOutcome; path?: string },
  signal?: AbortSignal,
): Promise<RequestLogList> => call({ method: 'GET', path: path + queryOf(query) }, signal);
