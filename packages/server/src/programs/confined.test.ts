import { spawn } from 'node:child_process';
import { access, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { waitUntil } from '../worker/testing/wait-until.js';
import { runConfined } from './confined.js';

const LIMITS = { timeoutMs: 15_000, maxMemoryMb: 512, maxFileMb: 1, maxOutputBytes: 10_000 };
const never = new AbortController().signal;

function node(script: string, ...args: string[]): [string, ...string[]] {
  return [process.execPath, '-e', script, ...args];
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe('a confined program', () => {
  const folders: string[] = [];
  afterEach(async () => {
    await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true, force: true })));
  });

  it('gets its arguments as they are, none of our environment, and gives back what it printed', async () => {
    process.env.AVATARIUM_TEST_SECRET = 'secret';
    const script =
      'console.log(JSON.stringify([process.argv.slice(1), process.env.AVATARIUM_TEST_SECRET ?? null]))';
    const result = await runConfined(node(script, '$(id) "; exit', "it's"), { ...LIMITS, signal: never });
    delete process.env.AVATARIUM_TEST_SECRET;
    expect(result.ending).toBe('ok');
    expect(JSON.parse(result.output)).toEqual([['$(id) "; exit', "it's"], null]);
  });

  it('tells a crash, and a program that is not there', async () => {
    expect((await runConfined(node('process.abort()'), { ...LIMITS, signal: never })).ending).toBe('failed');
    const missing = await runConfined(['no-such-program-anywhere'], { ...LIMITS, signal: never });
    expect(missing.ending).toBe('not installed');
  });

  it('is killed when it hangs, with what it has started', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'avatarium-confined-'));
    folders.push(folder);
    const mark = join(folder, 'mark');
    const script = `
      require('child_process').spawn('sh', ['-c', 'sleep 3; : > "$0"', process.argv[1]], { stdio: 'ignore' });
      setInterval(() => {}, 1000);
    `;
    const result = await runConfined(node(script, mark), { ...LIMITS, timeoutMs: 1500, signal: never });
    expect(result.ending).toBe('timeout');
    await delay(3500);
    await expect(access(mark)).rejects.toThrow();
  });

  it('leaves nothing running that it has started, when it ends by itself', async () => {
    const script = `
      const left = require('child_process').spawn('sleep', ['60'], { stdio: 'ignore' });
      console.log(left.pid);
      process.exit(0);
    `;
    const { ending, output } = await runConfined(node(script), { ...LIMITS, signal: never });
    expect(ending).toBe('ok');
    await waitUntil('what it left is gone', () => !isRunning(Number.parseInt(output, 10)), 15_000);
  });

  it('is killed when the process that runs it is killed', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'avatarium-confined-'));
    folders.push(folder);
    const pidFile = join(folder, 'pid');
    const program = `require('fs').writeFileSync(${JSON.stringify(pidFile)}, String(process.pid));
      setInterval(() => {}, 1000);`;
    const compiled = new URL('../../dist/programs/confined.js', import.meta.url).href;
    const host = `
      const { runConfined } = await import(${JSON.stringify(compiled)});
      const limits = { ...${JSON.stringify({ ...LIMITS, timeoutMs: 60_000 })}, signal: new AbortController().signal };
      await runConfined([process.execPath, '-e', ${JSON.stringify(program)}], limits);
    `;
    const running = spawn(process.execPath, ['--input-type=module', '-e', host], { stdio: 'inherit' });
    let pid = Number.NaN;
    await waitUntil(
      'the program runs',
      async () => {
        pid = Number.parseInt(await readFile(pidFile, 'utf8').catch(() => ''), 10);
        return Number.isInteger(pid);
      },
      30_000,
    );
    expect(isRunning(pid)).toBe(true);
    running.kill('SIGKILL');
    await waitUntil('the program is gone', () => !isRunning(pid), 15_000);
  }, 60_000);

  it('is ended when it takes more memory than it may', async () => {
    const script = 'const all = []; for (;;) all.push(Buffer.alloc(2 ** 24, 1));';
    const result = await runConfined(node(script), { ...LIMITS, signal: never });
    expect(result.ending).toBe('failed');
  });

  it('is ended when it prints more than it may', async () => {
    const script = "for (;;) require('fs').writeSync(1, 'x'.repeat(1000))";
    const result = await runConfined(node(script), { ...LIMITS, signal: never });
    expect(result.ending).toBe('too much output');
    expect(result.output.length).toBeLessThanOrEqual(LIMITS.maxOutputBytes);
  });

  it('cannot write a file that is larger than it may be', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'avatarium-confined-'));
    folders.push(folder);
    await writeFile(join(folder, 'small'), '');
    const script = "require('fs').writeFileSync(process.argv[1], Buffer.alloc(3 * 2 ** 20))";
    const result = await runConfined(node(script, join(folder, 'big')), { ...LIMITS, signal: never });
    expect(result.ending).toBe('failed');
  });

  it('is killed when nobody wants its result any more', async () => {
    const controller = new AbortController();
    const running = runConfined(node('setInterval(() => {}, 1000)'), {
      ...LIMITS,
      signal: controller.signal,
    });
    setTimeout(() => controller.abort(new Error('deleted')), 300);
    await expect(running).rejects.toThrow('deleted');
    await expect(runConfined(node(''), { ...LIMITS, signal: controller.signal })).rejects.toThrow('deleted');
  });
});
