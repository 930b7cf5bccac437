import type { Settings } from '../config/settings.js';
import { startServer } from '../main.js';
import { createLogger } from '../observability/logger.js';
import { banner } from './banner.js';
import { readVersion } from './version.js';

/** A stop takes no longer than this, whatever hangs. */
const STOP_LIMIT_MS = 4500;

/** Runs the server until it is told to stop or breaks down. Resolves to the exit code. */
export async function serve(settings: Settings): Promise<number> {
  const startedAt = performance.now();
  const log = createLogger(settings.LOG_LEVEL);
  const version = readVersion();
  let stopRequested: (signal: NodeJS.Signals) => void = () => {};
  const stopped = new Promise<NodeJS.Signals>((resolve) => {
    stopRequested = resolve;
  });
  process.on('SIGTERM', stopRequested);
  process.on('SIGINT', stopRequested);

  const unexpected = new Promise<Error>((resolve) => {
    process.on('uncaughtException', (error) => {
      log.fatal({ err: error }, 'unexpected error');
      resolve(new Error(`stopped by an unexpected error: ${error.message}`));
    });
  });

  const server = await startServer(settings, { log, version });
  process.stdout.write(
    `${banner({
      version,
      baseUrl: server.baseUrl,
      signInUrl: server.signInUrl,
      made: server.made,
      dataDir: server.dataDir,
      startedInMs: performance.now() - startedAt,
    })}\n`,
  );
  const outcome = await Promise.race([stopped, server.broken, unexpected]);
  const failed = outcome instanceof Error;
  if (failed) {
    process.stderr.write(`avatarium: ${outcome.message}\n`);
  } else {
    log.info({ signal: outcome }, 'stopping');
    // Whoever asks twice does not want to wait.
    process.once(outcome, () => process.exit(130));
  }
  const limit = setTimeout(() => {
    log.warn('stopping took too long, the rest is left behind');
    process.exit(failed ? 1 : 0);
  }, STOP_LIMIT_MS);
  await server.stop(failed ? 'failed' : 'shutdown');
  clearTimeout(limit);
  return failed ? 1 : 0;
}
