import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { waitUntil } from '../worker/testing/wait-until.js';

const BIN = fileURLToPath(new URL('../../bin/avatarium.js', import.meta.url));

const folder = mkdtempSync(join(tmpdir(), 'avatarium-keys-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const servers = new Set<ChildProcess>();
afterEach(async () => {
  for (const server of servers) {
    if (server.exitCode === null && server.signalCode === null) {
      server.kill('SIGKILL');
      await once(server, 'close');
    }
  }
  servers.clear();
});

const environment = (env: Record<string, string>) => ({
  PATH: process.env.PATH ?? '',
  LOG_LEVEL: 'warn',
  ...env,
});

/** Runs `avatarium keys …` to its end. */
function keys(env: Record<string, string>, ...args: string[]) {
  return new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    execFile(
      process.execPath,
      [BIN, 'keys', ...args],
      { cwd: folder, env: environment(env) },
      (error, stdout, stderr) => {
        resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, stdout, stderr });
      },
    );
  });
}

async function freePort(): Promise<string> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return String(port);
}

async function serve(env: Record<string, string>): Promise<ChildProcess> {
  const server = spawn(process.execPath, [BIN, 'serve'], { cwd: folder, env: environment(env) });
  servers.add(server);
  let printed = '';
  for (const stream of [server.stdout, server.stderr]) {
    stream.on('data', (chunk) => {
      printed += chunk;
    });
  }
  await waitUntil(
    'the server is ready',
    () => printed.includes('is ready') || server.exitCode !== null,
    60_000,
  );
  expect(server.exitCode, printed).toBeNull();
  return server;
}

async function codeOf(port: string, key: string): Promise<number> {
  const reply = await fetch(`http://127.0.0.1:${port}/api/open/v4/liveAvatar/session/list`, {
    headers: { 'x-api-key': key },
  });
  return ((await reply.json()) as { code: number }).code;
}

