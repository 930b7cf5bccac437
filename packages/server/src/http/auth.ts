import { ApiError } from '@avatarium/contract';
import type { FastifyRequest } from 'fastify';
import type { Authenticator } from '../accounts/authenticator.js';
import type { Caller } from '../storage/account-port.js';
import type { ConsoleAccess } from './console-access.js';

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

/**
 * Who is calling: by key, token or the console's cookie.
 *
 * @throws ApiError 1101, 1102 or 1200
 */
export function createAuthenticate(authenticator: Authenticator, console: ConsoleAccess): Authenticate {
  return async (request) => {
    const credential = credentialOf(request);
    if (credential !== null) {
      return authenticator.caller(credential);
    }
    const caller = await console.caller(request);
    if (!caller) {
      throw new ApiError('tokenEmpty');
    }
    return caller;
  };
}
