import type { Logger } from 'pino';

/** Undoes a start, last thing first, going on when one thing fails. */
export class Cleanups {
  readonly #actions: [name: string, action: () => unknown][] = [];

  add(name: string, action: () => unknown): void {
    this.#actions.push([name, action]);
  }

  async run(log: Logger): Promise<void> {
    for (const [name, action] of this.#actions.splice(0).reverse()) {
      try {
        await action();
      } catch (error) {
        log.error({ err: error }, `closing ${name} failed`);
      }
    }
  }
}
