import { cp, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { KeyService } from '../accounts/key-service.js';
import { DataDirInUseError } from '../config/data-dir.js';
import { systemClock } from '../sessions/clock.js';
import { SecretBox } from '../storage/secret-box.js';
import {
  OPEN_TIMEOUT_MS,
  openTemporaryStorage,
  type TemporaryStorage,
} from '../storage/testing/temporary-storage.js';
import { waitUntil } from '../worker/testing/wait-until.js';
import { isServed, sendCommand } from './control-client.js';
import { openControlServer } from './control-server.js';
import { holdDataDir } from './held-data-dir.js';
import { type KeyCommand, type KeyCommandResult, KeyCommands } from './key-commands.js';
import { placeSocket } from './socket-path.js';

const log = pino({ level: 'silent' });
let temporary: TemporaryStorage;
let commands: KeyCommands;
let folder: string;
const closers: (() => Promise<void>)[] = [];

beforeAll(async () => {
  temporary = await openTemporaryStorage();
  const { storage } = temporary;
  const keys = new KeyService({
    storage,
    box: new SecretBox(Buffer.from('a master key of this test alone')),
    clock: systemClock,
    checkUrl: async () => {},
    endSessions: async () => {},
  });
  commands = new KeyCommands(storage, keys, systemClock);
  folder = await mkdtemp(join(tmpdir(), 'avatarium-control-'));
}, OPEN_TIMEOUT_MS);
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});
afterAll(async () => {
  await temporary.dispose();
  await rm(folder, { recursive: true, force: true });
});

async function open(dataDir: string) {
  const server = await openControlServer(dataDir, 'not yet');
  server.serve(commands, log);
  closers.push(() => server.close());
  return server;
}

describe('commands about keys', () => {
  const run = (command: KeyCommand) => commands.execute(command);
  const one = async (command: KeyCommand) => {
    const [key] = await run(command);
    if (!key) {
      throw new Error('no key');
    }
    return key;
  };

  it('make keys in accounts that are made when need be, with names that are found when none is given', async () => {
    const first = await one({ action: 'create', account: 'acme', budget_minutes: 5 });
    expect(first).toMatchObject({ account: 'acme', name: 'key-1', budget_minutes: 5 });
    expect(first.api_key).toHaveLength(24);
    await one({ action: 'create', account: 'acme', name: 'key-3' });
    expect(await one({ action: 'create', account: 'acme' })).toMatchObject({ name: 'key-4', uid: first.uid });
    expect(await one({ action: 'create' })).toMatchObject({ account: 'default', name: 'key-1' });
    await expect(run({ action: 'create', account: 'acme', name: 'key-3' })).rejects.toMatchObject({
      code: 1222,
    });
  });

  it('list without secrets, of one account or of all', async () => {
    const keys = await run({ action: 'list', account: 'acme' });
    expect(keys.map(({ name }) => name)).toEqual(['key-1', 'key-3', 'key-4']);
    expect(keys.every((key) => !('api_key' in key))).toBe(true);
    expect((await run({ action: 'list' })).length).toBe(4);
    await expect(run({ action: 'list', account: 'nobody' })).rejects.toMatchObject({ code: 1014 });
  });

  it('find a key by its id, or by its name in the account', async () => {
    const [acme] = await run({ action: 'list', account: 'acme' });
    const id = acme?._id ?? '';
    expect(await one({ action: 'disable', key: id })).toMatchObject({ _id: id, disabled: true });
    expect(await one({ action: 'enable', key: 'key-1', account: 'acme' })).toMatchObject({
      _id: id,
      disabled: false,
    });
    expect(await one({ action: 'disable', key: 'key-1' })).toMatchObject({ account: 'default' });
    for (const command of [
      { action: 'rotate', key: id, account: 'default' },
      { action: 'delete', key: 'nothing' },
      { action: 'update', key: 'key-1', account: 'nobody' },
    ] as const) {
      await expect(run(command)).rejects.toMatchObject({ code: 1014 });
    }
  });

  it('change, rotate and delete', async () => {
    const made = await one({ action: 'create', name: 'short-lived', max_sessions: 2 });
    const key = 'short-lived';
    expect(await one({ action: 'update', key, max_sessions: null, rate_per_minute: 9 })).toMatchObject({
      max_sessions: null,
      rate_per_minute: 9,
    });
    const rotated = await one({ action: 'rotate', key });
    expect(rotated.api_key).toHaveLength(24);
    expect(rotated.api_key).not.toBe(made.api_key);
    expect(await one({ action: 'delete', key })).toMatchObject({ _id: made._id });
    await expect(run({ action: 'delete', key })).rejects.toMatchObject({ code: 1014 });
  });
});

