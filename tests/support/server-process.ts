import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ApiClient } from './api.js';
import { waitFor } from './wait.js';

/** Works from `tests/support` and from `tests/dist/support`. */
export const REPO_ROOT = fileURLToPath(new URL('.', import.meta.url)).replace(
  /tests\/(dist\/)?support\/$/,
  '',
);
const BIN = path.join(REPO_ROOT, 'packages/server/bin/avatarium.js');

export const TEST_API_KEY = 'test-key-0123456789abcde';
export const TEST_CLIENT_ID = 'test-client-0123456789ab';

export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return address.port;
}

export interface ServerProcess {
  baseUrl: string;
  api: ApiClient;
  pid: number;
  dataDir: string;
  /** Milliseconds from spawn to the first good /healthz. */
  readyMs: number;
  /** Everything printed so far, both streams. */
  output(): string;
  /** Ends the process with a signal and gives its exit code and how long that took. Keeps the data folder. */
  end(signal?: NodeJS.Signals): Promise<{ code: number | null; tookMs: number }>;
  /** Ends it if it still runs, and removes a data folder that was made for it. */
  dispose(): Promise<void>;
}

interface LaunchOptions {
  env?: Record<string, string>;
  dataDir: string;
  port: number;
}

/** A server that was just started, healthy or not. */
export interface LaunchedServer {
  baseUrl: string;
  pid: number;
  /** Everything printed so far, both streams. */
  output(): string;
  /** Its exit code, once it has ended; null when a signal ended it. */
  exited: Promise<number | null>;
  hasExited(): boolean;
  signal(signal: NodeJS.Signals): void;
  /** Waits for the first good /healthz; throws, with what was printed, when there is none in time. */
  healthy(timeoutMs: number): Promise<void>;
}

/** Starts the product from its bin and does not wait. */
export function launchServer({ env = {}, dataDir, port }: LaunchOptions): LaunchedServer {
  const child: ChildProcess = spawn(BIN, ['serve'], {
    cwd: REPO_ROOT,
    env: {
      PATH: process.env.PATH ?? '',
      HOME: process.env.HOME ?? '',
      DATA_DIR: dataDir,
      PORT: String(port),
      API_KEY: TEST_API_KEY,
      CLIENT_ID: TEST_CLIENT_ID,
      LOG_LEVEL: 'warn',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  child.stdout?.on('data', (chunk) => (printed += chunk));
  child.stderr?.on('data', (chunk) => (printed += chunk));
  const baseUrl = `http://127.0.0.1:${port}`;
  const hasExited = () => child.exitCode !== null || child.signalCode !== null;
  return {
    baseUrl,
    pid: child.pid ?? 0,
    output: () => printed,
    exited: new Promise((resolve) => child.once('exit', (code) => resolve(code))),
    hasExited,
    signal: (signal) => void child.kill(signal),
    async healthy(timeoutMs) {
      try {
        await waitFor(
          'the server to be healthy',
          () => {
            if (hasExited()) throw new Error(`the server ended with ${child.exitCode ?? child.signalCode}`);
            return fetch(`${baseUrl}/healthz`).then(
              (reply) => reply.ok,
              () => false,
            );
          },
          timeoutMs,
        );
      } catch (error) {
        throw new Error(`${error instanceof Error ? error.message : error}; it printed:\n${printed}`);
      }
    },
  };
}

/** Starts the product from its bin, in a folder and on a port of its own, and waits until it is healthy. */
export async function startServer(
  options: { env?: Record<string, string>; dataDir?: string; readyTimeoutMs?: number } = {},
): Promise<ServerProcess> {
  const ownFolder = options.dataDir === undefined;
  const dataDir = options.dataDir ?? (await mkdtemp(path.join(os.tmpdir(), 'avatarium-data-')));
  const port = Number(options.env?.PORT ?? (await freePort()));
  const started = performance.now();
  const launched = launchServer({ ...(options.env ? { env: options.env } : {}), dataDir, port });

  const end: ServerProcess['end'] = async (signal = 'SIGTERM') => {
    const from = performance.now();
    launched.signal(signal);
    return { code: await launched.exited, tookMs: performance.now() - from };
  };
  const dispose = async () => {
    if (!launched.hasExited()) await end('SIGKILL');
    if (ownFolder) await rm(dataDir, { recursive: true, force: true });
  };
  try {
    await launched.healthy(options.readyTimeoutMs ?? 60_000);
  } catch (error) {
    await dispose();
    throw error;
  }
  const { baseUrl, pid, output } = launched;
  return {
    baseUrl,
    api: new ApiClient(baseUrl, options.env?.API_KEY ?? TEST_API_KEY),
    pid,
    dataDir,
    readyMs: performance.now() - started,
    output,
    end,
    dispose,
  };
}
