import type { LiveSession, LiveSessionEvents, LiveSessionOptions } from '../../live/port.js';

/** An avatar that is in no room: it records what is asked of it and says what it is told to say. */
export class FakeLiveSession implements LiveSession {
  readonly calls: ('start' | 'close')[] = [];
  readonly #listeners: Partial<{
    [E in keyof LiveSessionEvents]: ((...args: LiveSessionEvents[E]) => void)[];
  }> = {};
  readonly #entered = deferred();

  constructor(
    readonly options: LiveSessionOptions,
    /** When false, it waits outside until `enter` or `fail`. */
    entersAtOnce: boolean,
  ) {
    if (entersAtOnce) {
      this.#entered.resolve();
    }
  }

  on<E extends keyof LiveSessionEvents>(event: E, listener: (...args: LiveSessionEvents[E]) => void): void {
    const known: ((...args: LiveSessionEvents[E]) => void)[] = this.#listeners[event] ?? [];
    known.push(listener);
    Object.assign(this.#listeners, { [event]: known });
  }

  async start(): Promise<void> {
    this.calls.push('start');
    await this.#entered.promise;
  }

  async close(): Promise<void> {
    this.calls.push('close');
    this.#entered.reject(new Error('closed'));
    this.#entered.promise.catch(() => {});
  }

  enter(): void {
    this.#entered.resolve();
  }

  refuse(error: Error): void {
    this.#entered.reject(error);
  }

  tellClients(count: number): void {
    for (const listener of this.#listeners.clients ?? []) {
      listener(count);
    }
  }

  tellFailed(error: Error): void {
    for (const listener of this.#listeners.failed ?? []) {
      listener(error);
    }
  }

  get closed(): boolean {
    return this.calls.includes('close');
  }
}

function deferred(): { promise: Promise<void>; resolve: () => void; reject: (error: Error) => void } {
  let resolve: () => void = () => {};
  let reject: (error: Error) => void = () => {};
  const promise = new Promise<void>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
}
