import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { loadavg } from 'node:os';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { cpuSeconds, TEST_API_KEY } from '@avatarium/tests/support';
import { quantile, type Spread, spread } from '../stats.js';
import type { LoadGenerator } from './load.js';
import type { StoredSessions } from './stored.js';

const SESSION = '/api/open/v4/liveAvatar/session';
const PAGE_SIZE = 10;
const CONNECTIONS = 16;

export const detailPaths = (ids: readonly string[]): string[] =>
  ids.map((id) => `${SESSION}/detail?id=${id}`);

export const portOf = (url: string): number => Number(new URL(url).port);

export interface RouteFigures {
  /** Requests a second, medians of the rounds. */
  perSecond: number;
  /** `perSecond` as a share of the bare route's of the same rounds. */
  shareOfBare: number;
  latencyMs: Spread;
  /** CPU of the process that replies, median of the rounds: what a busy machine does not blur. */
  cpuMsPerRequest: number;
  /** Load average of the machine when measured. */
  load: number;
}

/** What each route does for 16 connections that ask as fast as they get replies, in turns with a bare route. */
export async function measureRoutes(
  { server, ids }: StoredSessions,
  generator: LoadGenerator,
  options: { rounds: number; seconds: number },
): Promise<Record<string, RouteFigures>> {
  const sample = await server.api.sessionDetail(ids[0] ?? '');
  const bare = await startBare({ code: 1000, msg: 'OK', data: sample });
  const lastPage = Math.ceil(ids.length / PAGE_SIZE);
  const ours = { pid: server.pid, port: portOf(server.baseUrl) };
  const routes: Record<string, { pid: number; port: number; paths: string[] }> = {
    bare: { pid: bare.child.pid ?? 0, port: bare.port, paths: ['/bare'] },
    detail: { ...ours, paths: detailPaths(ids) },
    'list, first page': {
      ...ours,
      paths: [`${SESSION}/list?page=1&size=${PAGE_SIZE}`],
    },
    'list, last page': {
      ...ours,
      paths: [`${SESSION}/list?page=${lastPage}&size=${PAGE_SIZE}`],
    },
  };
  const rates = new Map<string, number[]>();
  const cpu = new Map<string, number[]>();
  const latencies = new Map<string, number[]>();
  try {
    // The first round warms up code and caches, and is forgotten.
    for (let round = 0; round <= options.rounds; round += 1) {
      for (const [name, { pid, port, paths }] of Object.entries(routes)) {
        const cpuFrom = cpuSeconds(pid);
        const { latenciesMs, replies, seconds } = await generator.run({
          port,
          paths,
          apiKey: TEST_API_KEY,
          seconds: options.seconds,
          loop: { connections: CONNECTIONS },
        });
        if (round === 0) continue;
        cpu.set(name, [...(cpu.get(name) ?? []), ((cpuSeconds(pid) - cpuFrom) * 1000) / replies]);
        rates.set(name, [...(rates.get(name) ?? []), latenciesMs.length / seconds]);
        latencies.set(name, (latencies.get(name) ?? []).concat(latenciesMs));
      }
    }
  } finally {
    bare.child.kill();
  }
  const load = loadavg()[0] ?? Number.NaN;
  const median = (of: Map<string, number[]>, name: string): number => quantile(of.get(name) ?? [], 0.5);
  return Object.fromEntries(
    Object.keys(routes).map((name) => [
      name,
      {
        perSecond: median(rates, name),
        shareOfBare: median(rates, name) / median(rates, 'bare'),
        cpuMsPerRequest: median(cpu, name),
        latencyMs: spread(latencies.get(name) ?? []),
        load,
      },
    ]),
  );
}

async function startBare(reply: object): Promise<{ child: ChildProcess; port: number }> {
  const script = fileURLToPath(new URL('bare.js', import.meta.url));
  const child = spawn(process.execPath, [script, JSON.stringify(reply)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  return { child, port: Number(line) };
}
