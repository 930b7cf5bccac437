import { afterAll, expect, it } from 'vitest';
import { brokenInvariantsAt } from '../packages/server/src/storage/testing/invariants.js';
import {
  createTemporaryDatabase,
  testPostgresUrl,
} from '../packages/server/src/storage/testing/temporary-postgres.js';
import { type LaneReport, runLane } from './kills/lane.js';
import { makeMedia } from './kills/site.js';

/** In `npm test`; `npm run soak` asks for more. */
const ROUNDS = Number(process.env.KILL_ROUNDS ?? 20);
const SEED = Number(process.env.KILL_SEED ?? Date.now() % 1e9);
const A_ROUND_AT_MOST_MS = 60_000;

function summary(report: LaneReport): string {
  const starts = [...report.startMs].sort((a, b) => a - b);
  const startMs = `${starts[starts.length >> 1]} ms, at most ${starts.at(-1)} ms`;
  const sizes = `${report.sizesMiB[0]} → ${report.sizesMiB.at(-1)} MiB, at most ${Math.max(...report.sizesMiB)}`;
  return [
    `${report.name}: ${report.kills} kills, ${report.whileStarting} of them during a start`,
    `  ${report.acknowledged} acknowledged writes, all there`,
    `  ${report.doubtful} replies lost, ${report.doubtfulDone} of these requests had been carried out`,
    `  ${report.sessions} sessions, all ended; ${report.webhooks} webhooks received, repetitions included`,
    `  start: median ${startMs}`,
    `  data folder: ${sizes}`,
  ].join('\n');
}

const stopping = new AbortController();
const lanes: Promise<LaneReport>[] = [];
const cleanups: (() => Promise<void>)[] = [];
afterAll(async () => {
  // Lanes that a timeout has left at work.
  stopping.abort();
  await Promise.allSettled(lanes);
  for (const clean of cleanups) await clean();
});

/** One that fails ends the others, and the database stays until all have ended. */
function start(lane: Promise<LaneReport>): void {
  lanes.push(lane);
  lane.catch((error) => stopping.abort(error));
}

// Something that was lost once is lost: no second try.
it(`loses nothing that was acknowledged in ${ROUNDS} kills`, {
  retry: 0,
  timeout: 240_000 + ROUNDS * A_ROUND_AT_MOST_MS,
}, async () => {
  const media = makeMedia();
  const log = (line: string) => process.stdout.write(`${line}\n`);
  const postgresUrl = testPostgresUrl();
  log(`seed ${SEED}`);
  const common = { seed: SEED, media, log, checkRows: brokenInvariantsAt, stop: stopping.signal };
  const onPostgres = postgresUrl === undefined ? 0 : Math.floor(ROUNDS / 2);
  if (postgresUrl !== undefined && onPostgres > 0) {
    const database = await createTemporaryDatabase(postgresUrl);
    cleanups.push(database.drop);
    const lane = { name: 'PostgreSQL', rounds: onPostgres, seed: SEED + 1, databaseUrl: database.url };
    start(runLane({ ...common, ...lane }));
  }
  start(runLane({ ...common, name: 'PGlite', rounds: ROUNDS - onPostgres }));
  await Promise.allSettled(lanes);
  // Why the first one has ended, rather than one that was stopped for it.
  if (stopping.signal.aborted) throw stopping.signal.reason;
  for (const report of await Promise.all(lanes)) {
    log(summary(report));
    expect(report.acknowledged).toBeGreaterThan(0);
  }
});