describe('the control socket', () => {
  const list = { action: 'list' } as const;

  it('carries commands out, and says what is wrong with others', async () => {
    const dataDir = await mkdtemp(join(folder, 'd'));
    await open(dataDir);
    const reply = await sendCommand(dataDir, { action: 'create', account: 'by socket', name: 'one' });
    const [made] = (reply as { result: KeyCommandResult }).result;
    expect(made).toMatchObject({ account: 'by socket', name: 'one' });
    expect(await sendCommand(dataDir, { action: 'rotate', key: 'nothing' })).toEqual({
      error: 'There is no key "nothing" in account "default"',
    });
    expect(await sendCommand(dataDir, { action: 'create', name: '' })).toEqual({
      error: 'name: is required',
    });
    expect(await sendCommand(dataDir, { action: 'explode' } as unknown as KeyCommand)).toMatchObject({
      error: expect.stringMatching(/^action: /),
    });
    const long = await sendCommand(dataDir, { action: 'list', account: 'x'.repeat(100_000) });
    expect(long).toEqual({ error: 'The command is too long' });
  });

  it('is for its owner alone, and leaves nothing behind', async () => {
    const dataDir = await mkdtemp(join(folder, 'd'));
    const server = await open(dataDir);
    expect((await stat(server.path)).mode & 0o777).toBe(0o600);
    await server.close();
    expect(await readdir(dataDir)).toEqual([]);
  });

  it('is not there when no server runs, nor when one was killed', async () => {
    const dataDir = await mkdtemp(join(folder, 'd'));
    expect(await sendCommand(dataDir, list)).toBeNull();
    await writeFile(join(dataDir, 'control.sock'), '');
    expect(await sendCommand(dataDir, list)).toBeNull();
    expect(await isServed(dataDir)).toBe(false);
    await open(dataDir);
    expect(await sendCommand(dataDir, list)).toHaveProperty('result');
    expect(await isServed(dataDir)).toBe(true);
  });

  it('lies elsewhere, as privately, when the data folder has too long a name', async () => {
    const dataDir = join(folder, 'deep'.repeat(30));
    await mkdir(dataDir);
    const server = await open(dataDir);
    expect(server.path.startsWith(dataDir)).toBe(false);
    expect((await stat(server.path)).mode & 0o777).toBe(0o600);
    expect((await stat(join(dataDir, 'control.path'))).mode & 0o777).toBe(0o600);
    expect(await sendCommand(dataDir, list)).toHaveProperty('result');
    await server.close();
    expect(await readdir(dataDir)).toEqual([]);
    await expect(stat(server.path)).rejects.toThrow();
    expect(await sendCommand(dataDir, list)).toBeNull();
  });

  it('of a folder with too long a name is not that of its copy', async () => {
    const dataDir = join(folder, 'orig'.repeat(30));
    await mkdir(dataDir);
    const server = await open(dataDir);
    const copy = join(folder, 'copy'.repeat(30));
    await cp(dataDir, copy, { recursive: true });
    expect([await isServed(dataDir), await isServed(copy)]).toEqual([true, false]);
    expect(await sendCommand(copy, list)).toBeNull();
    placeSocket(copy).remove();
    expect((await stat(server.path)).isSocket()).toBe(true);
  });

  it('says why commands have to wait before they are served and afterwards', async () => {
    const dataDir = await mkdtemp(join(folder, 'd'));
    const server = await openControlServer(dataDir, 'The server is starting');
    closers.push(() => server.close());
    expect(await sendCommand(dataDir, list)).toEqual({ busy: 'The server is starting' });
    let finish = () => {};
    const slow = { execute: () => new Promise<[]>((resolve) => (finish = () => resolve([]))) };
    server.serve(slow as unknown as KeyCommands, log);
    const waiting = sendCommand(dataDir, list);
    const first = finish;
    await waitUntil('it is under way', () => finish !== first);
    const retired = server.retire('The server is stopping');
    expect(await sendCommand(dataDir, list)).toEqual({ busy: 'The server is stopping' });
    finish();
    await retired;
    expect(await waiting).toEqual({ result: [] });
    expect(await isServed(dataDir)).toBe(true);
  });

  it('leaves nothing elsewhere of a server that was killed', async () => {
    const dataDir = join(folder, 'long'.repeat(30));
    await mkdir(dataDir);
    const killed = placeSocket(dataDir);
    await writeFile(killed.path, '');
    const next = placeSocket(dataDir);
    await expect(stat(dirname(killed.path))).rejects.toThrow();
    expect((await stat(dirname(next.path))).isDirectory()).toBe(true);
    next.remove();
  });

  it('outlives those who speak nonsense', async () => {
    const dataDir = await mkdtemp(join(folder, 'd'));
    const server = await open(dataDir);
    await new Promise<void>((resolve) => {
      const socket = createConnection(server.path, () => socket.end('\u0000nonsense\r\n\r\n'));
      socket.on('error', () => {});
      socket.on('close', () => resolve());
      socket.resume();
    });
    expect(await sendCommand(dataDir, list)).toHaveProperty('result');
  });
});

describe('a data folder that is held', () => {
  /** What a process in another container sees of the lock: the id of one that is not there. */
  const invisible = (dataDir: string) =>
    writeFile(join(dataDir, 'avatarium.lock'), JSON.stringify({ pid: process.pid, birth: 'elsewhere/1' }));
  const hold = (dataDir: string) => holdDataDir(dataDir, 'busy');

  it('is kept from those that cannot see the process, until it is given up', async () => {
    const dataDir = await mkdtemp(join(folder, 'd'));
    const held = await hold(dataDir);
    closers.push(() => held.release());
    await invisible(dataDir);
    await expect(hold(dataDir)).rejects.toBeInstanceOf(DataDirInUseError);
    await held.release();
    const next = await hold(dataDir);
    await held.release();
    await invisible(dataDir);
    await expect(hold(dataDir)).rejects.toBeInstanceOf(DataDirInUseError);
    await next.release();
  });

  it('waits for a holder that has the lock and does not listen yet', async () => {
    const dataDir = await mkdtemp(join(folder, 'd'));
    await invisible(dataDir);
    const late = hold(dataDir);
    await open(dataDir);
    await expect(late).rejects.toBeInstanceOf(DataDirInUseError);
  });

  it('is left as it was', async () => {
    const dataDir = await mkdtemp(join(folder, 'd'));
    const held = await hold(dataDir);
    expect((await readdir(dataDir)).sort()).toEqual(['avatarium.lock', 'control.sock']);
    await held.release();
    expect(await readdir(dataDir)).toEqual([]);
  });
});
