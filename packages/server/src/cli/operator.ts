import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ApiError } from '@avatarium/contract';
import { DataDirInUseError } from '../config/data-dir.js';
import type { Settings } from '../config/settings.js';
import { StartError } from '../config/start-error.js';
import type { Command, ResultOf } from '../control/commands.js';
import { sendCommand } from '../control/control-client.js';
import { type DirectExecutor, openDirectly } from './direct.js';

/** How long a server that starts or stops may keep a command waiting. */
const WAIT_MS = 10_000;
const RETRY_MS = 250;

/**
 * Has commands carried out: by the server that runs in the data folder, or by this process, on the database itself,
 * when none runs. Which of the two, the first command finds out.
 */
export class Operator {
  readonly #settings: Settings;
  #direct: DirectExecutor | null = null;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  /** @throws StartError with the one line to print */
  async execute<C extends Command>(command: C): Promise<ResultOf<C>> {
    const giveUpAt = Date.now() + WAIT_MS;
    for (;;) {
      const reply = this.#direct ? null : await sendCommand(resolve(this.#settings.DATA_DIR), command);
      if (reply && 'result' in reply) {
        return reply.result;
      }
      if (reply && 'error' in reply) {
        throw new StartError(reply.error);
      }
      try {
        if (reply) {
          throw new DataDirInUseError(reply.busy);
        }
        this.#direct ??= await openDirectly(this.#settings);
        return (await this.#direct.execute(command)) as ResultOf<C>;
      } catch (error) {
        if (error instanceof ApiError) {
          throw new StartError(error.message);
        }
        if (!(error instanceof DataDirInUseError) || Date.now() > giveUpAt) {
          throw error;
        }
        await delay(RETRY_MS);
      }
    }
  }

  async close(): Promise<void> {
    await this.#direct?.close();
  }
}