describe('avatarium keys', () => {
  it('works on the database itself, and through a server while one runs', async () => {
    const env = { DATA_DIR: join(folder, 'both'), PORT: await freePort() };
    const direct = await keys(env, 'create', '--account', 'acme', '--name', 'phone', '--json');
    expect(direct).toMatchObject({ code: 0, stderr: '' });
    const first = JSON.parse(direct.stdout);
    expect(first).toMatchObject({ account: 'acme', name: 'phone', disabled: false });

    const server = await serve(env);
    expect(await codeOf(env.PORT, first.api_key)).toBe(1000);
    const made = await keys(env, 'create', '--account', 'acme', '--name', 'kiosk', '--budget-minutes', '90');
    expect(made).toMatchObject({ code: 0, stderr: '' });
    const secret = /API key +(\w{24})$/m.exec(made.stdout)?.[1] ?? '';
    expect(await codeOf(env.PORT, secret)).toBe(1000);

    const list = await keys(env, 'list');
    expect(list.stdout).toMatch(/^acme +phone .* enabled /m);
    expect(list.stdout).toMatch(/^acme +kiosk .* enabled +0\.0 of 90 /m);
    expect(list.stdout).toMatch(/^default +default /m);
    expect(list.stdout).not.toContain(secret);
    expect(list.stdout).not.toContain(first.api_key);

    expect(await keys(env, 'disable', 'phone', '--account', 'acme')).toMatchObject({ code: 0 });
    expect(await codeOf(env.PORT, first.api_key)).toBe(1200);
    expect(await keys(env, 'enable', first._id)).toMatchObject({ code: 0 });
    const rotated = JSON.parse((await keys(env, 'rotate', first._id, '--json')).stdout);
    expect(await codeOf(env.PORT, first.api_key)).toBe(1101);
    expect(await codeOf(env.PORT, rotated.api_key)).toBe(1000);

    const closed = once(server, 'close');
    server.kill('SIGKILL');
    await closed;
    expect(await keys(env, 'delete', first._id)).toEqual({
      code: 0,
      stdout: 'Deleted key "phone" of account "acme".\n',
      stderr: '',
    });
    const left = JSON.parse((await keys(env, 'list', '--account', 'acme', '--json')).stdout);
    expect(left.map(({ name }: { name: string }) => name)).toEqual(['kiosk']);
  });

  it('shows what was used, counted once though the server was killed before and after the end', async () => {
    const env = { DATA_DIR: join(folder, 'killed'), PORT: await freePort() };
    const made = JSON.parse((await keys(env, 'create', '--name', 'metered', '--json')).stdout);
    const call = async (path: string, body?: object) => {
      const reply = await fetch(`http://127.0.0.1:${env.PORT}/api/open/v4/liveAvatar/session/${path}`, {
        method: body ? 'POST' : 'GET',
        headers: { 'x-api-key': made.api_key },
        body: body ? JSON.stringify(body) : null,
      });
      return (await reply.json()) as { code: number; data: { _id: string; used_seconds: number } };
    };
    const kill = async (server: ChildProcess) => {
      const closed = once(server, 'close');
      server.kill('SIGKILL');
      await closed;
    };
    const used = async () => {
      const list = JSON.parse((await keys(env, 'list', '--json')).stdout) as {
        name: string;
        used_seconds: number;
      }[];
      return list.find(({ name }) => name === 'metered')?.used_seconds;
    };
    const first = await serve(env);
    const { data } = await call('create', { avatar_id: 'ava' });
    await kill(first);
    expect(await used()).toBe(0);
    const second = await serve(env);
    expect(await call('close', { id: data._id })).toMatchObject({ code: 1000 });
    const ended = await call(`detail?id=${data._id}`);
    expect(ended.data.used_seconds).toBeGreaterThan(0);
    expect(await used()).toBe(ended.data.used_seconds);
    await call('close', { id: data._id });
    await kill(second);
    expect(await used()).toBe(ended.data.used_seconds);
  });

  it.each<[string[], number, RegExp]>([
    [['explode'], 2, /unknown command "keys explode"/],
    [['create', 'surplus'], 2, /no place for "surplus"/],
    [['create', '--max-sessions', 'many'], 2, /--max-sessions: must be a number, or "none"/],
    [['create', '--max-sessions', '1.5'], 2, /--max-sessions: must be a whole number/],
    [['create', '--name', ''], 2, /--name: is required/],
    [['create', '--sessions', '5'], 2, /--sessions/],
    [['list', '--rate-per-minute', '5'], 2, /--rate-per-minute: does not go with "keys list"/],
    [['rotate'], 2, /keys rotate: which key\?/],
    [['update', 'x'], 2, /nothing to update/],
    [['rotate', 'nothing'], 1, /there is no account "default"/],
    [['create', '--webhook-url', 'http://localhost/'], 1, /^avatarium: webhook_url: /],
  ])('answers %j with one line', async (args, code, message) => {
    const result = await keys({ DATA_DIR: join(folder, 'wrong') }, ...args);
    expect(result).toMatchObject({ code, stdout: '' });
    expect(result.stderr).toMatch(message);
    expect(result.stderr.trim().split('\n')).toHaveLength(1);
  });

  it('says so when the folder is in use by a process that does not answer, or the key is another one', async () => {
    const env = { DATA_DIR: join(folder, 'foreign'), SECRET_KEY: 'the first secret key' };
    expect(await keys(env, 'create')).toMatchObject({ code: 0 });
    expect(await keys({ ...env, SECRET_KEY: 'quite another secret key' }, 'list')).toEqual({
      code: 1,
      stdout: '',
      stderr: 'avatarium: SECRET_KEY: is not the one that this database was made with\n',
    });
    writeFileSync(join(env.DATA_DIR, 'avatarium.lock'), JSON.stringify({ pid: process.pid, birth: '' }));
    expect(await keys(env, 'list')).toEqual({
      code: 1,
      stdout: '',
      stderr: `avatarium: DATA_DIR: ${env.DATA_DIR} is in use by process ${process.pid}\n`,
    });
  });

  it('explains itself', async () => {
    expect(await keys({}, '--help')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^Usage: avatarium keys/),
    });
    expect(await keys({})).toMatchObject({ code: 2 });
  });
});
