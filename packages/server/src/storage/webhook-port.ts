import type { WebhookEvent, WebhookPayload } from '@avatarium/contract';
import type { Lease } from './port.js';

/** One event for one key's webhook. The database makes it in the transaction that changes the object's status. */
export interface WebhookDeliveryRow {
  /** 24 hexadecimal characters; `event_id` of the payload. */
  id: string;
  accountId: string;
  keyId: string;
  event: WebhookEvent;
  payload: WebhookPayload;
  url: string;
  /** Attempts that were begun. */
  attempts: number;
  /** Null when delivered or given up. */
  nextAttemptAt: number | null;
  deliveredAt: number | null;
  /** HTTP status of the last attempt that was answered. */
  lastStatus: number | null;
  lastError: string | null;
  createdAt: number;
}

/** What sends a delivery needs to know beside it. */
export interface DueDelivery extends WebhookDeliveryRow {
  clientId: string;
  /** The key's secret, sealed. */
  keyEncrypted: string;
}

/** How an attempt went: delivered, to be tried again, or given up when `nextAttemptAt` is null. */
export type AttemptOutcome =
  | { deliveredAt: number; status: number }
  | { nextAttemptAt: number | null; status: number | null; error: string };

export interface WebhookStore {
  /**
   * Begins an attempt at what has been due for longest, leaving out these keys. Nobody else gets it before the
   * lease ends; after that it is due again, should the process have died.
   */
  claimDue(lease: Lease, nowMs: number, exceptKeys: string[]): Promise<DueDelivery | null>;
  /** Makes due now what this owner was at when it was killed or stopped; the attempts do not count. */
  release(owner: string, nowMs: number): Promise<void>;
  /** Notes how the attempt of this number went, unless another one has begun since. */
  settle(id: string, attempt: number, outcome: AttemptOutcome): Promise<void>;
  /** Newest first. `count` is of all pages. */
  list(
    accountId: string,
    page: { offset: number; limit: number },
  ): Promise<{ count: number; rows: WebhookDeliveryRow[] }>;
  /** Makes a delivery due now, to the key's present URL. Null when the account has none of this id. */
  retry(accountId: string, id: string, nowMs: number): Promise<WebhookDeliveryRow | null>;
  /** Forgets what was delivered or given up and happened before. */
  deleteSettledBefore(createdBeforeMs: number): Promise<void>;
}
