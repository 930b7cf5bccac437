import type { Logger } from 'pino';
import type { Clock } from '../sessions/clock.js';
import type { TranscriptStore } from '../storage/transcript-port.js';

const EVERY_MS = 3_600_000;
const DAY_MS = 86_400_000;

interface RetentionDeps {
  store: Pick<TranscriptStore, 'deleteBefore'>;
  clock: Clock;
  log: Logger;
  /** 0 keeps none. */
  days: number;
}

/** Forgets turns when they have been kept for as long as they are to be. */
export class TranscriptRetention {
  readonly #deps: RetentionDeps;
  #cancelTimer: () => void = () => {};
  #pass: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(deps: RetentionDeps) {
    this.#deps = deps;
  }

  /** Forgets what is due, now and every hour. */
  start(): void {
    this.#pass = this.#forget().finally(() => {
      if (!this.#stopped) {
        this.#cancelTimer = this.#deps.clock.after(EVERY_MS, () => this.start());
      }
    });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelTimer();
    await this.#pass;
  }

  async #forget(): Promise<void> {
    const { store, clock, log, days } = this.#deps;
    try {
      const turns = await store.deleteBefore(clock.nowMs() - days * DAY_MS);
      if (turns > 0) {
        log.info({ turns, days }, 'old transcripts have been deleted');
      }
    } catch (error) {
      log.error({ err: error }, 'deleting old transcripts failed');
    }
  }
}
