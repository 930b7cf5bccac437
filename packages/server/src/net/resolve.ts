import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { isPublicAddress } from './addresses.js';
import type { UrlAllowlist } from './allowlist.js';
import { FetchFailedError, RefusedUrlError } from './errors.js';

/** How long a name may take to resolve. */
export const RESOLVE_TIMEOUT_MS = 2000;

export interface HostAddress {
  address: string;
  family: 4 | 6;
}

/** Resolves a name to all of its addresses; rejects when it has none. */
export type Resolver = (hostname: string) => Promise<HostAddress[]>;

export const systemResolver: Resolver = async (hostname) =>
  (await lookup(hostname, { all: true })).map(({ address, family }) => ({
    address,
    family: family === 6 ? 6 : 4,
  }));

export interface UrlRules {
  /** With colon, e.g. `['http:', 'https:']`. */
  schemes: readonly string[];
  allowlist: UrlAllowlist;
  resolver?: Resolver;
}

const DEFAULT_PORTS: Record<string, number> = { 'http:': 80, 'ws:': 80, 'https:': 443, 'wss:': 443 };

/** The URL, if its form is allowed. Throws RefusedUrlError. */
export function parseCallerUrl(text: string, rules: UrlRules): URL {
  const url = URL.parse(text);
  if (!url || url.hostname === '') {
    throw new RefusedUrlError('is not a valid URL');
  }
  if (!rules.schemes.includes(url.protocol)) {
    throw new RefusedUrlError(`must start with ${rules.schemes.map((scheme) => `${scheme}//`).join(' or ')}`);
  }
  if (url.username !== '' || url.password !== '') {
    throw new RefusedUrlError('must not carry a user name or password');
  }
  return url;
}

async function within<T>(promise: Promise<T>, timeoutMs: number, message: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new FetchFailedError(message)), timeoutMs);
  });
  try {
    return await Promise.race([promise, timeout]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * The addresses that the host of a caller's URL stands for, each of them allowed. Connect to these and to nothing
 * else, or a second look-up may be answered differently.
 *
 * @throws RefusedUrlError when any address is private and not on the allow-list
 * @throws FetchFailedError when the name does not resolve in time
 */
export async function resolveCallerHost(url: URL, rules: UrlRules): Promise<HostAddress[]> {
  const port = url.port === '' ? (DEFAULT_PORTS[url.protocol] ?? 0) : Number(url.port);
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const family = isIP(host);
  let addresses: HostAddress[];
  if (family !== 0) {
    addresses = [{ address: host, family: family === 6 ? 6 : 4 }];
  } else {
    const resolver = rules.resolver ?? systemResolver;
    try {
      addresses = await within(
        resolver(host),
        RESOLVE_TIMEOUT_MS,
        `the name ${host} did not resolve in time`,
      );
    } catch (error) {
      throw error instanceof FetchFailedError
        ? error
        : new FetchFailedError(`the name ${host} does not resolve`);
    }
  }
  if (addresses.length === 0) {
    throw new FetchFailedError(`the name ${host} does not resolve`);
  }
  if (!rules.allowlist.allowsHost(url.hostname, port)) {
    const refused = addresses.find(
      ({ address }) => !isPublicAddress(address) && !rules.allowlist.allowsAddress(address),
    );
    if (refused) {
      throw new RefusedUrlError(`leads to ${host}, which is not a public address (see URL_ALLOWLIST)`);
    }
  }
  return addresses;
}

/**
 * Refuses a caller's URL at once if it can be known to be one that must not be reached. A name that does not
 * resolve now is no reason, where fetching it later will say so; with `mustResolve` it is one.
 *
 * @throws RefusedUrlError
 */
export async function checkUrl(text: string, rules: UrlRules & { mustResolve?: boolean }): Promise<void> {
  const url = parseCallerUrl(text, rules);
  try {
    await resolveCallerHost(url, rules);
  } catch (error) {
    if (!(error instanceof FetchFailedError)) {
      throw error;
    }
    if (rules.mustResolve) {
      throw new RefusedUrlError(error.message);
    }
  }
}
