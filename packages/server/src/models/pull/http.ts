import { setTimeout as delay } from 'node:timers/promises';
import { EnvHttpProxyAgent, fetch, type Response } from 'undici';
import { networkReason, PullError } from './errors.js';

/** Proxies are taken from the environment, as package managers take them. */
const agent = new EnvHttpProxyAgent({ headersTimeout: 30_000, bodyTimeout: 30_000, connectTimeout: 15_000 });

const MAX_INDEX_BYTES = 8_000_000;
/** An index that did not answer is asked once more: a connection that was kept open may have been closed. */
const RETRY_DELAY_MS = 200;

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
  try {
    return await fetch(target, { headers: asked, dispatcher: agent, signal });
  } catch (error) {
    signal?.throwIfAborted();
    throw new Unreached(`${target.host}: ${networkReason(error)}`);
  }
}

interface Page {
  text: string;
  type: string;
  /** Where it was found in the end. */
  url: string;
}

/** A small text. @throws PullError when there is none */
export async function askText(url: string, accept: string, signal?: AbortSignal): Promise<Page> {
  try {
    return await readPage(url, accept, signal);
  } catch (error) {
    if (!(error instanceof Unreached)) throw error;
    await delay(RETRY_DELAY_MS, undefined, { signal });
    return await readPage(url, accept, signal);
  }
}

/** Nobody answered, or not to the end. */
class Unreached extends PullError {}

async function readPage(url: string, accept: string, signal?: AbortSignal): Promise<Page> {
  const response = await ask(url, { accept }, signal);
  if (!response.ok) {
    await response.body?.cancel();
    throw new PullError(
      `${shown(url)}: ${response.status === 404 ? 'there is no such page' : `answers ${response.status}`}`,
    );
  }
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const piece of response.body ?? []) {
      bytes += piece.length;
      if (bytes > MAX_INDEX_BYTES) throw new PullError(`${shown(url)}: is too long to be an index`);
      pieces.push(piece);
    }
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof PullError) throw error;
    throw new Unreached(`${shown(url)}: ${networkReason(error)}`);
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
