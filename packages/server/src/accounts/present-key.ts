import type { ApiKey } from '@avatarium/contract';
import type { Caller } from '../storage/account-port.js';

/** A key as the API and the command line show it, without its secret. */
export function presentKey({ account, key }: Caller): ApiKey {
  return {
    _id: key.id,
    uid: account.uid,
    account: account.name,
    name: key.name,
    client_id: key.clientId,
    disabled: key.disabled,
    budget_minutes: key.budgetMs === null ? null : key.budgetMs / 60_000,
    used_seconds: key.usedMs / 1000,
    max_sessions: key.maxSessions,
    rate_per_minute: key.maxRequestsPerMinute,
    webhook_url: key.webhookUrl,
    create_time: key.createdAt,
  };
}
