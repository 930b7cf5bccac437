import type { Logger } from 'pino';
import type { Settings } from '../config/settings.js';
import { type RunningServer, type StartContext, startServer } from '../main.js';
import { createLogger } from '../observability/logger.js';
import { banner } from './banner.js';
import { readVersion } from './version.js';

/** A stop takes no longer than this, whatever hangs. */
const STOP_LIMIT_MS = 4500;

/** Runs the server until it is told to stop or breaks down. Resolves to the exit code. */
export async function serve(settings: Settings): Promise<number> {
  const startedAt = performance.now();
  const version = readVersion();
  return runServer(settings, {
    log: createLogger(settings.LOG_LEVEL),
    version,
    onReady(server) {
      const { baseUrl, signInUrl, made, dataDir } = server;
      const startedInMs = performance.now() - startedAt;
      process.stdout.write(`${banner({ version, baseUrl, signInUrl, made, dataDir, startedInMs })}\n`);
    },
  });
}

export interface RunOptions extends StartContext {
  log: Logger;
  onReady(server: RunningServer): void;
  /** Resolves, to the reason, when the server is to stop although no signal came. */
  stopWhen?: Promise<string>;
}

/** Starts the server and runs it until a signal, or `stopWhen`, or a breakdown. Resolves to the exit code. */
export async function runServer(settings: Settings, options: RunOptions): Promise<number> {
  const { log } = options;
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

  const server = await startServer(settings, options);
  options.onReady(server);
  const ends = [stopped, server.broken, unexpected, options.stopWhen].filter((end) => end !== undefined);
  const outcome = await Promise.race<string | Error>(ends);
  const failed = outcome instanceof Error;
  if (failed) {
    process.stderr.write(`avatarium: ${outcome.message}\n`);
  } else {
    log.info({ reason: outcome }, 'stopping');
    // Whoever asks twice does not want to wait.
    process.once('SIGTERM', () => process.exit(130));
    process.once('SIGINT', () => process.exit(130));
  }
  const limit = setTimeout(() => {
    log.warn('stopping took too long, the rest is left behind');
    process.exit(failed ? 1 : 0);
  }, STOP_LIMIT_MS);
  await server.stop(failed ? 'failed' : 'shutdown');
  clearTimeout(limit);
  return failed ? 1 : 0;
}
