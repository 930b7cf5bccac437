import { ApiError } from '@avatarium/contract';
import { jwtVerify, SignJWT } from 'jose';
import type { Clock } from '../sessions/clock.js';
import type { AccountRow, AccountStore } from '../storage/port.js';
import type { SecretBox } from '../storage/secret-box.js';
import { equalSecrets } from './accounts.js';

const AUDIENCE = 'avatarium-api';

/** Ties a token to the key it was got with: a new key ends the old one's tokens. */
function keyFingerprint(account: AccountRow): string {
  return account.keyHash.slice(0, 16);
}

/** Turns API keys and tokens into accounts, and makes tokens. */
export class Authenticator {
  readonly #accounts: AccountStore;
  readonly #box: SecretBox;
  readonly #clock: Clock;
  readonly #tokenTtlS: number;
  readonly #signingKey: Buffer;

  constructor(accounts: AccountStore, box: SecretBox, clock: Clock, tokenTtlS: number) {
    this.#accounts = accounts;
    this.#box = box;
    this.#clock = clock;
    this.#tokenTtlS = tokenTtlS;
    this.#signingKey = box.keyFor('api-tokens');
  }

  /**
   * The account behind an API key or a token; clients mix the two up, so either is taken anywhere.
   *
   * @throws ApiError 1101 or 1200
   */
  async account(credential: string): Promise<AccountRow> {
    const account =
      credential.split('.').length === 3 ? await this.#byToken(credential) : await this.byKey(credential);
    if (!account) {
      throw new ApiError('illegalToken');
    }
    return this.#enabled(account);
  }

  byKey(apiKey: string): Promise<AccountRow | null> {
    return this.#accounts.findByKeyHash(this.#box.hash(apiKey));
  }

  byId(accountId: string): Promise<AccountRow | null> {
    return this.#accounts.findById(accountId);
  }

  /**
   * A token for a client id and its secret, which is the API key.
   *
   * @throws ApiError 1101 or 1200
   */
  async issueToken(clientId: string, clientSecret: string): Promise<string> {
    const account = await this.byKey(clientSecret);
    if (!account || !equalSecrets(account.clientId, clientId)) {
      throw new ApiError('illegalToken', 'clientId or clientSecret is wrong');
    }
    const nowS = Math.floor(this.#clock.nowMs() / 1000);
    return new SignJWT({ uid: this.#enabled(account).uid, key: keyFingerprint(account) })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setAudience(AUDIENCE)
      .setSubject(account.id)
      .setIssuedAt(nowS)
      .setExpirationTime(nowS + this.#tokenTtlS)
      .sign(this.#signingKey);
  }

  async #byToken(token: string): Promise<AccountRow | null> {
    try {
      const { payload } = await jwtVerify<{ key?: string }>(token, this.#signingKey, {
        audience: AUDIENCE,
        algorithms: ['HS256'],
        requiredClaims: ['exp', 'sub'],
        currentDate: new Date(this.#clock.nowMs()),
      });
      const account = await this.byId(payload.sub ?? '');
      return account && payload.key === keyFingerprint(account) ? account : null;
    } catch {
      return null;
    }
  }

  #enabled(account: AccountRow): AccountRow {
    if (account.disabled) {
      throw new ApiError('accountBlocked');
    }
    return account;
  }
}
