import { StartError } from '../config/start-error.js';
import { type AccountRow, type ApiKeyChange, type ApiKeyRow, TakenError } from '../storage/account-port.js';
import type { Storage } from '../storage/port.js';
import type { SecretBox } from '../storage/secret-box.js';
import { makeCredential, makeId } from './credentials.js';
import { newKey } from './new-key.js';

/** Name of the account that every installation has, and of the key that the settings speak of. */
export const DEFAULT_NAME = 'default';

export interface GivenCredentials {
  apiKey?: string | undefined;
  clientId?: string | undefined;
}

export interface Installation {
  account: AccountRow;
  /** The account's key that the settings speak of, or another that works when there is none. */
  key: ApiKeyRow;
  /** Made just now, to be shown once. */
  made: { apiKey?: string; clientId?: string };
}

/**
 * The installation's own account and key: made at the first start, the key brought in line with the settings
 * API_KEY and CLIENT_ID at every later one.
 *
 * @throws StartError when the settings name what belongs to another key
 */
export async function ensureInstallation(
  storage: Pick<Storage, 'accounts' | 'apiKeys' | 'consoleSessions'>,
  box: SecretBox,
  given: GivenCredentials,
  nowMs: number,
): Promise<Installation> {
  const account = await storage.accounts.ensure({ id: makeId(), name: DEFAULT_NAME, createdAt: nowMs });
  try {
    return { account, ...(await ensureKey(storage, box, account, given, nowMs)) };
  } catch (error) {
    if (error instanceof TakenError) {
      throw new StartError(
        `${error.field === 'clientId' ? 'CLIENT_ID' : 'API_KEY'}: belongs to another key`,
        2,
      );
    }
    throw error;
  }
}

async function ensureKey(
  { apiKeys, consoleSessions }: Pick<Storage, 'apiKeys' | 'consoleSessions'>,
  box: SecretBox,
  account: AccountRow,
  given: GivenCredentials,
  nowMs: number,
): Promise<Pick<Installation, 'key' | 'made'>> {
  const existing = await apiKeys.findByName(account.id, DEFAULT_NAME);
  if (existing) {
    const change: ApiKeyChange = {};
    if (given.apiKey !== undefined && box.hash(given.apiKey) !== existing.keyHash) {
      change.keyHash = box.hash(given.apiKey);
      change.keyEncrypted = box.seal(given.apiKey);
    }
    if (given.clientId !== undefined && given.clientId !== existing.clientId) {
      change.clientId = given.clientId;
    }
    const key = await apiKeys.update(account.id, existing.id, change);
    if (change.keyHash !== undefined) {
      await consoleSessions.deleteOfKey(existing.id);
    }
    return { key: key ?? existing, made: {} };
  }
  if (given.apiKey === undefined) {
    const { rows } = await apiKeys.list(account.id, { offset: 0, limit: 100 });
    const other = rows.find(({ key }) => !key.disabled) ?? rows[0];
    if (other) {
      return { key: other.key, made: {} };
    }
  }
  const apiKey = given.apiKey ?? makeCredential();
  const clientId = given.clientId ?? makeCredential();
  const key = newKey(box, { accountId: account.id, name: DEFAULT_NAME, apiKey, clientId, createdAt: nowMs });
  await apiKeys.insert(key);
  return {
    key,
    made: {
      ...(given.apiKey === undefined ? { apiKey } : {}),
      ...(given.clientId === undefined ? { clientId } : {}),
    },
  };
}
