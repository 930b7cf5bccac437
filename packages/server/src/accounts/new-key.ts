import type { ApiKeyRow } from '../storage/account-port.js';
import type { SecretBox } from '../storage/secret-box.js';
import { makeId } from './credentials.js';

/** The row of a key without limits. */
export function newKey(
  box: SecretBox,
  facts: { accountId: string; name: string; apiKey: string; clientId: string; createdAt: number },
): ApiKeyRow {
  const { apiKey, ...row } = facts;
  return {
    ...row,
    id: makeId(),
    keyHash: box.hash(apiKey),
    keyEncrypted: box.seal(apiKey),
    disabled: false,
    tokensValidFrom: 0,
    budgetMs: null,
    usedMs: 0,
    maxSessions: null,
    maxRequestsPerMinute: null,
    webhookUrl: null,
  };
}
