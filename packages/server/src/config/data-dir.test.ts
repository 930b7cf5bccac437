import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openDataDir, readWorkerId } from './data-dir.js';

const folder = mkdtempSync(join(tmpdir(), 'avatarium-dir-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let dirs = 0;
function newDir(): { path: string; lock: string } {
  dirs += 1;
  const path = join(folder, String(dirs), 'data');
  return { path, lock: join(path, 'avatarium.lock') };
}

describe('the data folder', () => {
  it('is made, locked under this process, and given up', () => {
    const { path, lock } = newDir();
    const opened = openDataDir(path);
    expect(JSON.parse(readFileSync(lock, 'utf8')).pid).toBe(process.pid);
    opened.release();
    opened.release();
    expect(existsSync(lock)).toBe(false);
  });

  it('is refused while another process holds it, and taken over once that has died', async () => {
    const { path, lock } = newDir();
    openDataDir(path).release();
    const holder = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    await once(holder, 'spawn');
    writeFileSync(lock, JSON.stringify({ pid: holder.pid, birth: '' }));
    expect(() => openDataDir(path)).toThrow(new RegExp(`^DATA_DIR: .* in use by process ${holder.pid}$`));
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    const taken = openDataDir(path);
    expect(JSON.parse(readFileSync(lock, 'utf8')).pid).toBe(process.pid);
    taken.release();
  });

  it.runIf(existsSync('/proc/self/stat'))(
    'is not taken for held by a later process with the same id',
    async () => {
      const { path, lock } = newDir();
      openDataDir(path).release();
      writeFileSync(lock, JSON.stringify({ pid: process.ppid, birth: 'another-boot/1' }));
      openDataDir(path).release();
    },
  );

  it('is refused while it is served, even by a process that cannot be seen', () => {
    const { path, lock } = newDir();
    openDataDir(path).release();
    // In a container of its own, the other server has the same process id as we have in ours.
    for (const seen of [JSON.stringify({ pid: process.pid, birth: 'this-boot/1' }), '{"pid":']) {
      writeFileSync(lock, seen);
      expect(() => openDataDir(path, true)).toThrow(/^DATA_DIR: .* is in use by another process$/);
      expect(readFileSync(lock, 'utf8')).toBe(seen);
    }
    openDataDir(path).release();
  });

  it('is given up without a lock that another process has taken it over with', () => {
    const { path, lock } = newDir();
    const opened = openDataDir(path);
    const theirs = readFileSync(lock, 'utf8').replace(/"nonce":"\w+"/, '"nonce":"another"');
    writeFileSync(lock, theirs);
    opened.release();
    expect(readFileSync(lock, 'utf8')).toBe(theirs);
  });

  it('is taken over when its lock was only half written', () => {
    const { path, lock } = newDir();
    openDataDir(path).release();
    writeFileSync(lock, '{"pid":');
    openDataDir(path).release();
    expect(existsSync(lock)).toBe(false);
  });

  it('keeps no lock of a process that was killed while it removed one', () => {
    const { path, lock } = newDir();
    openDataDir(path).release();
    writeFileSync(`${lock}.1234`, '');
    const opened = openDataDir(path);
    expect(readdirSync(path)).toEqual(['avatarium.lock']);
    opened.release();
  });

  it('gives the worker one name for ever, also when a process was killed over making it', () => {
    const { path } = newDir();
    openDataDir(path).release();
    writeFileSync(join(path, 'worker-id.new'), '0123');
    const id = readWorkerId(path);
    expect(id).toMatch(/^[0-9a-f]{16}$/);
    expect(readWorkerId(path)).toBe(id);
    expect(readdirSync(path)).toEqual(['worker-id']);
  });

  it('must be a folder that can be made', () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    expect(() => openDataDir(join(file, 'data'))).toThrow(/^DATA_DIR: .* cannot be written \(ENOTDIR\)/);
  });
});
