import { createHash, randomBytes } from 'node:crypto';
import { ApiError } from '@avatarium/contract';
import type {} from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Authenticator } from '../accounts/authenticator.js';
import type { Clock } from '../sessions/clock.js';
import type { Caller } from '../storage/account-port.js';
import type { ConsoleSessionStore } from '../storage/port.js';
import type { Origins } from './origin.js';

const COOKIE = 'avatarium_console';
const COOKIE_TTL_MS = 7 * 86_400_000;
const CODE_TTL_MS = 15 * 60_000;

function sha256(value: string): string {
  return createHash('sha256').update(value).digest('hex');
}

/**
 * Sign-in of the web console. The browser holds a random token in a cookie that scripts cannot read; the API key
 * stays with the server.
 */
export class ConsoleAccess {
  readonly #store: ConsoleSessionStore;
  readonly #authenticator: Authenticator;
  readonly #origins: Origins;
  readonly #clock: Clock;
  readonly #secure: boolean;
  /** Hash of a one-time code → key and end of its life. */
  readonly #codes = new Map<string, { keyId: string; expiresAtMs: number }>();

  constructor(deps: {
    store: ConsoleSessionStore;
    authenticator: Authenticator;
    origins: Origins;
    clock: Clock;
    /** True when browsers reach us by HTTPS. */
    secure: boolean;
  }) {
    this.#store = deps.store;
    this.#authenticator = deps.authenticator;
    this.#origins = deps.origins;
    this.#clock = deps.clock;
    this.#secure = deps.secure;
  }

  /** A code that signs in once, within a quarter of an hour. */
  makeCode(keyId: string): string {
    const code = randomBytes(18).toString('base64url');
    this.#codes.set(sha256(code), { keyId, expiresAtMs: this.#clock.nowMs() + CODE_TTL_MS });
    return code;
  }

  /** Signs the browser in. @throws ApiError 1101 or 1200 */
  async signInByKey(apiKey: string, reply: FastifyReply): Promise<void> {
    const { key } = await this.#authenticator.caller(apiKey);
    await this.#setCookie(key.id, reply);
  }

  /** Signs the browser in; false when the code is unknown, used or too old, or its key works no more. */
  async signInByCode(code: string, reply: FastifyReply): Promise<boolean> {
    const hash = sha256(code);
    const known = this.#codes.get(hash);
    this.#codes.delete(hash);
    if (!known || known.expiresAtMs <= this.#clock.nowMs()) {
      return false;
    }
    try {
      await this.#authenticator.callerById(known.keyId);
    } catch (error) {
      if (error instanceof ApiError) {
        return false;
      }
      throw error;
    }
    await this.#setCookie(known.keyId, reply);
    return true;
  }

  /** Signs in anew a browser whose key has got a new secret. */
  signInAgain(keyId: string, reply: FastifyReply): Promise<void> {
    return this.#setCookie(keyId, reply);
  }

  async signOut(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const token = request.cookies[COOKIE];
    if (token !== undefined) {
      await this.#store.delete(sha256(token));
    }
    reply.clearCookie(COOKIE, { path: '/' });
  }

  /**
   * Who is signed in; null when nobody is.
   *
   * @throws ApiError 1101 when the cookie has expired, 1200 when its key is disabled, 1009 when it came from a foreign page or by a foreign name
   */
  async caller(request: FastifyRequest): Promise<Caller | null> {
    const token = request.cookies[COOKIE];
    if (token === undefined) {
      return null;
    }
    this.requireOwnPage(request);
    const keyId = await this.#store.findKeyId(sha256(token), this.#clock.nowMs());
    if (keyId === null) {
      throw new ApiError('illegalToken');
    }
    return this.#authenticator.callerById(keyId);
  }

  /** @throws ApiError 1009 unless the request comes from our own page, under a name of our own */
  requireOwnPage(request: FastifyRequest): void {
    if (!this.#origins.isOwnHost(request)) {
      throw new ApiError(
        'permissionDenied',
        'The console does not answer to this host name (see PUBLIC_URL)',
      );
    }
    if (!this.#origins.isSameOrigin(request)) {
      throw new ApiError('permissionDenied', 'The console takes calls from its own page only');
    }
  }

  async #setCookie(keyId: string, reply: FastifyReply): Promise<void> {
    const token = randomBytes(32).toString('base64url');
    const now = this.#clock.nowMs();
    await this.#store.deleteExpired(now);
    await this.#store.insert(sha256(token), keyId, now + COOKIE_TTL_MS);
    reply.setCookie(COOKIE, token, {
      path: '/',
      httpOnly: true,
      sameSite: 'strict',
      secure: this.#secure,
      maxAge: COOKIE_TTL_MS / 1000,
    });
  }
}
