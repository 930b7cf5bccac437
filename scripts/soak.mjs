/**
 * `npm run soak [-- --rounds N --seed S]`: kills servers, half of them on PGlite and half on PostgreSQL, while
 * clients work with them, and checks after each kill that nothing is lost. `npm test` does the same in 20 rounds.
 */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startPostgres } from './postgres.mjs';
import { ensureFfmpeg } from './tools.mjs';

/** Two lanes; the first two rounds of each kill a server that starts, and nobody works with it. */
const LEAST_ROUNDS = 6;

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '200' }, seed: { type: 'string' } },
});
for (const [name, value] of Object.entries(values)) {
  if (!/^\d{1,9}$/.test(value)) {
    console.error(`--${name} must be a whole number, not "${value}"`);
    process.exit(2);
  }
}
if (Number(values.rounds) < LEAST_ROUNDS) {
  console.error(
    `--rounds must be at least ${LEAST_ROUNDS}: in fewer there is no work that a kill could lose`,
  );
  process.exit(2);
}
process.chdir(path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..'));
if (spawnSync('npx', ['tsc', '-b'], { stdio: 'inherit' }).status !== 0) process.exit(1);

ensureFfmpeg();
const postgres = await startPostgres();
process.on('exit', () => postgres?.stop());
const { status } = spawnSync(
  'npx',
  ['vitest', 'run', '--project', 'process', 'tests/kills.process.test.ts'],
  {
    stdio: 'inherit',
    env: {
      ...process.env,
      KILL_ROUNDS: values.rounds,
      ...(values.seed ? { KILL_SEED: values.seed } : {}),
      ...(postgres ? { TEST_POSTGRES_URL: postgres.url } : {}),
    },
  },
);
// Not by itself: the PostgreSQL server keeps this process alive until it is stopped on exit.
process.exit(status ?? 1);
