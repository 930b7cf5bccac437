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

/** Sum of a metric's samples on /metrics; with `labels`, only of those that carry that text. */
export async function metric(server: ServerProcess, name: string, labels = ''): Promise<number> {
  const text = await (await fetch(`${server.baseUrl}/metrics`)).text();
  let sum = 0;
  for (const line of text.split('\n')) {
    const match = /^(\w+)(\{[^}]*\})? (\S+)/.exec(line);
    if (match?.[1] === name && (match[2] ?? '').includes(labels)) sum += Number(match[3]);
  }
  return sum;
}

/** What the server spends over `seconds`, with `sessions` of them running. */
export async function measureCost(server: ServerProcess, sessions: number, seconds: number): Promise<Cost> {
  const from = performance.now();
  const cpuFrom = cpuSeconds(server.pid);
  const framesFrom = await metric(server, 'avatarium_video_frames_total');
  await sleep(seconds * 1000);
  const elapsedS = (performance.now() - from) / 1000;
  const frames = (await metric(server, 'avatarium_video_frames_total')) - framesFrom;
  return {
    cores: (cpuSeconds(server.pid) - cpuFrom) / elapsedS,
    rssMiB: residentMiB(server.pid),
    eventLoopP99Ms: (await metric(server, 'nodejs_eventloop_lag_p99_seconds')) * 1000,
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
