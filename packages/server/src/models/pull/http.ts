import { EnvHttpProxyAgent, fetch, type Response } from 'undici';
import { networkReason, PullError } from './errors.js';

/** Proxies are taken from the environment, as package managers take them. */
const agent = new EnvHttpProxyAgent({ headersTimeout: 30_000, bodyTimeout: 30_000, connectTimeout: 15_000 });

const MAX_INDEX_BYTES = 8_000_000;

/** Asks a URL; a name and a password in it go as basic authentication. @throws PullError without an answer */
export async function ask(
  url: string,
  headers: Record<string, string>,
  signal?: AbortSignal,
): Promise<Response> {
  const target = URL.parse(url);
  if (!target || !/^https?:$/.test(target.protocol)) throw new PullError(`${url}: is no http address`);
  const { username, password } = target;
  const asked: Record<string, string> = { ...headers, 'user-agent': 'avatarium' };
  if (username) {
    const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
    asked.authorization = `Basic ${Buffer.from(login).toString('base64')}`;
  }
  target.username = '';
  target.password = '';
  const request = () => fetch(target, { headers: asked, dispatcher: agent, signal });
  try {
    // A kept connection may have been closed at the other end; a new one tells.
    return await request().catch((error) => {
      if (signal?.aborted || !BROKEN.has(codeOf(error))) throw error;
      return request();
    });
  } catch (error) {
    signal?.throwIfAborted();
    throw new PullError(`${target.host}: ${networkReason(error)}`);
  }
}

/** Codes of connections that broke before there was an answer. */
const BROKEN = new Set<unknown>(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE']);

function codeOf(error: unknown): unknown {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && 'code' in cause ? cause.code : undefined;
}

/** A small text. @throws PullError when there is none */
export async function askText(
  url: string,
  accept: string,
  signal?: AbortSignal,
): Promise<{ text: string; type: string; url: string }> {
  const response = await ask(url, { accept }, signal);
  if (!response.ok) {
    await response.body?.cancel();
    throw new PullError(
      `${shown(url)}: ${response.status === 404 ? 'there is no such page' : `answers ${response.status}`}`,
    );
  }
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of response.body ?? []) {
    bytes += piece.length;
    if (bytes > MAX_INDEX_BYTES) throw new PullError(`${shown(url)}: is too long to be an index`);
    pieces.push(piece);
  }
  const type = response.headers.get('content-type') ?? '';
  return { text: Buffer.concat(pieces).toString('utf8'), type, url: response.url || url };
}

/** An address without the password in it. */
export function shown(url: string): string {
  const target = URL.parse(url);
  if (!target) return url;
  target.username = '';
  target.password = '';
  return target.href;
}
