import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { makeCredential } from '../accounts/credentials.js';
import type { Settings } from '../config/settings.js';
import { StartError } from '../config/start-error.js';
import { createLogger } from '../observability/logger.js';
import { runServer } from './serve.js';
import { readVersion } from './version.js';

/** Resolves when standard input ends. */
function stdinClosed(): Promise<string> {
  return new Promise((resolve) => {
    process.stdin.once('end', () => resolve('standard input has ended'));
    process.stdin.once('error', () => resolve('standard input has ended'));
    process.stdin.resume();
  });
}

/**
 * Runs a server for tests: in memory, on a free port. One line of JSON on stdout, with url, apiKey, clientId and
 * pid, says that it is ready; logs go to stderr. Resolves to the exit code.
 *
 * @throws StartError for settings that contradict this
 */
export async function serveEphemeral(
  settings: Settings,
  options: { untilStdinCloses: boolean },
): Promise<number> {
  if (settings.DATABASE_URL !== undefined) {
    throw new StartError('DATABASE_URL: does not go with --ephemeral, which keeps everything in memory', 2);
  }
  const folder = mkdtempSync(join(tmpdir(), 'avatarium-'));
  // Whichever way the process ends, other than by being killed.
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const apiKey = settings.API_KEY ?? makeCredential();
  const clientId = settings.CLIENT_ID ?? makeCredential();
  return runServer(
    { ...settings, PORT: 0, DATA_DIR: folder, API_KEY: apiKey, CLIENT_ID: clientId },
    { log: createLogger(settings.LOG_LEVEL, pino.destination(2)), version: readVersion(), inMemory: true },
    ({ baseUrl }) => JSON.stringify({ url: baseUrl, apiKey, clientId, pid: process.pid }),
    options.untilStdinCloses ? stdinClosed() : undefined,
  );
}
