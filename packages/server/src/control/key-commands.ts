import {
  ApiError,
  type ApiKey,
  accountName,
  apiKeyCreateRequest,
  apiKeyName,
  apiKeyUpdateRequest,
} from '@avatarium/contract';
import { z } from 'zod';
import { makeId } from '../accounts/credentials.js';
import { DEFAULT_NAME } from '../accounts/installation.js';
import type { KeyService } from '../accounts/key-service.js';
import { presentKey } from '../accounts/present-key.js';
import type { Clock } from '../sessions/clock.js';
import type { AccountRow, Caller } from '../storage/account-port.js';
import type { Storage } from '../storage/port.js';

/** Keys shown at once. */
const MAX_LISTED = 10_000;

const key = z.string().min(1, 'is required').max(100);
const account = accountName.optional();

/** What the operator can have done with keys. `key` is an id, or a name in `account`. */
export const keyCommand = z.discriminatedUnion('action', [
  apiKeyCreateRequest.extend({ action: z.literal('create'), account, name: apiKeyName.optional() }),
  z.object({ action: z.literal('list'), account }),
  apiKeyUpdateRequest.extend({ action: z.literal('update'), account, key }),
  z.object({ action: z.enum(['enable', 'disable', 'rotate', 'delete']), account, key }),
]);
export type KeyCommand = z.infer<typeof keyCommand>;

/** The keys that a command was about; with the secret where one was made. */
export type KeyCommandResult = (ApiKey & { api_key?: string })[];

/** The operator's hand on the keys of all accounts. */
export class KeyCommands {
  readonly #storage: Pick<Storage, 'accounts' | 'apiKeys'>;
  readonly #keys: KeyService;
  readonly #clock: Clock;

  constructor(storage: Pick<Storage, 'accounts' | 'apiKeys'>, keys: KeyService, clock: Clock) {
    this.#storage = storage;
    this.#keys = keys;
    this.#clock = clock;
  }

  /** @throws ApiError 1003, 1014 or 1222 */
  async execute(command: KeyCommand): Promise<KeyCommandResult> {
    switch (command.action) {
      case 'create': {
        const { action: _action, account: accountName = DEFAULT_NAME, name, ...limits } = command;
        const made = { id: makeId(), name: accountName, createdAt: this.#clock.nowMs() };
        const account = await this.#storage.accounts.ensure(made);
        return [
          await this.#keys.create(account, { ...limits, name: name ?? (await this.#freeName(account)) }),
        ];
      }
      case 'list': {
        const account = command.account === undefined ? null : await this.#account(command.account);
        const page = { offset: 0, limit: MAX_LISTED };
        return (await this.#storage.apiKeys.list(account?.id ?? null, page)).rows.map(presentKey);
      }
      case 'update': {
        const { action: _action, account: _account, key: _key, ...change } = command;
        const found = await this.#find(command);
        return [await this.#keys.update(found.account, found.key.id, change)];
      }
      case 'enable':
      case 'disable': {
        const found = await this.#find(command);
        const disabled = command.action === 'disable';
        return [await this.#keys.update(found.account, found.key.id, { disabled })];
      }
      case 'rotate': {
        const found = await this.#find(command);
        return [await this.#keys.rotate(found.account, found.key.id)];
      }
      case 'delete': {
        const found = await this.#find(command);
        await this.#keys.delete(found.account, found.key.id);
        return [presentKey(found)];
      }
    }
  }

  async #account(name: string): Promise<AccountRow> {
    const account = await this.#storage.accounts.findByName(name);
    if (!account) {
      throw new ApiError('resourceNotFound', `account: there is no account "${name}"`);
    }
    return account;
  }

  async #find(command: { key: string; account?: string | undefined }): Promise<Caller> {
    const byId = await this.#storage.apiKeys.callerById(command.key);
    if (byId && (command.account === undefined || byId.account.name === command.account)) {
      return byId;
    }
    const account = await this.#account(command.account ?? DEFAULT_NAME);
    const key = await this.#storage.apiKeys.findByName(account.id, command.key);
    if (!key) {
      throw new ApiError('resourceNotFound', `There is no key "${command.key}" in account "${account.name}"`);
    }
    return { account, key };
  }

  async #freeName(account: AccountRow): Promise<string> {
    const { count } = await this.#storage.apiKeys.list(account.id, { offset: 0, limit: 1 });
    for (let number = count + 1; ; number++) {
      const name = `key-${number}`;
      if (!(await this.#storage.apiKeys.findByName(account.id, name))) {
        return name;
      }
    }
  }
}
