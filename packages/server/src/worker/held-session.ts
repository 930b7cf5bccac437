import type { EndReason } from '@avatarium/contract';
import type { Logger } from 'pino';
import type { LiveSession } from '../live/port.js';
import { metrics } from '../observability/metrics.js';
import type { Clock } from '../sessions/clock.js';
import { abandonedAtMs, deadlineMs, type LifetimeRules } from '../sessions/lifetime.js';
import type { SessionError, SessionRow, SessionStore } from '../storage/port.js';

/** No avatar takes this long to get into a room that works. */
const START_TIMEOUT_MS = 15_000;
/** A LiveSession promises to close within 3 s; this is when we stop believing it. */
const CLOSE_TIMEOUT_MS = 4000;

export interface HeldSessionDeps {
  sessions: SessionStore;
  clock: Clock;
  rules: LifetimeRules;
  owner: string;
  log: Logger;
  /** Prepares the room and builds the avatar's side of it. */
  open(session: SessionRow): Promise<LiveSession>;
  /** Removes what `open` has prepared. */
  discard(session: SessionRow): Promise<void>;
  /** Everything is cleaned up: the place is free. */
  onReleased(): void;
}

function withTimeout<T>(promise: Promise<T>, clock: Clock, timeoutMs: number, message: string): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const cancel = clock.after(timeoutMs, () => reject(new Error(message)));
    promise.then(resolve, reject).finally(cancel);
  });
}

/** A session's error as clients see it: without addresses and tokens that a library may have put in. */
function publicError(error: unknown): SessionError {
  const text = error instanceof Error ? error.message : String(error);
  const clean = text.replace(/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, '…').replace(/\b(?:wss?|https?):\/\/\S+/g, '…');
  return { code: 1218, msg: clean.slice(0, 300) };
}

/**
 * One claimed session from claim to release. It ends by the first of: a call of `end`, its deadline, want of
 * clients, a failure of the avatar, or the failure that its caller asked for. The row is ended first, so that detail never promises what is gone.
 */
export class HeldSession {
  readonly id: string;
  /** Settles, never rejects, once the avatar is in the room or has failed to get there. */
  readonly started: Promise<void>;
  readonly #deps: HeldSessionDeps;
  #row: SessionRow;
  readonly #opening: Promise<LiveSession>;
  #clients = 0;
  #absentSinceMs: number;
  #ending: Promise<void> | null = null;
  readonly #timers = new Map<'deadline' | 'absence' | 'failure', () => void>();

  constructor(row: SessionRow, deps: HeldSessionDeps) {
    this.id = row.id;
    this.#row = row;
    this.#deps = deps;
    this.#absentSinceMs = deps.clock.nowMs();
    this.#opening = deps.open(row);
    this.started = this.#start();
  }

  async #start(): Promise<void> {
    const { clock, sessions, owner, log } = this.#deps;
    const claimedAtMs = clock.nowMs();
    try {
      const live = await this.#opening;
      live.on('clients', (count) => this.#onClients(count));
      live.on('failed', (error) => void this.#fail(error));
      if (this.#ending) {
        return;
      }
      await withTimeout(live.start(), clock, START_TIMEOUT_MS, 'the avatar did not reach the room in time');
      const row = await sessions.markProcessing(this.id, owner, clock.nowMs());
      if (row === null) {
        void this.lost();
        return;
      }
      // A client may have been quicker than the reply of the database.
      this.#row = { ...row, joinedAt: row.joinedAt ?? this.#row.joinedAt };
      this.#absentSinceMs = clock.nowMs();
      metrics.sessionStart.observe((clock.nowMs() - claimedAtMs) / 1000);
      log.info({ session: this.id }, 'session started');
      this.#watch();
    } catch (error) {
      await this.#fail(error);
    }
  }

  /** Sets the timers by what is known now. */
  #watch(): void {
    const { rules } = this.#deps;
    const startedAt = this.#row.startedAt;
    if (startedAt === null || this.#ending) {
      return;
    }
    this.#timer('deadline', deadlineMs(this.#row), () => this.end('expired'));
    const { failAfterMs } = this.#row;
    this.#timer('failure', typeof failAfterMs === 'number' ? startedAt + failAfterMs : null, () =>
      this.#fail(new Error('The failure that x-avatarium-simulate asked for')),
    );
    const joined = this.#row.joinedAt !== null;
    const abandonedAt = abandonedAtMs({ startedAt, joined }, this.#clients, this.#absentSinceMs, rules);
    this.#timer('absence', abandonedAt, () => this.end('abandoned'));
  }

  #timer(name: 'deadline' | 'absence' | 'failure', atMs: number | null, callback: () => Promise<void>): void {
    this.#timers.get(name)?.();
    this.#timers.delete(name);
    if (atMs !== null) {
      const { clock } = this.#deps;
      this.#timers.set(
        name,
        clock.after(atMs - clock.nowMs(), () => void callback()),
      );
    }
  }

  #onClients(count: number): void {
    const { clock, sessions, log } = this.#deps;
    if (count === 0 && this.#clients > 0) {
      this.#absentSinceMs = clock.nowMs();
    }
    this.#clients = count;
    if (count > 0 && this.#row.joinedAt === null) {
      const joinedAt = clock.nowMs();
      this.#row = { ...this.#row, joinedAt };
      sessions.markJoined(this.id, joinedAt).catch((error) => log.error({ err: error }, 'joining not noted'));
    }
    this.#watch();
  }

  async #fail(error: unknown): Promise<void> {
    if (!this.#ending) {
      this.#deps.log.error({ err: error, session: this.id }, 'session failed');
    }
    await this.end('failed', publicError(error));
  }

  /** Ends the session and cleans up; resolves when nothing of it is left. Later calls wait for the first. */
  end(reason: EndReason, error?: SessionError): Promise<void> {
    this.#ending ??= this.#finish(async () => {
      const { sessions, clock, log } = this.#deps;
      const endedAt = clock.nowMs();
      const row = await sessions.end(this.id, {
        status: reason === 'failed' ? 4 : 3,
        endReason: reason,
        endedAt,
        error,
      });
      if (row) {
        metrics.sessionsEnded.inc({ reason });
        log.info({ session: this.id, reason }, 'session ended');
      }
    });
    return this.#ending;
  }

  /** Cleans up after a session that has ended, or gone to another worker, without us. */
  lost(): Promise<void> {
    this.#ending ??= this.#finish(async () => {});
    return this.#ending;
  }

  async #finish(record: () => Promise<void>): Promise<void> {
    const { clock, log } = this.#deps;
    const step = async (name: string, action: () => Promise<void>) => {
      try {
        await action();
      } catch (error) {
        log.error({ err: error, session: this.id }, `${name} failed`);
      }
    };
    for (const cancel of this.#timers.values()) {
      cancel();
    }
    this.#timers.clear();
    await step('recording the end', record);
    // One that is still being opened would be left behind if nobody waited for it.
    const live = await this.#opening.catch(() => null);
    if (live) {
      await step('closing the avatar', () =>
        withTimeout(live.close(), clock, CLOSE_TIMEOUT_MS, 'it took too long'),
      );
    }
    await step('removing the room', () => this.#deps.discard(this.#row));
    this.#deps.onReleased();
  }
}
