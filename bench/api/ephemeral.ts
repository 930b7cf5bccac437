import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { REPO_ROOT } from '@avatarium/tests/support';

/** Milliseconds from the start of `avatarium serve --ephemeral` to its line of JSON, `count` times. */
export async function ephemeralStarts(count: number): Promise<number[]> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'avatarium-bench-'));
  const times: number[] = [];
  try {
    for (let i = 0; i < count; i += 1) times.push(await startOnce(folder));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return times;
}

async function startOnce(folder: string): Promise<number> {
  const from = performance.now();
  const child = spawn(
    process.execPath,
    [path.join(REPO_ROOT, 'packages/server/bin/avatarium.js'), 'serve', '--ephemeral'],
    {
      cwd: folder,
      env: { PATH: process.env.PATH ?? '', HOME: folder, TMPDIR: folder, LOG_LEVEL: 'warn' },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const exited = once(child, 'exit');
  try {
    const lines = createInterface({ input: child.stdout });
    const [line] = await Promise.race([once(lines, 'line'), exited.then(() => [''])]);
    const tookMs = performance.now() - from;
    if (!(JSON.parse(line || '{}') as { url?: string }).url) throw new Error('the server gave no URL');
    return tookMs;
  } finally {
    child.kill('SIGTERM');
    await exited;
  }
}
