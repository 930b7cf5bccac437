import type { AvatarStep } from '@avatarium/contract';
import type { Clock } from '../../sessions/clock.js';
import type { AvatarOutcome, AvatarRow, AvatarStore } from '../../storage/avatar-port.js';
import type { Lease } from '../../storage/port.js';
import { failure, ofLibrary } from './failure.js';
import { type ImportDeps, ImportJob } from './job.js';
import { ImportError } from './rules.js';

/** A lease outlives two missed renewals. */
const LEASE_MS = 30_000;
const HEARTBEAT_MS = 10_000;
/** Media that is fetched and read at once; reading it costs a core. */
const IMPORTS_AT_ONCE = 2;

export interface ImporterDeps extends Omit<ImportDeps, 'onProgress'> {
  avatars: AvatarStore;
  clock: Clock;
  owner: string;
}

/** How far an avatar is, and what goes on. */
export interface AvatarProgress {
  /** From 0 to 1. */
  part: number;
  step: AvatarStep;
}

interface Running {
  controller: AbortController;
  done: Promise<void>;
  progress: AvatarProgress;
}

/** Claims avatars that are to be made, a few at a time, and holds each under a lease until it is. */
export class AvatarImporter {
  readonly #deps: ImporterDeps;
  readonly #running = new Map<string, Running>();
  readonly #waiters = new Map<string, () => void>();
  #pass: Promise<void> = Promise.resolve();
  #cancelHeartbeat: () => void = () => {};
  #stopped = false;

  constructor(deps: ImporterDeps) {
    this.#deps = deps;
  }

  /** Begins to work, first of all on what this owner left when it was killed. */
  async start(): Promise<void> {
    await this.#deps.avatars.release(this.#deps.owner);
    await this.wake();
    this.#scheduleHeartbeat();
  }

  /** Looks for avatars to make. Resolves when a look that began after this call is over. */
  wake(): Promise<void> {
    this.#pass = this.#pass.then(async () => {
      try {
        await this.#claimFree();
      } catch (error) {
        this.#deps.log.error({ err: error }, 'claiming avatars failed');
      }
    });
    return this.#pass;
  }

  /** How far an avatar is that is being made here; null when it is not. */
  progressOf(id: string): AvatarProgress | null {
    return this.#running.get(id)?.progress ?? null;
  }

  /** Resolves when an avatar that waits or is being made has been made here, or cannot be, or was deleted. */
  finished(id: string): Promise<void> {
    return new Promise((resolve) => {
      const before = this.#waiters.get(id);
      this.#waiters.set(id, () => {
        before?.();
        resolve();
      });
    });
  }

  /** Drops the import of an avatar that has been deleted; resolves when nothing of it goes on. */
  async cancel(id: string): Promise<void> {
    const running = this.#running.get(id);
    running?.controller.abort(new Error('the avatar has been deleted'));
    await running?.done;
    this.#tell(id);
  }

  /** Takes nothing more, drops what is being made, and leaves it for the next start. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelHeartbeat();
    await this.#pass;
    const running = [...this.#running.values()];
    for (const { controller } of running) {
      controller.abort(new Error('the server is stopping'));
    }
    await Promise.all(running.map(({ done }) => done));
    await this.#deps.avatars.release(this.#deps.owner);
  }

  async #claimFree(): Promise<void> {
    const { avatars, clock } = this.#deps;
    while (!this.#stopped && this.#running.size < IMPORTS_AT_ONCE) {
      const row = await avatars.claim(this.#lease(), clock.nowMs());
      if (row === null) {
        return;
      }
      if (this.#running.has(row.id)) {
        // Our own lease had lapsed before we could renew it; now we have.
        continue;
      }
      const controller = new AbortController();
      const done = this.#make(row, controller.signal).finally(() => {
        this.#running.delete(row.id);
        if (!this.#stopped) {
          void this.wake();
        }
      });
      this.#running.set(row.id, { controller, done, progress: { part: 0, step: 'fetch' } });
    }
  }

  /** Never rejects. */
  async #make(row: AvatarRow, signal: AbortSignal): Promise<void> {
    const { avatars, library, clock, owner, log } = this.#deps;
    const onProgress: ImportDeps['onProgress'] = (id, part, step) => {
      const running = this.#running.get(id);
      if (running) {
        running.progress = { part: Math.max(running.progress.part, part), step };
      }
    };
    const job = new ImportJob(row, { ...this.#deps, onProgress }, signal);
    let outcome: AvatarOutcome;
    try {
      outcome = await job.run();
    } catch (error) {
      if (signal.aborted) {
        return;
      }
      log.error({ err: error, avatar: row.id }, 'making an avatar failed');
      outcome = failure(new ImportError('processingError', 'something went wrong on the server; try again'));
    }
    try {
      const at = { nowMs: clock.nowMs(), maxAccountBytes: library.limits.maxAccountBytes };
      let finished = await avatars.finish(row.id, owner, outcome, at);
      if (finished === 'full') {
        // Others have used the room up while it was made.
        await job.undo();
        finished = await avatars.finish(row.id, owner, failure(ofLibrary(library.full())), at);
      }
      if (finished === 'full' || !finished) {
        await job.undo();
        return;
      }
      this.#tell(row.id);
      log.info({ avatar: row.id, status: finished.status, code: finished.error?.code }, 'avatar finished');
    } catch (error) {
      // Whether it was stored after all nobody can tell now: if not, the lease lapses and it is made again.
      log.error({ err: error, avatar: row.id }, 'the end of an avatar could not be stored');
    }
  }

  #tell(id: string): void {
    this.#waiters.get(id)?.();
    this.#waiters.delete(id);
  }

  #lease(): Lease {
    return { owner: this.#deps.owner, expiresAt: this.#deps.clock.nowMs() + LEASE_MS };
  }

  #scheduleHeartbeat(): void {
    this.#cancelHeartbeat = this.#deps.clock.after(HEARTBEAT_MS, () => void this.#heartbeat());
  }

  /** Renews what is being made, lets go of what is not ours any more, and looks for orphans. */
  async #heartbeat(): Promise<void> {
    try {
      const ids = [...this.#running.keys()];
      const kept = new Set(await this.#deps.avatars.renew(this.#lease(), ids));
      for (const id of ids.filter((one) => !kept.has(one))) {
        this.#running.get(id)?.controller.abort(new Error('the lease is lost'));
      }
    } catch (error) {
      this.#deps.log.error({ err: error }, 'renewing leases of avatars failed');
    }
    await this.wake();
    if (!this.#stopped) {
      this.#scheduleHeartbeat();
    }
  }
}
