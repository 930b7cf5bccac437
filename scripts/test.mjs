/**
 * `npm test`: gets the tools, then lint, types and import rules, then every test. `npm test -- FILTER` runs
 * only the test files that match. The last line is `N passed, N failed`.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { startPostgres } from './postgres.mjs';
import { ensureChromium, ensureFfmpeg, ensureLivekitServer } from './tools.mjs';

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
process.chdir(ROOT);

const step = (title, command, args, env = process.env) => {
  console.log(`\n== ${title}`);
  return spawnSync(command, args, { stdio: 'inherit', env }).status === 0;
};

console.log('== tools');
const chromium = ensureChromium();
ensureFfmpeg();
const livekitServer = ensureLivekitServer();
const postgres = await startPostgres();
process.on('exit', () => postgres?.stop());
console.log(
  `browser: ${chromium}\nlivekit-server: ${livekitServer ?? 'none'}\nPostgreSQL: ${postgres?.url ?? 'none'}`,
);

const filters = process.argv.slice(2);
const checks = [];
checks.push([
  'kernels',
  step('kernels', 'npm', ['run', '--silent', 'build', '-w', 'packages/lipsync', '-w', 'packages/puppet']),
]);
checks.push(['build', step('build', 'npx', ['tsc', '-b'])]);
checks.push([
  "scripts of the vendors' stand-ins and of the bridge",
  step('browser scripts', 'npm', [
    'run',
    '--silent',
    'build',
    ...['agora-local', 'trtc-local', 'bridge'].flatMap((name) => ['-w', `packages/${name}`]),
  ]),
]);
if (filters.length === 0)
  checks.push(['lint, types, imports', step('check', 'npm', ['run', '--silent', 'check'])]);

const scratch = mkdtempSync(path.join(os.tmpdir(), 'avatarium-test-'));
const report = path.join(scratch, 'report.json');
const env = {
  ...process.env,
  CHROMIUM_PATH: chromium,
  ...(livekitServer ? { LIVEKIT_SERVER_BIN: livekitServer } : {}),
  ...(postgres ? { TEST_POSTGRES_URL: postgres.url } : {}),
};
const green = step(
  'tests',
  'npx',
  ['vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...filters],
  env,
);

let passed = checks.filter(([, ok]) => ok).length;
let failed = checks.length - passed;
for (const [name, ok] of checks) if (!ok) console.error(`FAILED: ${name}`);
try {
  const result = JSON.parse(readFileSync(report, 'utf8'));
  passed += result.numPassedTests;
  failed += result.numFailedTests;
  // A file that does not load, or an error outside of any test, fails the run without a failed test.
  if (!green && result.numFailedTests === 0) failed += 1;
} catch {
  failed += 1;
}
rmSync(scratch, { recursive: true, force: true });
console.log(`\n${passed} passed, ${failed} failed`);
// Not by itself: the PostgreSQL server keeps this process alive until it is stopped on exit.
process.exit(failed === 0 && green ? 0 : 1);
