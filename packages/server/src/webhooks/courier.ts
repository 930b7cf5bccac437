import type { WebhookEnvelope } from '@avatarium/contract';
import type { Logger } from 'pino';
import type { Clock } from '../sessions/clock.js';
import type { AttemptOutcome, DueDelivery, WebhookStore } from '../storage/webhook-port.js';
import { retryDelayMs } from './back-off.js';
import { sealEvent } from './envelope.js';

/** How soon after an event its first attempt is made at the latest. */
const POLL_MS = 1000;
/** Attempts at once; of one key's no more than one, so that a slow receiver delays its own events only. */
const MAX_IN_FLIGHT = 8;
/** Longer than any attempt takes: what is claimed and not settled by then was a dead process's. */
const LEASE_MS = 60_000;
const KEPT_MS = 30 * 86_400_000;
const CLEAN_UP_EVERY_MS = 3_600_000;

export interface CourierDeps {
  webhooks: WebhookStore;
  clock: Clock;
  log: Logger;
  /** The name that this process holds its leases under, the same after a restart. */
  owner: string;
  /** Opens what the storage holds sealed. */
  unseal(sealed: string): string;
  /** Sends an envelope; resolves to the HTTP status, and rejects in words when there is no answer. */
  post(url: string, envelope: WebhookEnvelope, signal: AbortSignal): Promise<number>;
}

/** Delivers what is due, again and again until it is answered with 200 or given up. */
export class WebhookCourier {
  readonly #deps: CourierDeps;
  readonly #inFlight = new Map<string, Promise<void>>();
  #pass: Promise<void> = Promise.resolve();
  #cancelPoll: () => void = () => {};
  #cleanedUpAtMs = 0;
  readonly #stopping = new AbortController();

  constructor(deps: CourierDeps) {
    this.#deps = deps;
  }

  /** Begins to work, first of all on what this owner was at when it was killed. */
  async start(): Promise<void> {
    const { webhooks, owner, clock } = this.#deps;
    await webhooks.release(owner, clock.nowMs());
    void this.wake();
    this.#schedule();
  }

  /** Looks for what is due. Resolves when a look that began after this call is over. */
  wake(): Promise<void> {
    this.#pass = this.#pass.then(async () => {
      try {
        await this.#cleanUp();
        await this.#begin();
      } catch (error) {
        this.#deps.log.error({ err: error }, 'looking for webhook deliveries failed');
      }
    });
    return this.#pass;
  }

  /** Takes nothing more and breaks off what is on its way: it is delivered after the next start. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#cancelPoll();
    await this.#pass;
    await Promise.all(this.#inFlight.values());
    const { webhooks, owner, clock } = this.#deps;
    await webhooks.release(owner, clock.nowMs());
  }

  get #stopped(): boolean {
    return this.#stopping.signal.aborted;
  }

  #schedule(): void {
    this.#cancelPoll = this.#deps.clock.after(POLL_MS, async () => {
      await this.wake();
      if (!this.#stopped) {
        this.#schedule();
      }
    });
  }

  async #cleanUp(): Promise<void> {
    const { webhooks, clock } = this.#deps;
    const now = clock.nowMs();
    if (now >= this.#cleanedUpAtMs + CLEAN_UP_EVERY_MS) {
      await webhooks.deleteSettledBefore(now - KEPT_MS);
      this.#cleanedUpAtMs = now;
    }
  }

  async #begin(): Promise<void> {
    const { webhooks, clock, owner } = this.#deps;
    while (!this.#stopped && this.#inFlight.size < MAX_IN_FLIGHT) {
      const now = clock.nowMs();
      const lease = { owner, expiresAt: now + LEASE_MS };
      const due = await webhooks.claimDue(lease, now, [...this.#inFlight.keys()]);
      if (due === null) {
        return;
      }
      const attempt = this.#attempt(due).finally(() => {
        this.#inFlight.delete(due.keyId);
        if (!this.#stopped) {
          void this.wake();
        }
      });
      this.#inFlight.set(due.keyId, attempt);
    }
  }

  async #attempt(due: DueDelivery): Promise<void> {
    const { webhooks, log } = this.#deps;
    try {
      const outcome = await this.#send(due);
      if (outcome === null) {
        return;
      }
      await webhooks.settle(due.id, due.attempts, outcome);
      if (!('deliveredAt' in outcome)) {
        const { error, nextAttemptAt } = outcome;
        log.warn({ delivery: due.id, event: due.event, error, nextAttemptAt }, 'webhook not delivered');
      }
    } catch (error) {
      // The lease runs out, and it is tried again.
      log.error({ err: error, delivery: due.id }, 'a webhook attempt could not be recorded');
    }
  }

  /** Null for an attempt that the end of the server broke off: it counts for nothing. */
  async #send(due: DueDelivery): Promise<AttemptOutcome | null> {
    const { clock, unseal, post } = this.#deps;
    const failed = (error: string, status: number | null): AttemptOutcome => {
      const delayMs = retryDelayMs(due.attempts, Math.random());
      return { nextAttemptAt: delayMs === null ? null : clock.nowMs() + delayMs, status, error };
    };
    try {
      const credentials = { clientId: due.clientId, clientSecret: unseal(due.keyEncrypted) };
      const envelope = sealEvent(due.payload, credentials, clock.nowMs());
      const status = await post(due.url, envelope, this.#stopping.signal);
      return status === 200
        ? { deliveredAt: clock.nowMs(), status }
        : failed(`was answered with HTTP status ${status}`, status);
    } catch (error) {
      if (this.#stopped) {
        return null;
      }
      return failed((error instanceof Error ? error.message : String(error)).slice(0, 300), null);
    }
  }
}
