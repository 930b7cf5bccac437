import { ApiError } from '../api/client.js';
import { sessionDetail } from '../api/endpoints.js';
import type { SessionEnd } from './state.js';

const TRIES = 4;
const PAUSE_MS = 600;

/**
 * Asks the server why a session's room went away. The room can go a moment before the session is marked.
 * @param removed the server sent us out, so that one which is silent now was stopped rather than lost
 */
export async function findEnd(id: string, removed: boolean): Promise<Pick<SessionEnd, 'reason' | 'detail'>> {
  let unreachable = false;
  for (let attempt = 0; attempt < TRIES; attempt++) {
    if (attempt > 0) await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    try {
      const session = await sessionDetail(id);
      unreachable = false;
      if (session.status > 2) {
        const reason = session.end_reason ?? (session.status === 4 ? 'failed' : 'client_closed');
        return { reason, detail: session.error?.msg };
      }
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== 0) return { reason: 'lost' };
      unreachable = true;
    }
  }
  if (!unreachable) return { reason: 'lost' };
  return { reason: removed ? 'shutdown' : 'server-gone' };
}
