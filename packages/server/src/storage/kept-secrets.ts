import { randomBytes } from 'node:crypto';
import { StartError } from '../config/start-error.js';
import type { SecretStore } from './port.js';
import type { SecretBox } from './secret-box.js';

/** Secrets that are made once for an installation and then stay the same. */
export class KeptSecrets {
  readonly #store: SecretStore;
  readonly #box: SecretBox;

  constructor(store: SecretStore, box: SecretBox) {
    this.#store = store;
    this.#box = box;
  }

  /** Makes sure that what lies in the database can be read. @throws StartError under a foreign key */
  async prove(): Promise<void> {
    await this.get('proof', () => randomBytes(8).toString('hex'));
  }

  /** The secret of this name; `make` is called when there is none yet. @throws StartError under a foreign key */
  async get(name: string, make: () => string): Promise<string> {
    const sealed = await this.#store.getOrInsert(name, this.#box.seal(make()));
    try {
      return this.#box.open(sealed);
    } catch {
      throw new StartError('SECRET_KEY: is not the one that this database was made with');
    }
  }
}
