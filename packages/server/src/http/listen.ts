import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { createSecureContext } from 'node:tls';
import { StartError } from '../config/start-error.js';

function listenProblem(error: unknown, host: string, port: number): StartError {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'EADDRINUSE') {
    return new StartError(`PORT: ${host}:${port} is taken by another process`);
  }
  if (code === 'EACCES') {
    return new StartError(`PORT: not allowed to listen on ${host}:${port}`);
  }
  return new StartError(`HOST: cannot listen on ${host}:${port} (${code})`);
}

/** Finds out early, before anything is started, that a port cannot be had. @throws StartError */
export async function requireFreePort(host: string, port: number): Promise<void> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => {
    probe.once('error', (error) => reject(listenProblem(error, host, port)));
    probe.listen({ host, port, exclusive: true }, () => probe.close(() => resolve()));
  });
}

/** Runs a listen call; a port that was taken meanwhile is reported in the same words. @throws StartError */
export async function listening(listen: () => Promise<unknown>, host: string, port: number): Promise<void> {
  try {
    await listen();
  } catch (error) {
    throw listenProblem(error, host, port);
  }
}

/** Certificate and key from their files. @throws StartError */
export function readTls(certPath: string, keyPath: string): { cert: Buffer; key: Buffer } {
  const read = (setting: string, path: string) => {
    try {
      return readFileSync(path);
    } catch (error) {
      throw new StartError(`${setting}: cannot read ${path} (${(error as NodeJS.ErrnoException).code})`, 2);
    }
  };
  const tls = { cert: read('TLS_CERT', certPath), key: read('TLS_KEY', keyPath) };
  try {
    createSecureContext(tls);
  } catch (error) {
    throw new StartError(
      `TLS_CERT: does not go with TLS_KEY (${error instanceof Error ? error.message : error})`,
      2,
    );
  }
  return tls;
}
