import { mkdir, rm } from 'node:fs/promises';
import type { Clock } from '../../sessions/clock.js';
import type { KnowledgeSourceRow } from '../../storage/knowledge-port.js';
import type { Lease } from '../../storage/port.js';
import { INDEXING_LIMITS } from '../limits.js';
import { type IndexingDeps, indexSource } from './index-source.js';

/** A lease outlives two missed renewals. */
const LEASE_MS = 15_000;
const HEARTBEAT_MS = 5000;

interface Job {
  abort: AbortController;
  done: Promise<void>;
}

export interface IndexerDeps extends IndexingDeps {
  clock: Clock;
  /** The name that this process holds its leases under, the same after a restart. */
  owner: string;
}

/** Indexes what waits to be, a few sources at a time, each held under a lease. */
export class Indexer {
  readonly #deps: IndexerDeps;
  readonly #jobs = new Map<string, Job>();
  #pass: Promise<void> = Promise.resolve();
  #cancelHeartbeat: () => void = () => {};
  #draining = false;

  constructor(deps: IndexerDeps) {
    this.#deps = deps;
  }

  /** Begins to work, with what this owner was at when it was killed. */
  async start(): Promise<void> {
    const { tempDir, store, owner } = this.#deps;
    await rm(tempDir, { recursive: true, force: true });
    await mkdir(tempDir, { recursive: true, mode: 0o700 });
    await store.release(owner);
    await this.wake();
    this.#scheduleHeartbeat();
  }

  /** Looks for sources to index. Resolves when a look that began after this call is over. */
  wake(): Promise<void> {
    this.#pass = this.#pass.then(async () => {
      try {
        await this.#claimFree();
      } catch (error) {
        this.#deps.log.error({ err: error }, 'claiming sources failed');
      }
    });
    return this.#pass;
  }

  /** Renews what is held, and stops what was deleted or is not ours any more. */
  async review(): Promise<void> {
    try {
      const ids = [...this.#jobs.keys()];
      const kept = new Set(await this.#deps.store.renew(this.#lease(), ids));
      await Promise.all(ids.filter((id) => !kept.has(id)).map((id) => this.#drop(id)));
    } catch (error) {
      this.#deps.log.error({ err: error }, 'renewing leases failed');
    }
  }

  /** Stops what it is at, to be begun again after the next start. */
  async drain(): Promise<void> {
    this.#draining = true;
    this.#cancelHeartbeat();
    await this.#pass;
    const { store, owner, tempDir } = this.#deps;
    await Promise.all(
      [...this.#jobs].map(async ([id, { abort, done }]) => {
        abort.abort();
        await done;
        await store.giveBack(id, owner);
      }),
    );
    await rm(tempDir, { recursive: true, force: true });
  }

  async #claimFree(): Promise<void> {
    while (!this.#draining && this.#jobs.size < INDEXING_LIMITS.concurrent) {
      const claimed = await this.#deps.store.claim(this.#lease(), this.#deps.clock.nowMs());
      if (!claimed) {
        return;
      }
      // Claimed twice means that the first one has lost its lease and does not know yet.
      await this.#drop(claimed.source.id);
      this.#begin(claimed.source, claimed.accountId);
    }
  }

  #begin(source: KnowledgeSourceRow, accountId: string): void {
    const abort = new AbortController();
    const job: Job = {
      abort,
      done: indexSource(source, accountId, this.#deps.owner, this.#deps, abort.signal).then(() => {
        if (this.#jobs.get(source.id) === job) {
          this.#jobs.delete(source.id);
        }
        if (!this.#draining) {
          void this.wake();
        }
      }),
    };
    this.#jobs.set(source.id, job);
  }

  async #drop(id: string): Promise<void> {
    const job = this.#jobs.get(id);
    this.#jobs.delete(id);
    job?.abort.abort();
    await job?.done;
  }

  #lease(): Lease {
    return { owner: this.#deps.owner, expiresAt: this.#deps.clock.nowMs() + LEASE_MS };
  }

  #scheduleHeartbeat(): void {
    this.#cancelHeartbeat = this.#deps.clock.after(HEARTBEAT_MS, () => void this.#heartbeat());
  }

  async #heartbeat(): Promise<void> {
    await this.review();
    await this.wake();
    if (!this.#draining) {
      this.#scheduleHeartbeat();
    }
  }
}
