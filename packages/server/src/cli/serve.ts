import type { Logger } from 'pino';
import type { Settings } from '../config/settings.js';
import { type RunningServer, type StartContext, startServer } from '../main.js';
import { createLogger } from '../observability/logger.js';
import { banner } from './banner.js';
import { readVersion } from './version.js';

/** A stop takes no longer than this, whatever hangs. */
const STOP_LIMIT_MS = 4500;

/** Resolves when the process is told to stop, or to an error that nobody has caught. */
function interruption(log: Logger): Promise<NodeJS.Signals | Error> {
  return new Promise((resolve) => {
    process.on('SIGTERM', resolve);
    process.on('SIGINT', resolve);
    process.on('uncaughtException', (error) => {
      log.fatal({ err: error }, 'unexpected error');
      resolve(new Error(`stopped by an unexpected error: ${error.message}`));
    });
  });
}

/** Runs the server until it is told to stop or breaks down. Resolves to the exit code. */
export async function serve(settings: Settings): Promise<number> {
  const version = readVersion();
  const log = createLogger(settings.LOG_LEVEL);
  return runServer(settings, { log, version }, ({ baseUrl, signInUrl, made, dataDir }) =>
    banner({ version, baseUrl, signInUrl, made, dataDir, startedInMs: performance.now() }),
  );
}

/**
 * Starts the server, prints what there is to say about it, and runs it until a signal, a breakdown, or
 * `stopWhen`. Resolves to the exit code.
 *
 * @param stopWhen resolves, to the reason, when the server is to stop although no signal has come
 */
export async function runServer(
  settings: Settings,
  context: StartContext,
  describe: (server: RunningServer) => string,
  stopWhen?: Promise<string>,
): Promise<number> {
  const { log } = context;
  const interrupted: Promise<string | Error> = stopWhen
    ? Promise.race([interruption(log), stopWhen])
    : interruption(log);
  const server = await Promise.race([startServer(settings, context), interrupted]);
  if (server instanceof Error) {
    throw server;
  }
  if (typeof server === 'string') {
    // Nothing has been promised to anybody yet; a lock left behind is taken over at the next start.
    return 0;
  }
  process.stdout.write(`${describe(server)}\n`);

  const outcome = await Promise.race([interrupted, server.broken]);
  if (outcome instanceof Error) {
    process.stderr.write(`avatarium: ${outcome.message}\n`);
    return stop(server, 'failed', 1, log);
  }
  log.info({ reason: outcome }, 'stopping');
  // Whoever asks twice does not want to wait.
  process.once('SIGTERM', () => process.exit(130));
  process.once('SIGINT', () => process.exit(130));
  return stop(server, 'shutdown', 0, log);
}

async function stop(
  server: RunningServer,
  reason: 'shutdown' | 'failed',
  exitCode: number,
  log: Logger,
): Promise<number> {
  const limit = setTimeout(() => {
    log.warn('stopping took too long, the rest is left behind');
    process.exit(exitCode);
  }, STOP_LIMIT_MS);
  await server.stop(reason);
  clearTimeout(limit);
  return exitCode;
}
