import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface, type Interface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface LoadJob {
  port: number;
  apiKey: string;
  /** Asked for in turn. */
  paths: string[];
  seconds: number;
  /** Open: so many requests a second are sent, whatever comes back. Closed: so many wait for replies at a time. */
  loop: { perSecond: number } | { connections: number };
}

export interface LoadResult {
  /** Of those after the warm-up. */
  latenciesMs: number[];
  /** Replies in all. */
  replies: number;
  /** Replies other than a success, and none at all. */
  failures: number;
  firstFailure: string | null;
  seconds: number;
}

/** The process that sends the requests. */
export class LoadGenerator {
  private readonly child: ChildProcess = spawn(
    process.execPath,
    [fileURLToPath(new URL('generator.js', import.meta.url))],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  private readonly lines: Interface;

  constructor() {
    if (!this.child.stdout) throw new Error('the load generator has no output');
    this.lines = createInterface({ input: this.child.stdout });
  }

  /** Throws when a request fails: figures of refusals would mean nothing. */
  async run(job: LoadJob): Promise<LoadResult> {
    this.child.stdin?.write(`${JSON.stringify(job)}\n`);
    const [line] = await once(this.lines, 'line');
    const result = JSON.parse(line) as LoadResult;
    if (result.failures > 0) {
      throw new Error(
        `${result.failures} requests to ${job.paths[0]} failed; the first: ${result.firstFailure}`,
      );
    }
    return result;
  }

  async end(): Promise<void> {
    const gone = once(this.child, 'exit');
    this.child.stdin?.end();
    this.child.kill();
    await gone;
  }
}
