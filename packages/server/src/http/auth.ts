import { ApiError } from '@avatarium/contract';
import type { FastifyRequest } from 'fastify';
import type { Authenticator } from '../accounts/authenticator.js';
import type { ApiKeyRow, Caller } from '../storage/account-port.js';
import type { ConsoleAccess } from './console-access.js';
import type { RateLimits } from './rate-limits.js';

/** The credential of a request: `Authorization` when it carries a value, else `x-api-key`. */
export function credentialOf(request: FastifyRequest): string | null {
  const authorization = (request.headers.authorization ?? '').trim();
  const bearer = authorization.replace(/^bearer(\s+|$)/i, '').trim();
  if (bearer !== '') {
    return bearer;
  }
  const header = request.headers['x-api-key'];
  const key = (Array.isArray(header) ? header[0] : header)?.trim() ?? '';
  return key === '' ? null : key;
}

/** True when a request carries no credential of its own: if anything, the console's cookie speaks for it. */
export function isByConsole(request: FastifyRequest): boolean {
  return credentialOf(request) === null;
}

export type Authenticate = (request: FastifyRequest) => Promise<Caller>;

/** Calls a minute. */
export interface CallRates {
  /** Of a key that has no limit of its own; null for no limit. */
  perKey: number | null;
  /** Of an address whose calls are refused for want of a good credential. */
  refusedPerAddress: number;
}

/** Holds a key to its rate. @throws ApiError 1005 */
export type LimitKey = (key: ApiKeyRow) => void;

export function createLimitKey(limits: RateLimits, rates: CallRates): LimitKey {
  return (key) => {
    const perMinute = key.maxRequestsPerMinute ?? rates.perKey;
    if (perMinute !== null) {
      limits.take(`key ${key.id}`, perMinute);
    }
  };
}

/**
 * Who is calling: by key, token or the console's cookie.
 *
 * @throws ApiError 1005, 1101, 1102 or 1200
 */
export function createAuthenticate(
  authenticator: Authenticator,
  console: ConsoleAccess,
  deps: { limits: RateLimits; rates: CallRates; limitKey: LimitKey },
): Authenticate {
  async function identify(request: FastifyRequest): Promise<Caller> {
    const credential = credentialOf(request);
    const caller =
      credential === null ? await console.caller(request) : await authenticator.caller(credential);
    if (!caller) {
      throw new ApiError('tokenEmpty');
    }
    return caller;
  }

  return async (request) => {
    let caller: Caller;
    try {
      caller = await identify(request);
    } catch (error) {
      // Good calls from the same address, a proxy's say, are none the worse for it.
      deps.limits.take(`address ${request.ip}`, deps.rates.refusedPerAddress);
      throw error;
    }
    deps.limitKey(caller.key);
    return caller;
  };
}
