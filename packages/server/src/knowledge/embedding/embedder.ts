import { Worker } from 'node:worker_threads';
import { workerUrl } from '../../threads.js';
import type { EmbeddingAnswer, EmbeddingJob, Matrix, RankedPassage } from './messages.js';

/** The model needs about 200 MB: without work for so long, it is let go. */
const IDLE_MS = 60_000;
/** A job takes a tenth of a second; one that takes this long has hung. */
const JOB_TIMEOUT_MS = 60_000;
const START_TIMEOUT_MS = 180_000;
/** The model reads no further. */
const MAX_TEXT_CHARS = 2000;

interface Waiting {
  job: EmbeddingJob;
  resolve(answer: EmbeddingAnswer): void;
  reject(error: Error): void;
}

export interface EmbedderTimes {
  idleMs: number;
  jobTimeoutMs: number;
}

/** Never empty, which the model cannot take. */
function readable(text: string): string {
  const cut = text.slice(0, MAX_TEXT_CHARS).trim();
  return cut === '' ? '.' : cut;
}

/**
 * Turns texts into vectors that lie near each other when the texts mean about the same. The model lives in a
 * thread that starts with the first text and ends when nothing has come for a while. Questions go before texts
 * that are being indexed.
 */
export class Embedder {
  readonly #times: EmbedderTimes;
  readonly #urgent: Waiting[] = [];
  readonly #ordinary: Waiting[] = [];
  #busy = false;
  #closed = false;
  #worker: Promise<Worker> | null = null;
  #idleTimer: NodeJS.Timeout | undefined;

  constructor(times: EmbedderTimes = { idleMs: IDLE_MS, jobTimeoutMs: JOB_TIMEOUT_MS }) {
    this.#times = times;
  }

  /** True while the model is in memory. */
  get isLoaded(): boolean {
    return this.#worker !== null;
  }

  /**
   * The vector of a text: 512 numbers, length 1. Throws when the thread fails.
   *
   * @param urgent somebody waits for an answer: it goes before texts that are being indexed
   */
  async embed(text: string, urgent = false): Promise<Float32Array<ArrayBuffer>> {
    const queue = urgent ? this.#urgent : this.#ordinary;
    const answer = await this.#ask({ kind: 'embed', text: readable(text) }, queue);
    if (answer.kind !== 'embedded') {
      throw new Error('the embedding thread gave no embedding');
    }
    return answer.vector;
  }

  /** The passages nearest to a question, best first. Throws when the thread fails. */
  async rank(question: string, matrices: Matrix[], count: number): Promise<RankedPassage[]> {
    const job: EmbeddingJob = { kind: 'rank', question: readable(question), matrices, count };
    const answer = await this.#ask(job, this.#urgent);
    if (answer.kind !== 'ranked') {
      throw new Error('the embedding thread gave no ranking');
    }
    return answer.passages;
  }

  /** Ends the thread; jobs that wait fail. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const { reject } of [...this.#urgent.splice(0), ...this.#ordinary.splice(0)]) {
      reject(new Error('the embedder was closed'));
    }
    await this.#unload();
  }

  #ask(job: EmbeddingJob, queue: Waiting[]): Promise<EmbeddingAnswer> {
    return new Promise((resolve, reject) => {
      if (this.#closed) {
        reject(new Error('the embedder was closed'));
        return;
      }
      queue.push({ job, resolve, reject });
      void this.#next();
    });
  }

  async #next(): Promise<void> {
    if (this.#busy) {
      return;
    }
    clearTimeout(this.#idleTimer);
    const waiting = this.#urgent.shift() ?? this.#ordinary.shift();
    if (!waiting) {
      this.#idleTimer = setTimeout(() => void this.#unload(), this.#times.idleMs);
      this.#idleTimer.unref();
      return;
    }
    this.#busy = true;
    try {
      this.#worker ??= this.#load();
      const worker = await this.#worker;
      waiting.resolve(await this.#run(worker, waiting.job, this.#times.jobTimeoutMs));
    } catch (error) {
      waiting.reject(error instanceof Error ? error : new Error(String(error)));
    } finally {
      this.#busy = false;
      void this.#next();
    }
  }

  async #load(): Promise<Worker> {
    const worker = new Worker(workerUrl(import.meta.url, './embedding.worker.js'), { name: 'embeddings' });
    worker.once('exit', () => {
      this.#worker = null;
    });
    await this.#run(worker, null, START_TIMEOUT_MS);
    // It keeps no process alive.
    worker.unref();
    return worker;
  }

  /** The next answer of the thread; one that gives none is ended. */
  async #run(worker: Worker, job: EmbeddingJob | null, timeoutMs: number): Promise<EmbeddingAnswer> {
    let timer: NodeJS.Timeout | undefined;
    let stop = () => {};
    try {
      const answer = await new Promise<EmbeddingAnswer>((resolve, reject) => {
        const fail = (reason: string) => reject(new Error(`the embedding thread stopped: ${reason}`));
        const onError = (error: unknown) => fail(error instanceof Error ? error.message : String(error));
        const onExit = () => fail(this.#closed ? 'the embedder was closed' : 'it ended');
        timer = setTimeout(() => fail('it did not answer in time'), timeoutMs);
        worker.on('message', resolve).on('error', onError).on('exit', onExit);
        stop = () => worker.off('message', resolve).off('error', onError).off('exit', onExit);
        if (job) {
          worker.postMessage(job);
        }
      });
      if (answer.kind === 'failed') {
        throw new Error(answer.message);
      }
      return answer;
    } catch (error) {
      await this.#end(worker);
      throw error;
    } finally {
      clearTimeout(timer);
      stop();
    }
  }

  async #unload(): Promise<void> {
    clearTimeout(this.#idleTimer);
    const worker = await this.#worker?.catch(() => null);
    if (worker) {
      await this.#end(worker);
    }
  }

  async #end(worker: Worker): Promise<void> {
    this.#worker = null;
    // A thread that fails late has nobody left to tell.
    worker.on('error', () => {});
    await worker.terminate();
  }
}
