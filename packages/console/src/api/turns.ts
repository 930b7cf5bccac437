import type { TURNS_PATH, TurnList } from '@avatarium/contract';
import { call } from './client.js';
import { queryOf } from './paths.js';

export type { Turn } from '@avatarium/contract';

const path: typeof TURNS_PATH = '/api/avatarium/v1/turns';

/** How long the session's last answers took. */
export const listTurns = (sessionId: string, signal?: AbortSignal): Promise<TurnList> =>
  call({ method: 'GET', path: path + queryOf({ session_id: sessionId }) }, signal);
