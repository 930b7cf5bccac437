import { Duplex } from 'node:stream';
import type { Worker } from 'node:worker_threads';

/**
 * What the PostgreSQL driver takes for its socket: the bytes go to the thread that holds the database, and what
 * it answers comes back.
 */
export class PgliteSocket extends Duplex {
  readonly #worker: Worker;
  readonly #onMessage = (message: unknown) => {
    if (message instanceof Uint8Array) {
      this.push(message);
    }
  };

  readonly #onExit = () => this.destroy();

  constructor(worker: Worker) {
    super();
    this.#worker = worker;
    worker.on('message', this.#onMessage);
    if (worker.threadId < 0) {
      this.destroy(new Error('the database thread has ended'));
    }
    worker.once('exit', this.#onExit);
  }

  /** The driver closes politely only what says it is open. */
  get readyState(): 'open' | 'closed' {
    return this.destroyed ? 'closed' : 'open';
  }

  override _read(): void {}

  override _write(chunk: Uint8Array, _encoding: BufferEncoding, done: () => void): void {
    // The driver reuses its buffer; the copy is handed over whole.
    const copy = new Uint8Array(chunk);
    this.#worker.postMessage(copy, [copy.buffer]);
    done();
  }

  override _final(done: () => void): void {
    done();
    this.destroy();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#worker.off('message', this.#onMessage).off('exit', this.#onExit);
    done(error);
  }
}
