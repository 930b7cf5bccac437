/** A PostgreSQL server for the tests: on loopback, in a folder of its own, gone when the tests are. */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { aptInstall } from './tools.mjs';

/** Folder of `initdb` and `postgres`: Debian keeps them off the PATH. */
function findBinaries() {
  const root = '/usr/lib/postgresql';
  const versions = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a)) : [];
  const debian = versions
    .map((version) => `${root}/${version}/bin`)
    .find((bin) => existsSync(`${bin}/initdb`));
  if (debian) return debian;
  const found = spawnSync('sh', ['-c', 'command -v initdb'], { encoding: 'utf8' }).stdout.trim();
  return found ? path.dirname(found) : undefined;
}

/** The server refuses to run as root; Debian's package makes a user for it. */
function unprivilegedUser() {
  if (process.getuid?.() !== 0) return {};
  const id = (flag) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/**
 * Starts one and gives its URL; undefined where there is none and none can be installed. On CI that is an error.
 */
export async function startPostgres() {
  if (process.env.TEST_POSTGRES_URL) return { url: process.env.TEST_POSTGRES_URL, stop() {} };
  if (!findBinaries()) {
    console.log('No PostgreSQL on this machine: installing it for the tests.');
    aptInstall('postgresql');
  }
  const bin = findBinaries();
  if (!bin) {
    if (process.env.CI) throw new Error('PostgreSQL is needed on CI and could not be installed');
    console.log('No PostgreSQL on this machine: the tests that need one are left out.');
    return undefined;
  }
  const user = unprivilegedUser();
  const folder = mkdtempSync(path.join(os.tmpdir(), 'avatarium-postgres-'));
  if (user.uid !== undefined) chownSync(folder, user.uid, user.gid);
  const options = { ...user, cwd: folder, env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8' } };
  const data = path.join(folder, 'data');
  execFileSync(
    `${bin}/initdb`,
    ['-D', data, '-U', 'postgres', '--auth=trust', '--no-sync', '-E', 'UTF8'],
    options,
  );
  const port = await freePort();
  const server = spawn(
    `${bin}/postgres`,
    ['-D', data, '-p', port, '-c', 'listen_addresses=127.0.0.1', '-k', folder, '-c', 'fsync=off'].map(String),
    { ...options, stdio: 'ignore' },
  );
  const stop = () => {
    server.kill('SIGQUIT');
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  };
  const deadline = Date.now() + 20_000;
  while (spawnSync(`${bin}/pg_isready`, ['-h', '127.0.0.1', '-p', String(port), '-q']).status !== 0) {
    if (Date.now() > deadline || server.exitCode !== null) {
      stop();
      throw new Error('the PostgreSQL server for the tests did not start');
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return { url: `postgres://postgres@127.0.0.1:${port}/postgres`, stop };
}
