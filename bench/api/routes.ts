import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { loadavg } from 'node:os';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { TEST_API_KEY } from '@avatarium/tests/support';
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
  const routes: Record<string, { port: number; paths: string[] }> = {
    bare: { port: bare.port, paths: ['/bare'] },
    detail: { port: portOf(server.baseUrl), paths: detailPaths(ids) },
    'list, first page': {
      port: portOf(server.baseUrl),
      paths: [`${SESSION}/list?page=1&size=${PAGE_SIZE}`],
    },
    'list, last page': {
      port: portOf(server.baseUrl),
      paths: [`${SESSION}/list?page=${lastPage}&size=${PAGE_SIZE}`],
    },
  };
  const rates = new Map<string, number[]>();
  const latencies = new Map<string, number[]>();
  try {
    for (let round = 0; round < options.rounds; round += 1) {
      for (const [name, { port, paths }] of Object.entries(routes)) {
        const { latenciesMs, seconds } = await generator.run({
          port,
          paths,
          apiKey: TEST_API_KEY,
          seconds: options.seconds,
          loop: { connections: CONNECTIONS },
        });
        rates.set(name, [...(rates.get(name) ?? []), latenciesMs.length / seconds]);
        latencies.set(name, (latencies.get(name) ?? []).concat(latenciesMs));
      }
    }
  } finally {
    bare.child.kill();
  }
  const load = loadavg()[0] ?? Number.NaN;
  const median = (name: string): number => quantile(rates.get(name) ?? [], 0.5);
  return Object.fromEntries(
    Object.keys(routes).map((name) => [
      name,
      {
        perSecond: median(name),
        shareOfBare: median(name) / median('bare'),
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
