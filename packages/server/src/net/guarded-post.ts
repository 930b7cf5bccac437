import { request } from 'undici';
import type { UrlAllowlist } from './allowlist.js';
import { FetchFailedError, RefusedUrlError } from './errors.js';
import { pinnedAgent } from './guarded-fetch.js';
import { parseCallerUrl, type Resolver, resolveCallerHost } from './resolve.js';

export interface GuardedPostOptions {
  allowlist: UrlAllowlist;
  /** For everything together: look-up, connection and the reply. */
  timeoutMs: number;
  /** Ends the call before its time. */
  signal?: AbortSignal;
  resolver?: Resolver;
}

/** More than this of a reply is nobody's business. */
const MAX_REPLY_BYTES = 64 * 1024;

/**
 * POSTs JSON to a URL that a caller named, and answers with the HTTP status. The host is resolved once, its
 * addresses are checked, and the connection goes to those addresses. Redirects are not followed.
 *
 * @throws RefusedUrlError when the URL leads somewhere private
 * @throws FetchFailedError when there is no answer in time
 */
export async function guardedPost(text: string, json: unknown, options: GuardedPostOptions): Promise<number> {
  const rules = { schemes: ['http:', 'https:'], ...options };
  const url = parseCallerUrl(text, rules);
  const timeout = AbortSignal.timeout(options.timeoutMs);
  const signal = options.signal ? AbortSignal.any([timeout, options.signal]) : timeout;
  const agent = pinnedAgent(await resolveCallerHost(url, rules));
  try {
    const { statusCode, body } = await request(url, {
      dispatcher: agent,
      method: 'POST',
      signal,
      headers: { 'content-type': 'application/json', 'user-agent': 'avatarium' },
      body: JSON.stringify(json),
    });
    // Whoever answered has been told, whatever becomes of the rest of the reply.
    await body.dump({ limit: MAX_REPLY_BYTES, signal }).catch(() => {});
    return statusCode;
  } catch (error) {
    if (error instanceof RefusedUrlError) {
      throw error;
    }
    const { code } = error as { code?: unknown };
    const reason = typeof code === 'string' ? ` (${code})` : '';
    throw new FetchFailedError(
      timeout.aborted ? `did not answer within ${options.timeoutMs} ms` : `could not be reached${reason}`,
      { cause: error },
    );
  } finally {
    await agent.destroy();
  }
}
