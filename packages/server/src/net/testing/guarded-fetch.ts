import { buffer } from 'node:stream/consumers';
import { type GuardedFetchOptions, guardedStream } from '../guarded-fetch.js';

/** Fetches a URL that a caller named, and keeps its body in memory. */
export function guardedFetch(
  url: string,
  options: GuardedFetchOptions,
): Promise<{ bytes: Uint8Array; contentType: string }> {
  return guardedStream(url, options, async (body, contentType) => ({
    bytes: new Uint8Array(await buffer(body)),
    contentType,
  }));
}
