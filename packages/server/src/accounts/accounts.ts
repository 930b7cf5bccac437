import { randomBytes, randomInt, timingSafeEqual } from 'node:crypto';
import type { AccountRow, AccountStore } from '../storage/port.js';
import type { SecretBox } from '../storage/secret-box.js';

const ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789';
/** API keys and client ids that we make; the key doubles as an AES-192 key. */
const KEY_LENGTH = 24;
const FIRST_UID = 100_001;

function randomText(length: number): string {
  return Array.from({ length }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
}

export interface GivenCredentials {
  apiKey?: string | undefined;
  clientId?: string | undefined;
}

export interface EnsuredAccount {
  account: AccountRow;
  /** Made just now, to be shown once. */
  made: { apiKey?: string; clientId?: string };
}

/**
 * The installation's account: made at the first start, brought in line with the settings API_KEY and CLIENT_ID
 * at every later one.
 */
export async function ensureAccount(
  store: AccountStore,
  box: SecretBox,
  given: GivenCredentials,
  nowMs: number,
): Promise<EnsuredAccount> {
  const existing = await store.first();
  if (!existing) {
    const apiKey = given.apiKey ?? randomText(KEY_LENGTH);
    const clientId = given.clientId ?? randomText(KEY_LENGTH);
    const account: AccountRow = {
      id: randomBytes(12).toString('hex'),
      uid: FIRST_UID,
      clientId,
      keyHash: box.hash(apiKey),
      keyEncrypted: box.seal(apiKey),
      disabled: false,
      createdAt: nowMs,
    };
    await store.insert(account);
    const made = {
      ...(given.apiKey === undefined ? { apiKey } : {}),
      ...(given.clientId === undefined ? { clientId } : {}),
    };
    return { account, made };
  }
  const change: Parameters<AccountStore['update']>[1] = {};
  if (given.apiKey !== undefined && box.hash(given.apiKey) !== existing.keyHash) {
    change.keyHash = box.hash(given.apiKey);
    change.keyEncrypted = box.seal(given.apiKey);
  }
  if (given.clientId !== undefined && given.clientId !== existing.clientId) {
    change.clientId = given.clientId;
  }
  if (Object.keys(change).length > 0) {
    await store.update(existing.id, change);
  }
  return { account: { ...existing, ...change }, made: {} };
}

/** Compares without telling by the time it takes how much was right. */
export function equalSecrets(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}
