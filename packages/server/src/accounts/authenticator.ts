import { ApiError } from '@avatarium/contract';
import { jwtVerify, SignJWT } from 'jose';
import type { Clock } from '../sessions/clock.js';
import type { ApiKeyRow, ApiKeyStore, Caller } from '../storage/account-port.js';
import type { SecretBox } from '../storage/secret-box.js';
import { equalSecrets } from './credentials.js';

const AUDIENCE = 'avatarium-api';

/** Ties a token to the secret it was got with: a new secret ends the old one's tokens. */
function fingerprint(key: ApiKeyRow): string {
  return key.keyHash.slice(0, 16);
}

function enabled(caller: Caller | null): Caller {
  if (!caller) {
    throw new ApiError('illegalToken');
  }
  if (caller.key.disabled) {
    throw new ApiError('accountBlocked');
  }
  return caller;
}

/** Turns API keys and tokens into callers, and makes tokens. */
export class Authenticator {
  readonly #keys: ApiKeyStore;
  readonly #box: SecretBox;
  readonly #clock: Clock;
  readonly #tokenTtlS: number;
  readonly #signingKey: Buffer;

  constructor(keys: ApiKeyStore, box: SecretBox, clock: Clock, tokenTtlS: number) {
    this.#keys = keys;
    this.#box = box;
    this.#clock = clock;
    this.#tokenTtlS = tokenTtlS;
    this.#signingKey = box.keyFor('api-tokens');
  }

  /**
   * The caller behind an API key or a token; clients mix the two up, so either is taken anywhere.
   *
   * @throws ApiError 1101 or 1200
   */
  async caller(credential: string): Promise<Caller> {
    return enabled(
      credential.split('.').length === 3 ? await this.#byToken(credential) : await this.#byKey(credential),
    );
  }

  /** The caller behind a key that has proved itself before. @throws ApiError 1101 or 1200 */
  async callerById(keyId: string): Promise<Caller> {
    return enabled(await this.#keys.callerById(keyId));
  }

  /**
   * The caller behind a client id and its secret, which is the API key.
   *
   * @throws ApiError 1101 or 1200
   */
  async callerByPair(clientId: string, clientSecret: string): Promise<Caller> {
    const found = await this.#byKey(clientSecret);
    if (!found || !equalSecrets(found.key.clientId, clientId)) {
      throw new ApiError('illegalToken', 'clientId or clientSecret is wrong');
    }
    return enabled(found);
  }

  /** A token that speaks for the caller until it expires, or the key is disabled or gets a new secret. */
  issueToken({ account, key }: Caller): Promise<string> {
    const nowMs = this.#clock.nowMs();
    const nowS = Math.floor(nowMs / 1000);
    // In milliseconds, since seconds do not tell a token from one that was ended just before it was made.
    const madeMs = Math.max(nowMs, key.tokensValidFrom);
    return new SignJWT({ uid: account.uid, key: fingerprint(key), made: madeMs })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setAudience(AUDIENCE)
      .setSubject(key.id)
      .setIssuedAt(nowS)
      .setExpirationTime(nowS + this.#tokenTtlS)
      .sign(this.#signingKey);
  }

  #byKey(apiKey: string): Promise<Caller | null> {
    return this.#keys.callerByHash(this.#box.hash(apiKey));
  }

  async #byToken(token: string): Promise<Caller | null> {
    const payload = await this.#verified(token);
    const caller = payload && (await this.#keys.callerById(payload.sub ?? ''));
    const stillGood =
      caller && payload.key === fingerprint(caller.key) && Number(payload.made) >= caller.key.tokensValidFrom;
    return stillGood ? caller : null;
  }

  async #verified(token: string) {
    try {
      const { payload } = await jwtVerify<{ key?: string; made?: number }>(token, this.#signingKey, {
        audience: AUDIENCE,
        algorithms: ['HS256'],
        requiredClaims: ['exp', 'sub'],
        currentDate: new Date(this.#clock.nowMs()),
      });
      return payload;
    } catch {
      return null;
    }
  }
}
