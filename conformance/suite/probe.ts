import { SESSIONS, UNKNOWN_ID } from '../contract/paths.js';
import { NoAnswerError, type Reply } from './api.js';
import { printable } from './printable.js';
import type { Run } from './run.js';
import { UsageError } from './usage-error.js';

export type StatusMode = 'compat' | 'strict';

/** How the server answers errors: with HTTP 200 all the same, or with a status of their own. */
export function statusMode(run: Run): Promise<StatusMode> {
  return run.once('status mode', async () => {
    const { status } = await run.api.get(SESSIONS.detail, { id: UNKNOWN_ID });
    return status === 200 ? 'compat' : 'strict';
  });
}

/**
 * Whether there is anything to run the suite against.
 *
 * @throws UsageError when nobody answers, when it is no such API, and when it refuses the key
 */
export async function probe(run: Run): Promise<StatusMode> {
  let reply: Reply;
  try {
    reply = await run.api.get(SESSIONS.list, { page: 1, size: 1 });
  } catch (error) {
    throw error instanceof NoAnswerError
      ? new UsageError(`${run.baseUrl} cannot be reached: ${error.message}`)
      : error;
  }
  if (reply.code === null) {
    throw new UsageError(
      `${run.baseUrl} does not serve this API: ${SESSIONS.list} answers HTTP ${reply.status} without a code`,
    );
  }
  if ([1101, 1102, 1200].includes(reply.code)) {
    throw new UsageError(
      `${run.baseUrl} refuses the key in API_KEY: ${reply.code} ${printable(reply.msg ?? '', run.secrets)}`,
    );
  }
  return statusMode(run);
}
