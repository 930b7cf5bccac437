import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { ProviderError } from '../provider-error.js';
import type { Job, Report } from './messages.js';

/** A question with those who wait for its answer. Settling it twice does nothing. */
interface Waiting<Question, Answer> {
  question: Question;
  resolve: (answer: Answer | undefined) => void;
  reject: (error: Error) => void;
}

export interface ModelProcessOptions {
  /** Names the model in errors. */
  name: string;
  /** The compiled script, one that calls `serve`. */
  script: URL;
  model: string;
  runtime: string;
  /** An answer that takes longer is given up, and the process with it. */
  limitMs?: number;
  /** Private memory, as RLIMIT_DATA counts it. */
  maxMemoryMb?: number;
}

const START_LIMIT_MS = 60_000;
/** After a start that failed, the next one waits, longer each time. */
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 30_000;

/** Systems that know no limit of memory run it without one. */
const SHELL = 'ulimit -c 0; ulimit -d "$1" 2>/dev/null; shift; exec "$@"';

/**
 * The one process that all sessions share for a model. It does one thing at a time; questions that are urgent go
 * first. A native library that crashes takes this process with it, not the server: the question it was on fails, and
 * the process is started again for the next.
 */
export class ModelProcess<Question, Answer> {
  private readonly urgent: Waiting<Question, Answer>[] = [];
  private readonly ordinary: Waiting<Question, Answer>[] = [];
  private current: Waiting<Question, Answer> | undefined;
  private child: Promise<ChildProcess> | undefined;
  private watchdog: NodeJS.Timeout | undefined;
  private failures = 0;
  private notBeforeMs = 0;
  private closed = false;

  constructor(private readonly options: ModelProcessOptions) {}

  /** Starts the process; resolves when it can answer. @throws ProviderError when it cannot start */
  async start(): Promise<void> {
    await this.running();
  }

  /** The answer; undefined as soon as the signal aborts. @throws ProviderError when the process fails */
  async ask(question: Question, urgent: boolean, signal?: AbortSignal): Promise<Answer | undefined> {
    if (this.closed) throw this.error('it was closed');
    if (signal?.aborted) return undefined;
    const queue = urgent ? this.urgent : this.ordinary;
    let forget = () => {};
    const made = new Promise<Answer | undefined>((resolve, reject) => {
      const waiting = { question, resolve, reject };
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

  /** Ends the process; questions that wait fail. */
  async close(): Promise<void> {
    this.closed = true;
    for (const { reject } of [...this.urgent.splice(0), ...this.ordinary.splice(0)]) {
      reject(this.error('it was closed'));
    }
    const child = await this.child?.catch(() => undefined);
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  }

  private error(message: string): ProviderError {
    return new ProviderError(this.options.name, 'broken', message);
  }

  private async next(): Promise<void> {
    if (this.current) return;
    const waiting = this.urgent.shift() ?? this.ordinary.shift();
    if (!waiting) return;
    this.current = waiting;
    try {
      const child = await this.running();
      this.watchdog = setTimeout(() => child.kill('SIGKILL'), this.options.limitMs ?? 30_000);
      const job: Job<Question> = { question: waiting.question };
      // A process that is gone says so by its exit.
      child.send(job as object, () => {});
    } catch (error) {
      this.finish(({ reject }) => reject(error instanceof Error ? error : new Error(String(error))));
    }
  }

  private finish(settle: (waiting: Waiting<Question, Answer>) => void): void {
    clearTimeout(this.watchdog);
    const done = this.current;
    this.current = undefined;
    if (done) settle(done);
    void this.next();
  }

  private running(): Promise<ChildProcess> {
    if (this.closed) return Promise.reject(this.error('it was closed'));
    if (!this.child && Date.now() < this.notBeforeMs) {
      return Promise.reject(this.error('it does not start; it is tried again soon'));
    }
    this.child ??= this.launch().catch((error: unknown) => {
      this.child = undefined;
      this.notBeforeMs = Date.now() + Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.failures++);
      throw error;
    });
    return this.child;
  }

  private launch(): Promise<ChildProcess> {
    return new Promise((resolve, reject) => {
      const child = this.spawn();
      let cause = 'its process ended';
      let ready = false;
      const startLimit = setTimeout(() => {
        cause = 'it takes too long to load';
        child.kill('SIGKILL');
      }, START_LIMIT_MS);
      child.on('message', (report: Report<Answer>) => {
        if (report.kind === 'ready') {
          ready = true;
          this.failures = 0;
          clearTimeout(startLimit);
          resolve(child);
        } else if (report.kind === 'answer') {
          this.finish((waiting) => waiting.resolve(report.answer));
        } else if (ready) {
          this.finish((waiting) => waiting.reject(this.error(report.message)));
        } else {
          cause = report.message;
        }
      });
      child.on('error', ({ message }) => {
        cause = message;
      });
      const onEnd = () => {
        clearTimeout(startLimit);
        if (ready) {
          this.child = undefined;
          this.finish((waiting) => waiting.reject(this.error(this.closed ? 'it was closed' : cause)));
        } else {
          reject(this.error(cause));
        }
      };
      child.once('close', onEnd);
    });
  }

  private spawn(): ChildProcess {
    const { script, model, runtime, maxMemoryMb = 3000 } = this.options;
    const command = [process.execPath, fileURLToPath(script), model, runtime];
    const [program = '', ...args] =
      process.platform === 'win32'
        ? command
        : ['/bin/sh', '-c', SHELL, 'sh', `${maxMemoryMb * 1024}`, ...command];
    return spawn(program, args, {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      serialization: 'advanced',
      // Without our environment: it has keys in it.
      env: { PATH: process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C', MALLOC_ARENA_MAX: '2' },
    });
  }
}
