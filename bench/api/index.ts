import { loadavg } from 'node:os';
import { TEST_API_KEY } from '@avatarium/tests/support';
import type { BenchResult } from '../run.js';
import { round, type Spread, spread } from '../stats.js';
import { mark, type Row } from '../table.js';
import { ephemeralStarts } from './ephemeral.js';
import { whileIndexing } from './indexing.js';
import { LoadGenerator } from './load.js';
import { detailPaths, measureRoutes, portOf } from './routes.js';
import { SpeakingSession, type Watched } from './speaking.js';
import { type StoredSessions, startPostgres, startWithSessions } from './stored.js';

const STORED = 10_000;
const PER_SECOND = 100;

interface Run {
  quick: boolean;
  rows: Row[];
  data: Record<string, unknown>;
  generator: LoadGenerator;
}

const note = (text: string) => process.stderr.write(`… ${text}\n`);
const load = () => `load ${round(loadavg()[0] ?? Number.NaN, 1)}`;
const latencies = ({ p50, p95 }: Spread) => `p50 ${round(p50, 1)} ms, p95 ${round(p95, 1)} ms`;
const freezes = (watched: Watched) =>
  `${watched.freezes} (longest gap ${round(watched.longestGapMs, 0)} ms, ${round(watched.fps, 1)} fps)`;

/** Figures of the API with 10,000 sessions stored, of an ephemeral start, and of indexing. About four minutes. */
export async function benchApi({ quick }: { quick: boolean }): Promise<BenchResult> {
  const run: Run = { quick, rows: [], data: {}, generator: new LoadGenerator() };
  try {
    await ephemeral(run);
    note(`storing ${STORED} sessions on PGlite`);
    const pglite = await startWithSessions(STORED);
    try {
      await onDatabase(run, 'PGlite', pglite);
    } finally {
      await pglite.dispose();
    }
    await onPostgres(run);
  } finally {
    await run.generator.end();
  }
  return { rows: run.rows, data: run.data };
}

async function ephemeral({ rows, data, quick }: Run): Promise<void> {
  note('serve --ephemeral');
  const times = spread(await ephemeralStarts(quick ? 3 : 5));
  data.ephemeralReadyMs = times;
  rows.push({
    name: 'serve --ephemeral → its line of JSON',
    value: `p50 ${round(times.p50, 0)} ms (n=${times.n}, ${load()})`,
    ...mark(times.p50, 4_000),
  });
}

async function onPostgres(run: Run): Promise<void> {
  const postgres = await startPostgres();
  if (!postgres) {
    run.rows.push({ name: 'the same on PostgreSQL', value: 'not measured: no PostgreSQL on this machine' });
    return;
  }
  try {
    note(`storing ${STORED} sessions on PostgreSQL`);
    const stored = await startWithSessions(STORED, postgres.url);
    try {
      await onDatabase(run, 'PostgreSQL', stored);
    } finally {
      await stored.dispose();
    }
  } finally {
    await postgres.stop();
  }
}

async function onDatabase(run: Run, database: string, stored: StoredSessions): Promise<void> {
  const { quick, rows, data, generator } = run;
  const figures: Record<string, unknown> = {};
  data[database] = figures;

  note(`routes on ${database}`);
  const routes = await measureRoutes(stored, generator, { rounds: quick ? 1 : 3, seconds: quick ? 1 : 2 });
  figures.routes = routes;
  for (const [name, { perSecond, shareOfBare, latencyMs, cpuMsPerRequest, load: at }] of Object.entries(
    routes,
  )) {
    const share = name === 'bare' ? '' : ` (${round(shareOfBare)} of bare)`;
    rows.push({
      name: name === 'bare' ? `bare fastify route, beside ${database}` : `session/${name}, ${database}`,
      value: `${round(perSecond, 0)}/s${share}, ${latencies(latencyMs)}, CPU ${round(cpuMsPerRequest)} ms each, load ${round(at, 1)}`,
    });
  }

  note(`${PER_SECOND} requests a second while a session speaks, ${database}`);
  const speaking = await SpeakingSession.start(stored.server);
  try {
    const seconds = quick ? 5 : 15;
    const alone = await speaking.during(() => new Promise((resolve) => setTimeout(resolve, seconds * 500)));
    const { result, watched } = await speaking.during(() =>
      generator.run({
        port: portOf(stored.server.baseUrl),
        paths: detailPaths([speaking.session._id, ...stored.ids]),
        apiKey: TEST_API_KEY,
        seconds,
        loop: { perSecond: PER_SECOND },
      }),
    );
    const latencyMs = spread(result.latenciesMs);
    figures.whileSpeaking = { latencyMs, watched, alone: alone.watched };
    rows.push(
      {
        name: `session/detail at ${PER_SECOND}/s while one speaks, ${database}`,
        value: `${latencies(latencyMs)} (n=${latencyMs.n}, ${load()})`,
        mark: 'p95 ≤ 20 ms',
        met: latencyMs.p95 <= 20,
      },
      {
        name: 'freezes (gaps over 200 ms) meanwhile',
        value: `${freezes(watched)}; without requests ${freezes(alone.watched)}`,
        ...mark(watched.freezes, 0),
      },
    );
    // Indexing is the same thread whichever the database.
    if (database === 'PGlite') await indexing(run, stored, speaking);
  } finally {
    await speaking.end();
  }
}

async function indexing({ quick, rows, data }: Run, stored: StoredSessions, speaking: SpeakingSession) {
  note('a 2 MB text is indexed while a session speaks');
  const seconds = quick ? 10 : 25;
  const indexed = await whileIndexing(stored.server, speaking, seconds);
  data.indexing = indexed;
  rows.push(
    {
      name: 'freezes while a text of 2 MB is indexed',
      value: `${freezes(indexed.watched)}, ${load()}`,
      ...mark(indexed.watched.freezes, 0),
    },
    {
      name: 'event-loop delay p99 meanwhile',
      value: `${round(indexed.cost.eventLoopP99Ms, 1)} ms (${indexed.state} after ${seconds} s)`,
    },
  );
}
