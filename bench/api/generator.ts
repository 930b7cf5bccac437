/**
 * Sends requests in a process of its own, so that neither the server nor the viewer waits for it. Reads one
 * `LoadJob` a line, answers with one `LoadResult` a line; ends with stdin.
 */
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { HttpConnection } from './http-connection.js';
import type { LoadJob, LoadResult } from './load.js';

const WARM_UP_MS = 500;
/** Requests on their way at once in an open loop; what is due beyond that waits, and the wait counts. */
const MAX_OPEN = 64;

function requestTo(job: LoadJob, count: number): string {
  const path = job.paths[count % job.paths.length];
  return `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${job.port}\r\nx-api-key: ${job.apiKey}\r\n\r\n`;
}

class Tally {
  readonly latenciesMs: number[] = [];
  replies = 0;
  failures = 0;
  firstFailure: string | null = null;

  async take(connection: HttpConnection, request: string, sinceMs: number, counts: boolean): Promise<void> {
    try {
      const { status, body } = await connection.send(request);
      this.replies += 1;
      if (status !== 200 || !body.startsWith('{"code":1000,')) this.fail(`${status} ${body.slice(0, 200)}`);
      else if (counts) this.latenciesMs.push(performance.now() - sinceMs);
    } catch (error) {
      this.fail(String(error));
      throw error;
    }
  }

  private fail(what: string): void {
    this.failures += 1;
    this.firstFailure ??= what;
  }
}

/** Each connection sends its next request when it has the reply: as fast as the server can. */
async function closedLoop(job: LoadJob, connections: number): Promise<LoadResult> {
  const tally = new Tally();
  const fromMs = performance.now() + WARM_UP_MS;
  const untilMs = fromMs + job.seconds * 1000;
  let count = 0;
  const work = async (): Promise<void> => {
    const connection = await HttpConnection.open(job.port);
    for (let nowMs = performance.now(); nowMs < untilMs; nowMs = performance.now()) {
      await tally.take(connection, requestTo(job, count++), nowMs, nowMs >= fromMs);
    }
    connection.close();
  };
  await Promise.allSettled(Array.from({ length: connections }, work));
  return { ...tally, seconds: (performance.now() - fromMs) / 1000 };
}

/** Sends at a fixed rate whatever comes back. A latency counts from when its request was due. */
async function openLoop(job: LoadJob, perSecond: number): Promise<LoadResult> {
  const tally = new Tally();
  const free: HttpConnection[] = [];
  const open = new Set<Promise<void>>();
  const startMs = performance.now();
  const total = Math.round((WARM_UP_MS / 1000 + job.seconds) * perSecond);
  const sendOne = async (count: number, dueMs: number): Promise<void> => {
    try {
      const connection = free.pop() ?? (await HttpConnection.open(job.port));
      await tally.take(connection, requestTo(job, count), dueMs, dueMs - startMs >= WARM_UP_MS);
      free.push(connection);
    } catch {
      // Counted; the next one gets a new connection.
    }
  };
  for (let count = 0; count < total; count += 1) {
    const dueMs = startMs + (count * 1000) / perSecond;
    const earlyMs = dueMs - performance.now();
    if (earlyMs > 0) await sleep(earlyMs);
    while (open.size >= MAX_OPEN) await Promise.race(open);
    const sent = sendOne(count, dueMs).finally(() => open.delete(sent));
    open.add(sent);
  }
  await Promise.all(open);
  for (const connection of free) connection.close();
  return { ...tally, seconds: job.seconds };
}

for await (const line of createInterface({ input: process.stdin })) {
  const job = JSON.parse(line) as LoadJob;
  const { loop } = job;
  const result = await ('perSecond' in loop
    ? openLoop(job, loop.perSecond)
    : closedLoop(job, loop.connections));
  console.log(JSON.stringify(result));
}
process.exit(0);
