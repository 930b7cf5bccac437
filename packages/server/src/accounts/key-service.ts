import {
  ApiError,
  type ApiKey,
  type ApiKeyCreateRequest,
  type ApiKeyUpdateRequest,
  type ApiKeyWithSecret,
} from '@avatarium/contract';
import type { Clock } from '../sessions/clock.js';
import { type AccountRow, type ApiKeyChange, type ApiKeyRow, TakenError } from '../storage/account-port.js';
import type { Storage } from '../storage/port.js';
import type { SecretBox } from '../storage/secret-box.js';
import { makeCredential } from './credentials.js';
import { newKey } from './new-key.js';
import { presentKey } from './present-key.js';

export interface KeyServiceDeps {
  storage: Pick<Storage, 'apiKeys' | 'consoleSessions'>;
  box: SecretBox;
  clock: Clock;
  /** Rejects with an ApiError that names the field when nothing may be sent there. */
  checkUrl(field: string, url: string): Promise<void>;
  /** Ends what a key that is to work no more still runs. */
  endSessions(keyId: string): Promise<void>;
}

/** What is done with the keys of an account. Another account's key is one that does not exist. */
export class KeyService {
  readonly #deps: KeyServiceDeps;

  constructor(deps: KeyServiceDeps) {
    this.#deps = deps;
  }

  /** Oldest first. */
  async list(account: AccountRow, page: { offset: number; limit: number }) {
    const { count, rows } = await this.#deps.storage.apiKeys.list(account.id, page);
    return { count, keys: rows.map(presentKey) };
  }

  /** @throws ApiError 1014 */
  async show(account: AccountRow, id: string): Promise<ApiKey> {
    return presentKey({ account, key: await this.#find(account, id) });
  }

  /** @throws ApiError 1003 for a webhook that may not be called, 1222 when the name is taken */
  async create(account: AccountRow, request: ApiKeyCreateRequest): Promise<ApiKeyWithSecret> {
    const { storage, box, clock } = this.#deps;
    const { name, ...limits } = request;
    const apiKey = makeCredential();
    const key: ApiKeyRow = {
      ...newKey(box, {
        accountId: account.id,
        name,
        apiKey,
        clientId: makeCredential(),
        createdAt: clock.nowMs(),
      }),
      ...(await this.#limits(limits)),
    };
    await named(() => storage.apiKeys.insert(key));
    return { ...presentKey({ account, key }), api_key: apiKey };
  }

  /**
   * A key that is disabled loses its tokens, its sign-ins and its sessions, and does not get them back when it
   * is enabled again.
   *
   * @throws ApiError 1003, 1014 or 1222
   */
  async update(account: AccountRow, id: string, request: ApiKeyUpdateRequest): Promise<ApiKey> {
    const { name, disabled, ...limits } = request;
    const before = await this.#find(account, id);
    const change: ApiKeyChange = await this.#limits(limits);
    if (name !== undefined) {
      change.name = name;
    }
    if (disabled !== undefined) {
      change.disabled = disabled;
      if (disabled) {
        change.tokensValidFrom = this.#afterAllTokens(before);
      }
    }
    const key = await this.#change(account, id, change);
    if (disabled) {
      await this.#end(id);
    }
    return presentKey({ account, key });
  }

  /** A new secret in place of the old one, whose tokens and sign-ins end. Sessions go on. @throws ApiError 1014 */
  async rotate(account: AccountRow, id: string): Promise<ApiKeyWithSecret> {
    const { storage, box } = this.#deps;
    const before = await this.#find(account, id);
    const apiKey = makeCredential();
    const key = await this.#change(account, id, {
      keyHash: box.hash(apiKey),
      keyEncrypted: box.seal(apiKey),
      tokensValidFrom: this.#afterAllTokens(before),
    });
    await storage.consoleSessions.deleteOfKey(id);
    return { ...presentKey({ account, key }), api_key: apiKey };
  }

  /** Ends the key's sessions, which stay in the list, and forgets the key. @throws ApiError 1014 */
  async delete(account: AccountRow, id: string): Promise<void> {
    // From here on it makes no session, so that all of them are ended below.
    await this.#change(account, id, { disabled: true });
    await this.#end(id);
    await this.#deps.storage.apiKeys.delete(account.id, id);
  }

  async #end(id: string): Promise<void> {
    await this.#deps.storage.consoleSessions.deleteOfKey(id);
    await this.#deps.endSessions(id);
  }

  async #find(account: AccountRow, id: string): Promise<ApiKeyRow> {
    const key = await this.#deps.storage.apiKeys.find(account.id, id);
    if (!key) {
      throw new ApiError('resourceNotFound', 'The key does not exist');
    }
    return key;
  }

  async #change(account: AccountRow, id: string, change: ApiKeyChange): Promise<ApiKeyRow> {
    const key = await named(() => this.#deps.storage.apiKeys.update(account.id, id, change));
    if (!key) {
      throw new ApiError('resourceNotFound', 'The key does not exist');
    }
    return key;
  }

  /** Later than every token that was made, also by a clock that stood still or was set back. */
  #afterAllTokens(key: ApiKeyRow): number {
    return Math.max(this.#deps.clock.nowMs(), key.tokensValidFrom) + 1;
  }

  async #limits(request: Omit<ApiKeyUpdateRequest, 'name' | 'disabled'>): Promise<ApiKeyChange> {
    const change: ApiKeyChange = {};
    const { budget_minutes, max_sessions, rate_per_minute, webhook_url } = request;
    if (budget_minutes !== undefined) {
      change.budgetMs = budget_minutes === null ? null : Math.round(budget_minutes * 60_000);
    }
    if (max_sessions !== undefined) {
      change.maxSessions = max_sessions;
    }
    if (rate_per_minute !== undefined) {
      change.maxRequestsPerMinute = rate_per_minute;
    }
    if (webhook_url !== undefined) {
      if (webhook_url !== null) {
        await this.#deps.checkUrl('webhook_url', webhook_url);
      }
      change.webhookUrl = webhook_url;
    }
    return change;
  }
}

/** @throws ApiError 1222 when the name is taken */
async function named<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (error instanceof TakenError && error.field === 'name') {
      throw new ApiError('resourceExists', 'name: another key of the account has it');
    }
    throw error;
  }
}
