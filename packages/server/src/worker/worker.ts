import type { EndReason } from '@avatarium/contract';
import type { Logger } from 'pino';
import { MAX_QUEUE_WAIT_MS } from '../sessions/lifetime.js';
import type { Lease } from '../storage/port.js';
import { HeldSession, type HeldSessionDeps } from './held-session.js';

/** A lease outlives two missed renewals. */
const LEASE_MS = 15_000;
const HEARTBEAT_MS = 5000;

export interface WorkerDeps extends Omit<HeldSessionDeps, 'onReleased'> {
  /** Sessions held at once. */
  capacity: number;
  log: Logger;
}

/** Claims sessions, as many as there is room for, and holds each under a lease until it ends. */
export class SessionWorker {
  readonly #deps: WorkerDeps;
  readonly #held = new Map<string, HeldSession>();
  #pass: Promise<void> = Promise.resolve();
  #cancelHeartbeat: () => void = () => {};
  #draining = false;

  constructor(deps: WorkerDeps) {
    this.#deps = deps;
  }

  get heldCount(): number {
    return this.#held.size;
  }

  /**
   * Begins to work. What this owner held before it was killed is claimed anew at once, without waiting for its
   * old leases to run out.
   */
  async start(): Promise<void> {
    await this.#deps.sessions.release(this.#deps.owner);
    await this.wake();
    this.#scheduleHeartbeat();
  }

  /** Looks for sessions to claim. Resolves when a look that began after this call is over. */
  wake(): Promise<void> {
    this.#pass = this.#pass.then(async () => {
      try {
        await this.#claimFree();
      } catch (error) {
        this.#deps.log.error({ err: error }, 'claiming sessions failed');
      }
    });
    return this.#pass;
  }

  /** Resolves when the session, if it is held here, is in its room or has failed to get there. */
  async started(id: string): Promise<void> {
    await this.#held.get(id)?.started;
  }

  /** Ends a session that is held here; false when it is not. */
  async end(id: string, reason: EndReason): Promise<boolean> {
    const held = this.#held.get(id);
    await held?.end(reason);
    return held !== undefined;
  }

  /** Takes nothing more and ends everything that is held. */
  async drain(reason: EndReason): Promise<void> {
    this.#draining = true;
    this.#cancelHeartbeat();
    await this.#pass;
    await Promise.all([...this.#held.values()].map((held) => held.end(reason)));
  }

  async #claimFree(): Promise<void> {
    const { sessions, clock, capacity, log } = this.#deps;
    const now = clock.nowMs();
    for (const row of await sessions.endOverdue(now, now - MAX_QUEUE_WAIT_MS)) {
      log.info({ session: row.id, reason: row.endReason }, 'session ended');
      await this.#deps.discard(row).catch((error) => log.warn({ err: error }, 'removing the room failed'));
    }
    while (!this.#draining && this.#held.size < capacity) {
      const row = await sessions.claim(this.#lease(), clock.nowMs());
      if (row === null) {
        return;
      }
      const held: HeldSession = new HeldSession(row, {
        ...this.#deps,
        onReleased: () => this.#release(held),
      });
      this.#held.set(row.id, held);
    }
  }

  #release(held: HeldSession): void {
    if (this.#held.get(held.id) === held) {
      this.#held.delete(held.id);
    }
    if (!this.#draining) {
      void this.wake();
    }
  }

  #lease(): Lease {
    return { owner: this.#deps.owner, expiresAt: this.#deps.clock.nowMs() + LEASE_MS };
  }

  #scheduleHeartbeat(): void {
    this.#cancelHeartbeat = this.#deps.clock.after(HEARTBEAT_MS, () => void this.#heartbeat());
  }

  /** Renews what is held, lets go of what is not ours any more, and looks for orphans. */
  async #heartbeat(): Promise<void> {
    try {
      const before = [...this.#held.values()];
      const ids = before.map((held) => held.id);
      const kept = new Set(await this.#deps.sessions.renew(this.#lease(), ids));
      for (const held of before) {
        if (!kept.has(held.id)) {
          void held.lost();
        }
      }
    } catch (error) {
      this.#deps.log.error({ err: error }, 'renewing leases failed');
    }
    await this.wake();
    if (!this.#draining) {
      this.#scheduleHeartbeat();
    }
  }
}
