import type { ApiKeyRow, Caller } from '../account-port.js';
import type { Storage } from '../port.js';

let serial = 0;

/** A new id that no other call gives. */
export function newId(): string {
  serial += 1;
  return serial.toString(16).padStart(24, '0');
}

/** A key without limits, in the account of this name, which is made when there is none. */
export async function addKey(
  storage: Pick<Storage, 'accounts' | 'apiKeys'>,
  accountName: string,
  change: Partial<ApiKeyRow> = {},
): Promise<Caller> {
  const account = await storage.accounts.ensure({ id: newId(), name: accountName, createdAt: 0 });
  const id = newId();
  const key: ApiKeyRow = {
    id,
    accountId: account.id,
    name: `key-${id}`,
    clientId: `client-${id}`,
    keyHash: `hash-${id}`,
    keyEncrypted: 'sealed',
    disabled: false,
    tokensValidFrom: 0,
    budgetMs: null,
    usedMs: 0,
    maxSessions: null,
    maxRequestsPerMinute: null,
    webhookUrl: null,
    createdAt: 0,
    ...change,
  };
  await storage.apiKeys.insert(key);
  return { account, key };
}
