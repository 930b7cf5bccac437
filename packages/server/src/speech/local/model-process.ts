import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { OneAtATime } from '../one-at-a-time.js';
import { ProviderError } from '../provider-error.js';
import type { Job, Report } from './messages.js';

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
const ANSWER_LIMIT_MS = 30_000;
/** After a start that failed, the next one waits, longer each time. */
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 30_000;

/** Systems that know no limit of memory run it without one. */
const SHELL = 'ulimit -c 0; ulimit -d "$1" 2>/dev/null; shift; exec "$@"';

/**
 * The one process that all sessions share for a model. It answers one question at a time. A native library that crashes takes this process with it, not the server: the question it was on fails, and
 * the process is started again for the next.
 */
export class ModelProcess<Question, Answer> {
  private readonly line: OneAtATime<Question, Answer>;
  private child: Promise<ChildProcess> | undefined;
  private failures = 0;
  private notBeforeMs = 0;
  private closed = false;

  constructor(private readonly options: ModelProcessOptions) {
    const give = async (question: Question) => {
      const child = await this.running();
      const job: Job<Question> = { question };
      // A process that is gone says so by its exit.
      child.send(job as object, () => {});
      return () => child.kill('SIGKILL');
    };
    this.line = new OneAtATime(give, options.limitMs ?? ANSWER_LIMIT_MS);
  }

  /** Starts the process; resolves when it can answer. @throws ProviderError when it cannot start */
  async start(): Promise<void> {
    await this.running();
  }

  /** The answer; undefined as soon as the signal aborts. @throws ProviderError when the process fails */
  ask(question: Question, urgent: boolean, signal?: AbortSignal): Promise<Answer | undefined> {
    return this.line.ask(question, urgent, signal);
  }

  /** Ends the process; questions that wait fail. */
  async close(): Promise<void> {
    this.closed = true;
    this.line.close(this.error('it was closed'));
    const child = await this.child?.catch(() => undefined);
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  }

  private error(message: string): ProviderError {
    return new ProviderError(this.options.name, 'broken', message);
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
          this.line.answer(report.answer);
        } else if (ready) {
          this.line.fail(this.error(report.message));
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
          this.line.fail(this.error(this.closed ? 'it was closed' : cause));
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
