/** Longer than most pieces of work, and too short to be heard or seen. */
const TURN_MS = 2;

/**
 * Does work in the order it comes, but lets the event loop turn every few milliseconds, so that what cannot wait is
 * served in between. Work that throws ends the process as it would anywhere else; what comes after it is still done.
 */
export class WorkInTurns {
  #waiting: (() => void)[] = [];
  #scheduled = false;

  add(work: () => void): void {
    this.#waiting.push(work);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#scheduled || this.#waiting.length === 0) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#turn();
    });
  }

  #turn(): void {
    const startMs = performance.now();
    let done = 0;
    try {
      while (done < this.#waiting.length && performance.now() - startMs < TURN_MS) {
        const work = this.#waiting[done++];
        work?.();
      }
    } finally {
      this.#waiting = this.#waiting.slice(done);
      this.#schedule();
    }
  }
}
