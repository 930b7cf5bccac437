import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { cpuSeconds, residentMiB, type ServerProcess, type SessionData } from '@avatarium/tests/support';

export interface Cost {
  /** CPU of the server's process tree, in cores. */
  cores: number;
  rssMiB: number;
  eventLoopP99Ms: number;
  /** Pictures published a second, by session. */
  publishedFps: number;
}

type Metrics = (name: string) => number;

/** One look at /metrics: sums of samples by name. Each look begins a new period of the event loop's delay. */
async function readMetrics(server: ServerProcess): Promise<Metrics> {
  const text = await (await fetch(`${server.baseUrl}/metrics`)).text();
  const sums = new Map<string, number>();
  for (const line of text.split('\n')) {
    const match = /^(\w+)(?:\{[^}]*\})? (\S+)/.exec(line);
    if (match?.[1]) sums.set(match[1], (sums.get(match[1]) ?? 0) + Number(match[2]));
  }
  return (name) => sums.get(name) ?? Number.NaN;
}

/** What the server spends over `seconds`, with `sessions` of them running. */
export async function measureCost(server: ServerProcess, sessions: number, seconds: number): Promise<Cost> {
  const before = await readMetrics(server);
  const from = performance.now();
  const cpuFrom = cpuSeconds(server.pid);
  await sleep(seconds * 1000);
  const elapsedS = (performance.now() - from) / 1000;
  const cores = (cpuSeconds(server.pid) - cpuFrom) / elapsedS;
  const after = await readMetrics(server);
  const frames = after('avatarium_video_frames_total') - before('avatarium_video_frames_total');
  return {
    cores,
    rssMiB: residentMiB(server.pid),
    eventLoopP99Ms: after('nodejs_eventloop_lag_p99_seconds') * 1000,
    publishedFps: frames / elapsedS / Math.max(1, sessions),
  };
}

/** Viewers of sessions, in a process of their own. */
export class Crowd {
  private readonly child: ChildProcess = spawn(
    process.execPath,
    [fileURLToPath(new URL('crowd.js', import.meta.url))],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );

  /** Joins a session, and has its avatar say something when `say` is given. */
  async watch(session: SessionData, say?: string): Promise<void> {
    const { livekit_url: url, livekit_token: token } = session.credentials;
    this.child.stdin?.write(`${JSON.stringify({ url, token, say })}\n`);
    if (this.child.stdout) await once(this.child.stdout, 'data');
  }

  async leave(): Promise<void> {
    const gone = once(this.child, 'exit');
    this.child.stdin?.end();
    this.child.kill();
    await gone;
  }
}
