import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { LookupFunction } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { Agent, request } from 'undici';
import type { UrlAllowlist } from './allowlist.js';
import { FetchFailedError, RefusedUrlError, TooLargeError, WrongTypeError } from './errors.js';
import { type HostAddress, parseCallerUrl, type Resolver, resolveCallerHost } from './resolve.js';

const MAX_REDIRECTS = 5;
const HTTP_SCHEMES = ['http:', 'https:'] as const;

export interface GuardedFetchOptions {
  allowlist: UrlAllowlist;
  /** The body may not be longer; where that depends on what it is, by content type. */
  maxBytes: number | ((contentType: string) => number);
  /** For everything together: look-ups, redirects and the body. */
  timeoutMs: number;
  /** Allowed content types; one that ends in "/" allows the whole family, e.g. "image/", and "" allows none said. */
  types: readonly string[];
  resolver?: Resolver;
  /** Gives it up early. */
  signal?: AbortSignal;
}

interface FetchedType {
  /** Lower case and without parameters, e.g. "image/png". */
  contentType: string;
}

export interface DownloadedFile extends FetchedType {
  sizeBytes: number;
  /** Of a text, if the server names one. */
  charset: string | undefined;
}

/** Looks every name up as `addresses`, whatever it says by now. */
export function pinnedLookup(addresses: HostAddress[]): LookupFunction {
  return (_hostname, options, callback) => {
    const [first] = addresses;
    if (options.all) {
      callback(null, addresses);
    } else {
      callback(null, first?.address ?? '', first?.family ?? 4);
    }
  };
}

/** Connections that go to `addresses`. */
export function pinnedAgent(addresses: HostAddress[]): Agent {
  return new Agent({ connect: { lookup: pinnedLookup(addresses) }, pipelining: 0, connections: 1 });
}

function acceptHeader(types: readonly string[]): string {
  return types
    .filter((type) => type !== '')
    .map((type) => (type.endsWith('/') ? `${type}*` : type))
    .join(', ');
}

/** Whether a content type is among types as `GuardedFetchOptions` has them. */
export function isAllowedType(contentType: string, types: readonly string[]): boolean {
  return types.some((type) => (type.endsWith('/') ? contentType.startsWith(type) : contentType === type));
}

/** What is done with the body of the media, while it comes in. `parameters` are those of the content type. */
type Consumer<T> = (body: AsyncIterable<Buffer>, contentType: string, parameters: string) => Promise<T>;

async function* limited(body: AsyncIterable<Buffer>, maxBytes: number): AsyncGenerator<Buffer> {
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length > maxBytes) {
      throw new TooLargeError(`is larger than ${maxBytes} bytes`);
    }
    yield chunk;
  }
}

/** One request: what became of the media, or where it has moved to. */
async function fetchOnce<T>(
  url: URL,
  options: GuardedFetchOptions,
  signal: AbortSignal,
  consume: Consumer<T>,
): Promise<{ result: T } | { location: string }> {
  const rules = { schemes: HTTP_SCHEMES, allowlist: options.allowlist, resolver: options.resolver };
  const agent = pinnedAgent(await resolveCallerHost(url, rules));
  try {
    const response = await request(url, {
      dispatcher: agent,
      signal,
      headers: { accept: acceptHeader(options.types), 'user-agent': 'avatarium' },
    });
    const { statusCode, headers, body } = response;
    const location = headers.location;
    if (statusCode >= 300 && statusCode < 400 && typeof location === 'string') {
      return { location };
    }
    if (statusCode !== 200) {
      throw new FetchFailedError(`was answered with HTTP status ${statusCode}`);
    }
    const [type = '', ...parameters] = String(headers['content-type'] ?? '').split(';');
    const contentType = type.trim().toLowerCase();
    if (!isAllowedType(contentType, options.types)) {
      throw new WrongTypeError(`has the content type "${contentType}", which is not accepted`);
    }
    const maxBytes = typeof options.maxBytes === 'number' ? options.maxBytes : options.maxBytes(contentType);
    if (Number(headers['content-length'] ?? 0) > maxBytes) {
      throw new TooLargeError(`is larger than ${maxBytes} bytes`);
    }
    return { result: await consume(limited(body, maxBytes), contentType, parameters.join(';')) };
  } finally {
    await agent.destroy();
  }
}

/**
 * Fetches a URL that a caller named, and hands its body over while it comes in. Each host is resolved once, its
 * addresses are checked, and the connection goes to those addresses; every redirect is checked again.
 *
 * @throws RefusedUrlError when the URL or a redirect leads somewhere private
 * @throws FetchFailedError for everything else that goes wrong, a consumer that throws included
 */
export async function guardedStream<T>(
  text: string,
  options: GuardedFetchOptions,
  consume: Consumer<T>,
): Promise<T> {
  const timeout = AbortSignal.timeout(options.timeoutMs);
  const signal = options.signal ? AbortSignal.any([timeout, options.signal]) : timeout;
  let current = text;
  try {
    for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
      const url = parseCallerUrl(current, { schemes: HTTP_SCHEMES, allowlist: options.allowlist });
      const fetched = await fetchOnce(url, options, signal, consume);
      if (!('location' in fetched)) {
        return fetched.result;
      }
      current = URL.parse(fetched.location, url.href)?.href ?? '';
    }
  } catch (error) {
    if (error instanceof RefusedUrlError || error instanceof FetchFailedError) {
      throw error;
    }
    const reason = timeout.aborted ? `took longer than ${options.timeoutMs} ms` : 'could not be fetched';
    throw new FetchFailedError(reason, { cause: error });
  }
  throw new FetchFailedError(`redirects more than ${MAX_REDIRECTS} times`);
}

/** The same into a new file at `path`. When it fails, no file is left. */
export async function guardedDownload(
  text: string,
  path: string,
  options: GuardedFetchOptions,
): Promise<DownloadedFile> {
  try {
    return await guardedStream(text, options, async (body, contentType, parameters) => {
      const file = createWriteStream(path, { flags: 'wx', mode: 0o600 });
      await pipeline(body, file);
      const charset = /\bcharset\s*=\s*"?([\w-]+)/i.exec(parameters)?.[1];
      return { contentType, charset, sizeBytes: file.bytesWritten };
    });
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}
