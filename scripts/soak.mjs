/**
 * `npm run soak [-- kills --rounds N --seed S]`: kills servers, half of them on PGlite and half on PostgreSQL, while
 * clients work with them, and checks after each kill that nothing is lost. `npm test` does the same in 20 rounds.
 *
 * `npm run soak -- conversation [--minutes N]`: somebody talks with an avatar for so long, by voice and in writing, and
 * interrupts it: no turn may be lost, lips and sound may not drift apart, memory may not grow. `npm test` does the same
 * for less than a minute.
 */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startPostgres } from './postgres.mjs';
import { ensureFfmpeg } from './tools.mjs';

/** Two lanes; the first two rounds of each kill a server that starts, and nobody works with it. */
const LEAST_ROUNDS = 6;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string' }, seed: { type: 'string' }, minutes: { type: 'string' } },
});
const refuse = (problem) => {
  console.error(problem);
  process.exit(2);
};
for (const [name, value] of Object.entries(values)) {
  if (!/^\d{1,9}$/.test(value)) refuse(`--${name} must be a whole number, not "${value}"`);
}

const SOAKS = {
  kills: {
    options: ['rounds', 'seed'],
    project: 'process',
    file: 'tests/kills.process.test.ts',
    env() {
      const { rounds = '200', seed } = values;
      if (Number(rounds) < LEAST_ROUNDS) {
        refuse(`--rounds must be at least ${LEAST_ROUNDS}: in fewer there is no work that a kill could lose`);
      }
      return { KILL_ROUNDS: rounds, ...(seed ? { KILL_SEED: seed } : {}) };
    },
  },
  conversation: {
    options: ['minutes'],
    project: 'system',
    file: 'tests/conversation.system.test.ts',
    test: 'talks on and on',
    env() {
      const { minutes = '30' } = values;
      if (Number(minutes) < 1 || Number(minutes) > 50) {
        refuse('--minutes must be 1 to 50: a session lives for an hour at most');
      }
      return { CONVERSATION_MINUTES: minutes };
    },
  },
};
const [name = 'kills', ...more] = positionals;
const soak = Object.hasOwn(SOAKS, name) ? SOAKS[name] : undefined;
if (!soak || more.length > 0) refuse(`there is one soak at a time: ${Object.keys(SOAKS).join(', ')}`);
for (const option of Object.keys(values)) {
  if (!soak.options.includes(option)) refuse(`--${option} does not go with ${name}`);
}
const soakEnv = soak.env();

process.chdir(path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..'));
if (spawnSync('npx', ['tsc', '-b'], { stdio: 'inherit' }).status !== 0) process.exit(1);

ensureFfmpeg();
const postgres = name === 'kills' ? await startPostgres() : null;
process.on('exit', () => postgres?.stop());
const which = ['--project', soak.project, '--retry=0', soak.file, ...(soak.test ? ['-t', soak.test] : [])];
const { status } = spawnSync('npx', ['vitest', 'run', ...which], {
  stdio: 'inherit',
  env: { ...process.env, ...soakEnv, ...(postgres ? { TEST_POSTGRES_URL: postgres.url } : {}) },
});
// Not by itself: the PostgreSQL server keeps this process alive until it is stopped on exit.
process.exit(status ?? 1);
