import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { get } from 'node:https';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { selfSigned } from '../http/testing/self-signed.js';
import { waitUntil } from '../worker/testing/wait-until.js';

const BIN = fileURLToPath(new URL('../../bin/avatarium.js', import.meta.url));
const SESSION = '/api/open/v4/liveAvatar/session';

const folder = mkdtempSync(join(tmpdir(), 'avatarium-cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Run {
  /** Everything printed so far. */
  stdout(): string;
  stderr(): string;
  exited: Promise<number | null>;
  kill(signal: NodeJS.Signals): void;
}

const running = new Set<Run>();
afterEach(async () => {
  for (const one of running) {
    one.kill('SIGKILL');
    await one.exited;
  }
});

function start(args: string[], env: Record<string, string> = {}): Run {
  const child = spawn(process.execPath, [BIN, ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH ?? '', LOG_LEVEL: 'warn', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const printed = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => {
    printed.stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    printed.stderr += chunk;
  });
  const run: Run = {
    stdout: () => printed.stdout,
    stderr: () => printed.stderr,
    exited: once(child, 'close').then(([code]) => {
      running.delete(run);
      return code as number | null;
    }),
    kill: (signal) => void child.kill(signal),
  };
  running.add(run);
  return run;
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

/** A server that has said that it is ready. */
async function serve(env: Record<string, string>): Promise<Run> {
  const run = start(['serve'], env);
  const ready = waitUntil('the server is ready', () => run.stdout().includes('is ready'), 60_000);
  await Promise.race([
    ready,
    run.exited.then((code) => {
      throw new Error(`it ended with ${code}: ${run.stderr()}`);
    }),
  ]);
  return run;
}

function printed(run: Run, label: string): string {
  return new RegExp(`^ *${label} +(\\S+)$`, 'm').exec(run.stdout())?.[1] ?? '';
}

describe('the command line', () => {
  it('explains itself', async () => {
    const help = start(['--help']);
    expect(await help.exited).toBe(0);
    expect(help.stdout()).toMatch(/^Usage: avatarium serve/);
    const version = start(['--version']);
    expect(await version.exited).toBe(0);
    expect(version.stdout()).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it.each<[string, string[], Record<string, string>, RegExp]>([
    ['an unknown command', ['fly'], {}, /unknown command "fly"/],
    ['an unknown option', ['serve', '--fast'], {}, /--fast/],
    ['a wrong setting', ['serve'], { PORT: 'many' }, /PORT: must be a whole number \(it is "many"\)/],
    [
      'a config file that is not there',
      ['serve', '--config', 'none.json'],
      {},
      /--config: cannot read none\.json/,
    ],
    ['an alias that leads nowhere', ['serve'], { AVATAR_ALIASES: 'x=nobody' }, /AVATAR_ALIASES: "x=nobody"/],
    [
      'a certificate that is not there',
      ['serve'],
      { TLS_CERT: 'no.pem', TLS_KEY: 'no.pem' },
      /TLS_CERT: cannot read/,
    ],
  ])('stops on %s with one line and code 2', async (_name, args, env, message) => {
    const run = start(args, { DATA_DIR: join(folder, 'unused'), ...env });
    expect(await run.exited).toBe(2);
    expect(run.stderr()).toMatch(message);
    expect(run.stderr().trim().split('\n')).toHaveLength(1);
    expect(run.stdout()).toBe('');
  });

  it('stops on a port that is taken', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const run = start(['serve'], { DATA_DIR: join(folder, 'unused'), PORT: String(port) });
    expect(await run.exited).toBe(1);
    expect(run.stderr()).toBe(`avatarium: PORT: 127.0.0.1:${port} is taken by another process\n`);
    await new Promise((resolve) => other.close(resolve));
  });

  it('stops on a folder that cannot be written', async () => {
    writeFileSync(join(folder, 'a-file'), '');
    const run = start(['serve'], {
      DATA_DIR: join(folder, 'a-file', 'data'),
      PORT: String(await freePort()),
    });
    expect(await run.exited).toBe(1);
    expect(run.stderr()).toMatch(/^avatarium: DATA_DIR: .* cannot be written \(ENOTDIR\)\n$/);
  });
});

describe('avatarium lipsync', () => {
  const burst = fileURLToPath(new URL('../audio-files/testing/burst.flac', import.meta.url));

  it('prints segments that cover the recording, for people and as JSON', async () => {
    const json = start(['lipsync', burst, '--json']);
    expect(await json.exited).toBe(0);
    const segments: { start: number; end: number; viseme: string }[] = JSON.parse(json.stdout());
    expect(segments[0]?.start).toBe(0);
    expect(segments.at(-1)?.end).toBeCloseTo(0.6, 1);
    for (const [i, { start: startS }] of segments.entries()) {
      if (i > 0) expect(startS).toBe(segments[i - 1]?.end);
    }
    const table = start(['lipsync', burst]);
    expect(await table.exited).toBe(0);
    expect(table.stdout()).toMatch(/^ +start +end +viseme\n +0\.000 +\d\.\d{3} {2}\w+\n/);
    expect(table.stdout().trim().split('\n')).toHaveLength(segments.length + 1);
  });

  it.each<[string, string[], number, string]>([
    ['no file', [], 2, 'lipsync: which file? See avatarium lipsync --help'],
    ['two files', ['a', 'b'], 2, 'lipsync: there is no place for "b", it takes one file'],
    ['a file that is not there', ['none.wav'], 1, 'none.wav: there is no such file'],
    ['a folder', ['.'], 1, '.: is a folder'],
    ['an empty standard input', ['-'], 1, 'standard input: is empty'],
  ])('stops on %s with one line', async (_name, args, code, message) => {
    const run = start(['lipsync', ...args]);
    expect(await run.exited).toBe(code);
    expect(run.stderr()).toBe(`avatarium: ${message}\n`);
    expect(run.stdout()).toBe('');
  });
});

describe('avatarium serve', () => {
  it('makes credentials once, keeps them, and completes its sessions when it is told to stop', async () => {
    const port = await freePort();
    const env = { DATA_DIR: join(folder, 'life'), PORT: String(port) };
    const first = await serve(env);
    const apiKey = printed(first, 'API key');
    expect(apiKey).toMatch(/^\w{24}$/);
    expect(printed(first, 'Client id')).toMatch(/^\w{24}$/);
    expect(statSync(join(env.DATA_DIR, 'secret.key')).mode & 0o777).toBe(0o600);

    const base = `http://127.0.0.1:${port}`;
    const call = async (path: string, body?: object) => {
      const reply = await fetch(`${base}${path}`, {
        method: body ? 'POST' : 'GET',
        headers: { 'x-api-key': apiKey },
        body: body && JSON.stringify(body),
      });
      return (await reply.json()) as {
        code: number;
        data: { _id: string; status: number; end_reason: string };
      };
    };
    expect(await (await fetch(`${base}/healthz`)).json()).toEqual({ status: 'ok' });
    const signIn = await fetch(printed(first, 'Console'), { redirect: 'manual' });
    expect([signIn.status, signIn.headers.get('location')]).toEqual([303, '/']);
    expect(signIn.headers.get('set-cookie')).toMatch(/HttpOnly; SameSite=Strict/);
    const made = await call(`${SESSION}/create`, { avatar_id: 'dvp_Tristan_cloth2_1080P' });
    expect(made).toMatchObject({ code: 1000, data: { status: 2 } });

    const second = start(['serve'], { ...env, PORT: String(await freePort()) });
    expect(await second.exited).toBe(1);
    expect(second.stderr()).toMatch(/^avatarium: DATA_DIR: .* is in use by process \d+\n$/);

    const stoppedAt = performance.now();
    first.kill('SIGTERM');
    expect(await first.exited).toBe(0);
    expect(performance.now() - stoppedAt).toBeLessThan(5000);

    const again = await serve(env);
    expect(printed(again, 'API key')).toBe('');
    expect(await call(`${SESSION}/detail?id=${made.data._id}`)).toMatchObject({
      data: { status: 3, end_reason: 'shutdown' },
    });
    again.kill('SIGINT');
    expect(await again.exited).toBe(0);
    expect(`${first.stdout()}${first.stderr()}${again.stdout()}${again.stderr()}`).not.toMatch(/eyJ/);
  });

  it('stops at once when it is told to before it is ready', async () => {
    const env = { DATA_DIR: join(folder, 'early'), PORT: String(await freePort()) };
    const run = start(['serve'], env);
    await waitUntil('it has begun', () => existsSync(join(env.DATA_DIR, 'avatarium.lock')), 60_000);
    run.kill('SIGTERM');
    expect(await run.exited).toBe(0);
    expect(run.stdout()).toBe('');
    const again = await serve(env);
    again.kill('SIGTERM');
    expect(await again.exited).toBe(0);
  });

  it.each(['media', 'database'])(
    'stops with code 1 when its %s thread dies, and knows later what became of its sessions',
    async (thread) => {
      // Loaded before anything else: ends the thread when it is told to.
      const saboteur = join(folder, `end-${thread}.mjs`);
      writeFileSync(
        saboteur,
        `import { syncBuiltinESMExports } from 'node:module';
       import threads from 'node:worker_threads';
       const { Worker } = threads;
       threads.Worker = class extends Worker {
         constructor(url, options) {
           super(url, options);
           if (options?.name === '${thread}') process.once('SIGUSR2', () => void this.terminate());
         }
       };
       syncBuiltinESMExports();`,
      );
      const env = { DATA_DIR: join(folder, thread), PORT: String(await freePort()), API_KEY: 'k'.repeat(24) };
      const run = await serve({ ...env, NODE_OPTIONS: `--import=${saboteur}` });
      const call = async (path: string, body?: object) => {
        const reply = await fetch(`http://127.0.0.1:${env.PORT}${path}`, {
          method: body ? 'POST' : 'GET',
          headers: { 'x-api-key': env.API_KEY },
          body: body && JSON.stringify(body),
        });
        return (await reply.json()) as { data: { _id: string; status: number } };
      };
      const { data } = await call(`${SESSION}/create`, { avatar_id: 'ava' });
      expect(data.status).toBe(2);
      run.kill('SIGUSR2');
      expect(await run.exited).toBe(1);
      expect(run.stderr()).toMatch(/^avatarium: the (media server|database thread) has ended$/m);

      const again = await serve(env);
      // Without a database nothing could be noted: the session goes on.
      const expected =
        thread === 'media' ? { status: 4, end_reason: 'failed' } : { status: 2, end_reason: null };
      expect((await call(`${SESSION}/detail?id=${data._id}`)).data).toMatchObject(expected);
      again.kill('SIGTERM');
      expect(await again.exited).toBe(0);
    },
  );

  it('says so when the key to its secrets is another one', async () => {
    const env = {
      DATA_DIR: join(folder, 'keys'),
      PORT: String(await freePort()),
      SECRET_KEY: 'the first secret key',
    };
    const first = await serve(env);
    first.kill('SIGTERM');
    expect(await first.exited).toBe(0);
    const second = start(['serve'], { ...env, SECRET_KEY: 'quite another secret key' });
    expect(await second.exited).toBe(1);
    expect(second.stderr()).toBe('avatarium: SECRET_KEY: is not the one that this database was made with\n');
  });

  it('speaks TLS, for the API and on the way to the media server', async () => {
    const { cert, key } = selfSigned();
    const [certFile, keyFile] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
    writeFileSync(certFile, cert);
    writeFileSync(keyFile, key);
    const port = await freePort();
    const run = await serve({
      DATA_DIR: join(folder, 'tls'),
      PORT: String(port),
      TLS_CERT: certFile,
      TLS_KEY: keyFile,
    });
    expect(printed(run, 'API')).toBe(`https://127.0.0.1:${port}`);
    const status = await new Promise((resolve, reject) => {
      get({ host: '127.0.0.1', port, path: '/healthz', ca: cert }, (reply) => {
        reply.resume();
        resolve(reply.statusCode);
      }).on('error', reject);
    });
    expect(status).toBe(200);
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect({ host: '127.0.0.1', port, ca: cert }, () => {
        socket.write(
          'GET /rtc?access_token=wrong HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
            'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n',
        );
      });
      socket.once('data', (chunk) => {
        resolve(chunk.toString());
        socket.destroy();
      });
      socket.on('error', reject);
    });
    expect(answer).toMatch(/^HTTP\/1\.1 401 /);
    run.kill('SIGTERM');
    expect(await run.exited).toBe(0);
  });
});
