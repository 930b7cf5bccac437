import { plainWords } from '../api/errors.js';
import { createStore, type Store } from '../live/store.js';
import { type StoredFile, sendFile } from './send-file.js';

/** The server takes 4 of one account at a time; one place is left for other pages. */
const AT_ONCE = 3;

export type UploadState = 'waiting' | 'sending' | 'filing' | 'failed' | 'refused';

export interface UploadItem {
  id: number;
  file: File;
  /** `refused` before anything was sent; `filing` once it is on the server and is being put to use. */
  state: UploadState;
  sentBytes: number;
  /** Why it failed or was refused. */
  problem?: string;
  /** It is on the server already: trying again sends nothing twice. */
  stored?: StoredFile;
}

export interface UploadQueueOptions {
  /** Puts a file to use that has come in whole. The item is gone when this resolves. */
  put(stored: StoredFile): Promise<void>;
  /** Removes from the server what came in and will not be used. */
  discard(stored: StoredFile): void;
  send?: typeof sendFile;
  atOnce?: number;
}

/** Files on their way to the server, a few at a time. What fails waits to be tried again or taken away. */
export class UploadQueue {
  readonly store: Store<{ items: UploadItem[] }> = createStore<{ items: UploadItem[] }>({ items: [] });
  readonly #options: UploadQueueOptions;
  readonly #running = new Map<number, AbortController>();
  #nextId = 1;

  constructor(options: UploadQueueOptions) {
    this.#options = options;
  }

  /** Files that are sent, put to use, or wait for either. */
  get activeCount(): number {
    return this.store.get().items.filter(({ state }) => state !== 'failed' && state !== 'refused').length;
  }

  /** @param check says why a file cannot be taken, or nothing */
  add(files: readonly File[], check: (file: File) => string | undefined = () => undefined): void {
    const added = files.map((file): UploadItem => {
      const problem = check(file);
      return { id: this.#nextId++, file, state: problem ? 'refused' : 'waiting', sentBytes: 0, problem };
    });
    this.store.set({ items: [...this.store.get().items, ...added] });
    this.#fill();
  }

  retry(id: number): void {
    if (this.#item(id)?.state !== 'failed') return;
    this.#change(id, { state: 'waiting', problem: undefined });
    this.#fill();
  }

  /** Takes an item away, wherever it is; what of it is on the server is not kept. */
  remove(id: number): void {
    const item = this.#item(id);
    if (!item) return;
    this.store.set({ items: this.store.get().items.filter((other) => other.id !== id) });
    this.#running.get(id)?.abort();
    // While it is being put to use it may be in use already.
    if (item.stored && item.state !== 'filing') this.#options.discard(item.stored);
  }

  /** Stops everything. */
  clear(): void {
    for (const { id } of this.store.get().items) this.remove(id);
  }

  #item(id: number): UploadItem | undefined {
    return this.store.get().items.find((item) => item.id === id);
  }

  #change(id: number, part: Partial<UploadItem>): void {
    const items = this.store.get().items.map((item) => (item.id === id ? { ...item, ...part } : item));
    this.store.set({ items });
  }

  #fill(): void {
    for (const { id, state } of this.store.get().items) {
      if (this.#running.size >= (this.#options.atOnce ?? AT_ONCE)) return;
      if (state === 'waiting') void this.#run(id);
    }
  }

  /** Never rejects. */
  async #run(id: number): Promise<void> {
    const abort = new AbortController();
    this.#running.set(id, abort);
    try {
      const stored = this.#item(id)?.stored ?? (await this.#send(id, abort.signal));
      if (!stored) return;
      // Taken away in the very moment in which it arrived.
      if (abort.signal.aborted) {
        this.#options.discard(stored);
        return;
      }
      this.#change(id, { state: 'filing', stored });
      await this.#options.put(stored);
      this.store.set({ items: this.store.get().items.filter((item) => item.id !== id) });
    } catch (error) {
      if (!abort.signal.aborted) this.#change(id, { state: 'failed', problem: plainWords(error) });
    } finally {
      this.#running.delete(id);
      this.#fill();
    }
  }

  async #send(id: number, signal: AbortSignal): Promise<StoredFile | undefined> {
    const item = this.#item(id);
    if (!item) return undefined;
    this.#change(id, { state: 'sending', sentBytes: 0 });
    const send = this.#options.send ?? sendFile;
    return await send(item.file, { signal, onProgress: (sentBytes) => this.#change(id, { sentBytes }) });
  }
}
