import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { waitUntil } from '../worker/testing/wait-until.js';

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));
const BIN = fileURLToPath(new URL('../../bin/avatarium.js', import.meta.url));
const LIST = '/api/open/v4/liveAvatar/session/list?page=1&size=1';

let folder: string;
let children: ChildProcess[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'avatarium-ephemeral-test-'));
  children = [];
});
afterEach(async () => {
  for (const child of children) {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
  }
  rmSync(folder, { recursive: true, force: true });
});

function run(command: string, args: string[], options: { cwd: string; env?: Record<string, string> }) {
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: { PATH: process.env.PATH ?? '', HOME: folder, TMPDIR: folder, ...options.env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  children.push(child);
  const printed = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => {
    printed.stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    printed.stderr += chunk;
  });
  const exited = once(child, 'close').then(([code]) => code as number | null);
  return { child, printed, exited };
}

const avatarium = (args: string[], env: Record<string, string> = {}) =>
  run(process.execPath, [BIN, 'serve', ...args], { cwd: folder, env: { LOG_LEVEL: 'info', ...env } });

async function ready(server: ReturnType<typeof run>) {
  await Promise.race([
    waitUntil('the server is ready', () => server.printed.stdout.includes('\n'), 60_000),
    server.exited.then((code) => {
      throw new Error(`it ended with ${code}: ${server.printed.stderr}`);
    }),
  ]);
  return JSON.parse(server.printed.stdout) as { url: string; apiKey: string; clientId: string; pid: number };
}

describe('avatarium serve --ephemeral', () => {
  it('says where it is in one line, works, and leaves nothing behind', async () => {
    const server = avatarium(['--ephemeral']);
    const facts = await ready(server);
    expect(Object.keys(facts).sort()).toEqual(['apiKey', 'clientId', 'pid', 'url']);
    expect(facts.pid).toBe(server.child.pid);
    const reply = await fetch(`${facts.url}${LIST}`, { headers: { 'x-api-key': facts.apiKey } });
    expect(await reply.json()).toMatchObject({ code: 1000, data: { count: 0 } });
    const token = await fetch(`${facts.url}/api/open/v3/getToken`, {
      method: 'POST',
      body: JSON.stringify({ clientId: facts.clientId, clientSecret: facts.apiKey }),
    });
    expect(await token.json()).toMatchObject({ code: 1000 });
    expect(readdirSync(folder).filter((name) => name.startsWith('avatarium-'))).toHaveLength(1);
    expect(readdirSync(join(folder, readdirSync(folder)[0] ?? ''))).not.toContain('database');
    server.child.kill('SIGTERM');
    expect(await server.exited).toBe(0);
    expect(server.printed.stdout.trim().split('\n')).toHaveLength(1);
    expect(server.printed.stderr).toContain('"stopping"');
    expect(server.printed.stderr).not.toContain(facts.apiKey);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('ends with its standard input when told so, with the keys that it was given', async () => {
    const given = { API_KEY: 'key-key-key-key-key-0001', CLIENT_ID: 'client-client-client-001', PORT: '1' };
    const server = avatarium(['--ephemeral', '--until-stdin-closes'], given);
    expect(await ready(server)).toMatchObject({ apiKey: given.API_KEY, clientId: given.CLIENT_ID });
    server.child.stdin?.end();
    expect(await server.exited).toBe(0);
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each<[string[], Record<string, string>, RegExp]>([
    [['--until-stdin-closes'], {}, /--until-stdin-closes: goes with --ephemeral only/],
    [
      ['--ephemeral'],
      { DATABASE_URL: 'postgres://localhost/x' },
      /DATABASE_URL: does not go with --ephemeral/,
    ],
  ])('refuses what makes no sense (%j)', async (args, env, message) => {
    const server = avatarium(args, env);
    expect(await server.exited).toBe(2);
    expect(server.printed.stderr).toMatch(message);
    expect(server.printed.stdout).toBe('');
    expect(existsSync(join(folder, 'data'))).toBe(false);
  });
});

describe('docs/ci.md', () => {
  const docs = readFileSync(join(ROOT, 'docs/ci.md'), 'utf8');
  const blocks = [...docs.matchAll(/```(?:ts|yaml)\n(?:\/\/|#) (\S+)\n(.*?)```/gs)].map(
    ([, name = '', code = '']) => ({ name, code }),
  );

  /** A project that has installed us and vitest. */
  function install(): void {
    const modules = join(folder, 'node_modules');
    mkdirSync(join(modules, '.bin'), { recursive: true });
    symlinkSync(BIN, join(modules, '.bin/avatarium'));
    symlinkSync(join(ROOT, 'node_modules/vitest'), join(modules, 'vitest'));
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  }

  it('has a vitest set-up that works as it is', async () => {
    install();
    for (const { name, code } of blocks.filter(({ name }) => name.endsWith('.ts'))) {
      writeFileSync(join(folder, name), code);
    }
    const vitest = run(process.execPath, [join(ROOT, 'node_modules/vitest/vitest.mjs'), 'run'], {
      cwd: folder,
      env: { NO_COLOR: '1' },
    });
    const code = await vitest.exited;
    expect(`${vitest.printed.stdout}${vitest.printed.stderr}`).toMatch(/Tests +2 passed/);
    expect(code).toBe(0);
  });

  it('has a GitHub Actions job whose own steps work as they are', async () => {
    install();
    const job = parse(blocks.find(({ name }) => name.endsWith('.yml'))?.code ?? '').jobs.test;
    const steps: { name?: string; run?: string }[] = job.steps;
    const script = (name: string) => steps.find((step) => step.name === name)?.run ?? '';
    const environment = join(folder, 'github-env');
    // As the runner calls it: see "jobs.<job_id>.steps[*].shell". It does not wait for what goes on in the background.
    const start = run('bash', ['-e', '-c', script('Start Avatarium')], {
      cwd: folder,
      env: { GITHUB_ENV: environment },
    });
    expect(await once(start.child, 'exit')).toEqual([0, null]);
    const env = Object.fromEntries(
      readFileSync(environment, 'utf8')
        .trim()
        .split('\n')
        .map((line) => line.split(/=(.*)/s).slice(0, 2)),
    );
    try {
      const reply = await fetch(`${env.BASE_URL}${LIST}`, { headers: { 'x-api-key': env.API_KEY } });
      expect(await reply.json()).toMatchObject({ code: 1000 });
    } finally {
      const stop = run('bash', ['-e', '-c', script('Stop Avatarium')], { cwd: folder, env });
      expect(await stop.exited).toBe(0);
    }
    await start.exited;
    await waitUntil('the server has gone', () => !isAlive(Number(env.AVATARIUM_PID)), 10_000);
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
