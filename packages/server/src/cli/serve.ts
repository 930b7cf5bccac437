import type { Logger } from 'pino';
import type { Settings } from '../config/settings.js';
import { type RunningServer, startServer } from '../main.js';
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
  const log = createLogger(settings.LOG_LEVEL);
  const version = readVersion();
  const interrupted = interruption(log);
  const server = await Promise.race([startServer(settings, { log, version }), interrupted]);
  if (server instanceof Error) {
    throw server;
  }
  if (typeof server === 'string') {
    // Nothing has been promised to anybody yet; a lock left behind is taken over at the next start.
    return 0;
  }
  const { baseUrl, signInUrl, made, dataDir } = server;
  const text = banner({ version, baseUrl, signInUrl, made, dataDir, startedInMs: performance.now() });
  process.stdout.write(`${text}\n`);

  const outcome = await Promise.race([interrupted, server.broken]);
  if (outcome instanceof Error) {
    process.stderr.write(`avatarium: ${outcome.message}\n`);
    return stop(server, 'failed', 1, log);
  }
  log.info({ signal: outcome }, 'stopping');
  // Whoever asks twice does not want to wait.
  process.once(outcome, () => process.exit(130));
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
