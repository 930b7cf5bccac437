import { Worker } from 'node:worker_threads';
import { workerUrl } from '../../../threads.js';
import { OneAtATime } from '../../one-at-a-time.js';
import type { FliteSound } from './engine.js';
import type { FliteAnswer, FliteJob } from './messages.js';

/**
 * The one thread that all sessions' voices share. Jobs are single clauses, a request's first one being urgent.
 *
 * A thread that dies or hangs fails the job it was on, and is started again for the next.
 */
export class VoiceThread {
  private readonly line: OneAtATime<FliteJob, FliteSound>;
  private worker: Promise<Worker> | undefined;
  private closed = false;

  /** `url` is the compiled worker; a clause that takes longer than `limitMs` is given up, and its thread too. */
  constructor(
    private readonly url: URL = workerUrl(import.meta.url, './flite.worker.js'),
    limitMs = 30_000,
  ) {
    const give = async (job: FliteJob) => {
      const worker = await this.running();
      worker.postMessage(job);
      return () => void worker.terminate();
    };
    this.line = new OneAtATime(give, limitMs);
  }

  /** Starts the thread; resolves when it can speak. Throws when it cannot start. */
  async start(): Promise<void> {
    await this.running();
  }

  /** One clause of sound; undefined as soon as the signal aborts. Throws when the thread fails. */
  say(job: FliteJob, urgent: boolean, signal?: AbortSignal): Promise<FliteSound | undefined> {
    return this.line.ask(job, urgent, signal);
  }

  /** Ends the thread; jobs that wait fail. */
  async close(): Promise<void> {
    this.closed = true;
    this.line.close(new Error('The voice was closed'));
    const worker = await this.worker?.catch(() => undefined);
    await worker?.terminate();
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
          this.line.answer(answer.sound);
        } else {
          this.line.fail(new Error(`The voice failed: ${answer.message}`));
        }
      });
      worker.on('error', (error) => {
        cause = error.message;
      });
      worker.on('exit', () => {
        const error = new Error(`The voice thread stopped: ${this.closed ? 'the voice was closed' : cause}`);
        this.worker = undefined;
        // Before it was ready, it is the job that waits for it that fails.
        if (ready) this.line.fail(error);
        else reject(error);
      });
    });
  }
}
