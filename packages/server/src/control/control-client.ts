import { request } from 'node:http';
import { createConnection } from 'node:net';
import type { Command, ResultOf } from './commands.js';
import type { ControlReply } from './control-server.js';
import { findSocket } from './socket-path.js';

const TIMEOUT_MS = 30_000;
/** Nobody listens there. */
const NOBODY = new Set(['ENOENT', 'ECONNREFUSED', 'ENOTSOCK']);

/**
 * Has the server of this data folder carry out a command.
 *
 * @returns null when no server listens
 */
export function sendCommand<C extends Command>(
  dataDir: string,
  command: C,
): Promise<ControlReply<ResultOf<C>> | null> {
  return new Promise((resolve, reject) => {
    const sent = request(
      { socketPath: findSocket(dataDir), method: 'POST', path: '/', timeout: TIMEOUT_MS },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk) => {
          text += chunk;
        });
        response.on('error', reject);
        response.on('end', () => {
          try {
            resolve(JSON.parse(text) as ControlReply<ResultOf<C>>);
          } catch {
            reject(new Error('the server gave no answer'));
          }
        });
      },
    );
    sent.on('timeout', () => sent.destroy(new Error('the server does not answer')));
    sent.on('error', (error: NodeJS.ErrnoException) => {
      if (NOBODY.has(error.code ?? '')) {
        resolve(null);
      } else {
        reject(error);
      }
    });
    sent.end(JSON.stringify(command));
  });
}

/**
 * Whether a process that holds this data folder listens; in another container, too, which no look at processes
 * would tell.
 */
export function isServed(dataDir: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(findSocket(dataDir));
    const settle = (served: boolean) => {
      socket.destroy();
      resolve(served);
    };
    socket.once('connect', () => settle(true));
    // A listener whose queue is full answers that way.
    socket.once('error', (error: NodeJS.ErrnoException) => settle(error.code === 'EAGAIN'));
  });
}
