import { Agent, request } from 'undici';
import type { UrlAllowlist } from './allowlist.js';
import { FetchFailedError, RefusedUrlError } from './errors.js';
import { type HostAddress, parseCallerUrl, type Resolver, resolveCallerHost } from './resolve.js';

const MAX_REDIRECTS = 5;
const HTTP_SCHEMES = ['http:', 'https:'] as const;

export interface GuardedFetchOptions {
  allowlist: UrlAllowlist;
  /** The body may not be longer. */
  maxBytes: number;
  /** For everything together: look-ups, redirects and the body. */
  timeoutMs: number;
  /** Allowed content types; one that ends in "/" allows the whole family, e.g. "image/". */
  types: readonly string[];
  resolver?: Resolver;
}

export interface FetchedMedia {
  bytes: Uint8Array<ArrayBuffer>;
  /** Lower case and without parameters, e.g. "image/png". */
  contentType: string;
}

/** Fetches a picture or film that a caller named. Throws RefusedUrlError and FetchFailedError. */
export type FetchMedia = (url: string) => Promise<FetchedMedia>;

/** Connections that go to `addresses`, whatever the name says by now. */
export function pinnedAgent(addresses: HostAddress[]): Agent {
  return new Agent({
    connect: {
      lookup: (_hostname, options, callback) => {
        const [first] = addresses;
        if (options.all) {
          callback(null, addresses);
        } else {
          callback(null, first?.address ?? '', first?.family ?? 4);
        }
      },
    },
    pipelining: 0,
    connections: 1,
  });
}

function isAllowedType(contentType: string, types: readonly string[]): boolean {
  return types.some((type) => (type.endsWith('/') ? contentType.startsWith(type) : contentType === type));
}

async function readBody(body: AsyncIterable<Buffer>, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length > maxBytes) {
      throw new FetchFailedError(`is larger than ${maxBytes} bytes`);
    }
    chunks.push(chunk);
  }
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}

/** One request: the media, or where it has moved to. */
async function fetchOnce(
  url: URL,
  options: GuardedFetchOptions,
  signal: AbortSignal,
): Promise<FetchedMedia | { location: string }> {
  const rules = { schemes: HTTP_SCHEMES, allowlist: options.allowlist, resolver: options.resolver };
  const agent = pinnedAgent(await resolveCallerHost(url, rules));
  try {
    const response = await request(url, {
      dispatcher: agent,
      signal,
      headers: { accept: options.types.map((type) => (type.endsWith('/') ? `${type}*` : type)).join(', ') },
    });
    const { statusCode, headers, body } = response;
    const location = headers.location;
    if (statusCode >= 300 && statusCode < 400 && typeof location === 'string') {
      return { location };
    }
    if (statusCode !== 200) {
      throw new FetchFailedError(`was answered with HTTP status ${statusCode}`);
    }
    const contentType = String(headers['content-type'] ?? '')
      .split(';', 1)
      .join('')
      .trim()
      .toLowerCase();
    if (!isAllowedType(contentType, options.types)) {
      throw new FetchFailedError(`has the content type "${contentType}", which is not accepted`);
    }
    if (Number(headers['content-length'] ?? 0) > options.maxBytes) {
      throw new FetchFailedError(`is larger than ${options.maxBytes} bytes`);
    }
    return { bytes: await readBody(body, options.maxBytes), contentType };
  } finally {
    await agent.destroy();
  }
}

/**
 * Fetches a URL that a caller named. Each host is resolved once, its addresses are checked, and the connection
 * goes to those addresses; every redirect is checked again.
 *
 * @throws RefusedUrlError when the URL or a redirect leads somewhere private
 * @throws FetchFailedError for everything else that goes wrong
 */
export async function guardedFetch(text: string, options: GuardedFetchOptions): Promise<FetchedMedia> {
  const signal = AbortSignal.timeout(options.timeoutMs);
  let current = text;
  try {
    for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
      const url = parseCallerUrl(current, { schemes: HTTP_SCHEMES, allowlist: options.allowlist });
      const result = await fetchOnce(url, options, signal);
      if (!('location' in result)) {
        return result;
      }
      current = URL.parse(result.location, url.href)?.href ?? '';
    }
  } catch (error) {
    if (error instanceof RefusedUrlError || error instanceof FetchFailedError) {
      throw error;
    }
    const reason = signal.aborted ? `took longer than ${options.timeoutMs} ms` : 'could not be fetched';
    throw new FetchFailedError(reason, { cause: error });
  }
  throw new FetchFailedError(`redirects more than ${MAX_REDIRECTS} times`);
}
