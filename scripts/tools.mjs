/**
 * Gets what the tests need beyond npm packages, and says so: a browser, and the original livekit-server that
 * our media server is held against. Both are looked for first; nothing is installed twice.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const LIVEKIT_VERSION = 'v1.13.5';

const has = (command) => spawnSync('sh', ['-c', `command -v ${command}`]).status === 0;

function run(command, args, options = {}) {
  console.log(`> ${command} ${args.join(' ')}`);
  execFileSync(command, args, { stdio: 'inherit', ...options });
}

/** Asks Debian's package manager, as root or through sudo. Returns false where that is not possible. */
export function aptInstall(...packages) {
  if (!has('apt-get')) return false;
  const asRoot = process.getuid?.() === 0;
  if (!asRoot && spawnSync('sudo', ['-n', 'true']).status !== 0) return false;
  const apt = (...args) =>
    asRoot
      ? run('apt-get', args, { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } })
      : run('sudo', ['-n', 'apt-get', ...args]);
  try {
    apt('update', '-qq');
    apt('install', '-y', '-qq', '--no-install-recommends', ...packages);
    return true;
  } catch (error) {
    console.error(`apt-get could not install ${packages.join(', ')}: ${error.message}`);
    return false;
  }
}

/** Path of a Chromium that playwright-core can drive. */
export function ensureChromium() {
  const known = [
    process.env.CHROMIUM_PATH,
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
  ];
  const found = () => known.find((file) => file && existsSync(file));
  if (found()) return found();
  console.log('No Chromium on this machine: installing one for the tests.');
  if (aptInstall('chromium') && found()) return found();
  run(process.execPath, [
    path.join(ROOT, 'node_modules/playwright-core/cli.js'),
    'install',
    '--with-deps',
    'chromium',
  ]);
  const script = "import('playwright-core').then((p) => process.stdout.write(p.chromium.executablePath()))";
  return execFileSync(process.execPath, ['-e', script], { cwd: ROOT, encoding: 'utf8' });
}

/**
 * Path of a livekit-server, built once from its Go module into `.cache/bin`; undefined where there is no Go.
 * On CI its absence is an error, since half of the media suite would be left out.
 */
export function ensureLivekitServer() {
  if (process.env.LIVEKIT_SERVER_BIN) return process.env.LIVEKIT_SERVER_BIN;
  const bin = path.join(ROOT, '.cache/bin');
  const target = path.join(bin, `livekit-server-${LIVEKIT_VERSION.slice(1)}`);
  if (existsSync(target)) return target;
  if (!has('go')) {
    if (process.env.CI) throw new Error('Go 1.26 or later is needed on CI to build livekit-server');
    console.log('No Go on this machine: the tests against the original livekit-server are left out.');
    return undefined;
  }
  console.log(
    `Building livekit-server ${LIVEKIT_VERSION} once, for the tests that compare with it (some minutes).`,
  );
  mkdirSync(bin, { recursive: true });
  run('go', ['install', `github.com/livekit/livekit-server/cmd/server@${LIVEKIT_VERSION}`], {
    env: { ...process.env, GOBIN: bin, GOFLAGS: '-mod=mod' },
  });
  renameSync(path.join(bin, 'server'), target);
  return target;
}
