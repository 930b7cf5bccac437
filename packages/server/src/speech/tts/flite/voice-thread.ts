import { Worker } from 'node:worker_threads';
import { workerUrl } from '../../../threads.js';
import type { FliteSound } from './engine.js';
import type { FliteAnswer, FliteJob } from './messages.js';

/** A job with those who wait for it. Settling it twice does nothing. */
interface Waiting {
  job: FliteJob;
  resolve: (sound: FliteSound | undefined) => void;
  reject: (error: Error) => void;
}

/**
 * The one thread that all sessions' voices share. Jobs are single clauses, so that requests that wait for one
 * clause before they ask for the next take turns; urgent ones (a request's first) go first.
 *
 * A thread that dies or hangs fails the job it was on, and is started again for the next.
 */
export class VoiceThread {
  private readonly urgent: Waiting[] = [];
  private readonly ordinary: Waiting[] = [];
  private current: Waiting | undefined;
  private worker: Promise<Worker> | undefined;
  private watchdog: NodeJS.Timeout | undefined;
  private closed = false;

  /** `url` is the compiled worker; a clause that takes longer than `limitMs` is given up, and its thread too. */
  constructor(
    private readonly url: URL = workerUrl(import.meta.url, './flite.worker.js'),
    private readonly limitMs = 30_000,
  ) {}

  /** Starts the thread; resolves when it can speak. Throws when it cannot start. */
  async start(): Promise<void> {
    await this.running();
  }

  /** One clause of sound; undefined as soon as the signal aborts. Throws when the thread fails. */
  async say(job: FliteJob, urgent: boolean, signal?: AbortSignal): Promise<FliteSound | undefined> {
    if (this.closed) throw new Error('The voice was closed');
    if (signal?.aborted) return undefined;
    const queue = urgent ? this.urgent : this.ordinary;
    let forget = () => {};
    const made = new Promise<FliteSound | undefined>((resolve, reject) => {
      const waiting = { job, resolve, reject };
      forget = () => {
        const at = queue.indexOf(waiting);
        if (at >= 0) queue.splice(at, 1);
        resolve(undefined);
      };
      queue.push(waiting);
    });
    signal?.addEventListener('abort', forget, { once: true });
    void this.next();
    try {
      return await made;
    } finally {
      signal?.removeEventListener('abort', forget);
    }
  }

  /** Ends the thread; jobs that wait fail. */
  async close(): Promise<void> {
    this.closed = true;
    const waiting = [...this.urgent.splice(0), ...this.ordinary.splice(0)];
    for (const { reject } of waiting) reject(new Error('The voice was closed'));
    const worker = await this.worker?.catch(() => undefined);
    await worker?.terminate();
  }

  private async next(): Promise<void> {
    if (this.current) return;
    const waiting = this.urgent.shift() ?? this.ordinary.shift();
    if (!waiting) return;
    this.current = waiting;
    try {
      const worker = await this.running();
      worker.postMessage(waiting.job);
      this.watchdog = setTimeout(() => void worker.terminate(), this.limitMs);
    } catch (error) {
      this.finish((job) => job.reject(error instanceof Error ? error : new Error(String(error))));
    }
  }

  private finish(settle: (waiting: Waiting) => void): void {
    clearTimeout(this.watchdog);
    const done = this.current;
    this.current = undefined;
    if (done) settle(done);
    void this.next();
  }

  private running(): Promise<Worker> {
    this.worker ??= this.launch().catch((error: unknown) => {
      this.worker = undefined;
      throw error;
    });
    return this.worker;
  }

  private launch(): Promise<Worker> {
    return new Promise((resolve, reject) => {
      const worker = new Worker(this.url, { name: 'flite' });
      let cause = 'it ended, or took too long over a clause';
      let ready = false;
      worker.on('message', (answer: FliteAnswer) => {
        if (answer.kind === 'ready') {
          ready = true;
          resolve(worker);
        } else if (answer.kind === 'sound') {
          this.finish((waiting) => waiting.resolve(answer.sound));
        } else {
          this.finish((waiting) => waiting.reject(new Error(`The voice failed: ${answer.message}`)));
        }
      });
      worker.on('error', (error) => {
        cause = error.message;
      });
      worker.on('exit', () => {
        const error = new Error(`The voice thread stopped: ${this.closed ? 'the voice was closed' : cause}`);
        this.worker = undefined;
        // Before it was ready, it is the job that waits for it that fails.
        if (ready) this.finish((waiting) => waiting.reject(error));
        else reject(error);
      });
    });
  }
}
