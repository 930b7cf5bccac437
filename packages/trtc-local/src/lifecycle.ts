import { aborted } from './errors.js';

type Kind = 'start' | 'update' | 'stop';

type Operation = {
  kind: Kind;
  functionName: string;
  run(): Promise<void>;
  /** Whether a start asks for the same as another one; compared by its owner. */
  key: string;
  promise: Promise<void>;
  resolve(): void;
  reject(error: unknown): void;
};

/**
 * The order of start, update and stop of one thing (the room, the microphone, a view), as the vendor's SDK keeps it:
 * one operation at a time; what cannot be meant, such as a second start, is refused as aborted; a stop during a start
 * waits for it and then undoes it.
 */
export class Lifecycle {
  #started = false;
  /** The first one runs, the others wait. */
  #operations: Operation[] = [];

  get isStarted(): boolean {
    return this.#started;
  }

  /** Starts the thing. Two starts with one `key` ask for the same. */
  start(functionName: string, run: () => Promise<void>, key = ''): Promise<void> {
    const [current] = this.#operations;
    const last = this.#operations.at(-1);
    if (!current || !last) {
      if (this.#started) return Promise.reject(aborted(functionName, 'it is started already'));
    } else if (last.kind !== 'stop') {
      return Promise.reject(aborted(functionName, 'it is being started already'));
    } else if (last !== current && current.key === key) {
      // A stop waited for the start that is now asked for again: it is not stopped at all.
      this.#operations.pop();
      last.reject(aborted(last.functionName, 'it was started again meanwhile'));
      return Promise.reject(aborted(functionName, 'it is being started already'));
    }
    return this.#enqueue('start', functionName, run, key);
  }

  /** Changes the started thing. */
  update(functionName: string, run: () => Promise<void>): Promise<void> {
    const last = this.#operations.at(-1);
    if (last ? last.kind === 'stop' : !this.#started)
      return Promise.reject(aborted(functionName, 'it is not started'));
    return this.#enqueue('update', functionName, run);
  }

  /** Stops the thing; `run` runs even if nothing is started. */
  stop(functionName: string, run: () => Promise<void>): Promise<void> {
    const [current, ...waiting] = this.#operations;
    const last = this.#operations.at(-1);
    if (last?.kind === 'stop') return last.promise;
    for (const operation of waiting)
      operation.reject(aborted(operation.functionName, 'it was stopped meanwhile'));
    if (current) this.#operations = [current];
    return current?.kind === 'stop' ? current.promise : this.#enqueue('stop', functionName, run);
  }

  #enqueue(kind: Kind, functionName: string, run: () => Promise<void>, key = ''): Promise<void> {
    const { promise, resolve, reject } = deferred();
    this.#operations.push({ kind, functionName, run, key, promise, resolve, reject });
    if (this.#operations.length === 1) void this.#next();
    return promise;
  }

  async #next(): Promise<void> {
    for (let [operation] = this.#operations; operation; [operation] = this.#operations) {
      try {
        await operation.run();
        if (operation.kind !== 'update') this.#started = operation.kind === 'start';
        this.#operations.shift();
        operation.resolve();
      } catch (error) {
        this.#operations.shift();
        operation.reject(error);
        if (operation.kind === 'start') this.#dropUpdates();
      }
    }
  }

  /** Updates that waited for a start which failed. */
  #dropUpdates(): void {
    while (this.#operations[0]?.kind === 'update') {
      const update = this.#operations.shift();
      update?.reject(aborted(update.functionName, 'the start that it waited for failed'));
    }
  }
}

/** A promise that is settled from outside. Node 20 and older browsers lack `Promise.withResolvers`. */
export function deferred(): { promise: Promise<void>; resolve(): void; reject(error: unknown): void } {
  let resolve: () => void = () => {};
  let reject: (error: unknown) => void = () => {};
  const promise = new Promise<void>((done, failed) => {
    resolve = done;
    reject = failed;
  });
  return { promise, resolve, reject };
}
