import type { USAGE_PATH, Usage } from '@avatarium/contract';
import { call } from './client.js';
import { queryOf } from './paths.js';

export type { Usage } from '@avatarium/contract';

const path: typeof USAGE_PATH = '/api/avatarium/v1/usage';

/** What was used in the last days as this reader's clock counts them, today included. */
export const readUsage = (days: number, signal?: AbortSignal): Promise<Usage> =>
  call(
    { method: 'GET', path: path + queryOf({ days, utc_offset_minutes: -new Date().getTimezoneOffset() }) },
    signal,
  );
