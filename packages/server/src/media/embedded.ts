import { Worker } from 'node:worker_threads';
import type { MediaServerOptions } from '@avatarium/media-server';
import type { Logger } from 'pino';
import { workerUrl } from '../threads.js';
import type { MediaThreadMessage } from './media-server.worker.js';

const HOST = '127.0.0.1';
const CLOSE_TIMEOUT_MS = 2000;

export interface EmbeddedMediaServer {
  /** On the loopback; callers reach it through our own port. */
  port: number;
  close(): Promise<void>;
}

/**
 * Runs the media server in a thread of its own, off the loop that paces sound.
 *
 * @param onLost is called when the thread dies by itself
 * @throws when it cannot start, for example because its UDP ports are taken
 */
export async function startEmbeddedMediaServer(
  options: Pick<MediaServerOptions, 'apiKey' | 'apiSecret' | 'udpPorts' | 'advertiseIp' | 'loopbackOnly'>,
  log: Logger,
  onLost: (error: Error) => void,
): Promise<EmbeddedMediaServer> {
  const workerData: MediaServerOptions = { ...options, host: HOST, port: 0 };
  const worker = new Worker(workerUrl(import.meta.url, './media-server.worker.js'), {
    name: 'media',
    workerData,
  });
  let closing = false;
  const closed = new Promise<void>((resolve) => worker.once('exit', () => resolve()));

  const port = await new Promise<number>((resolve, reject) => {
    let ready = false;
    const lost = (error: Error) => {
      if (!ready) {
        reject(error);
      } else if (!closing) {
        closing = true;
        onLost(error);
      }
    };
    worker.on('message', (message: MediaThreadMessage) => {
      if (message.kind === 'ready') {
        ready = true;
        resolve(message.port);
      } else if (message.kind === 'log') {
        log[message.level](message.fields ?? {}, message.message);
      }
    });
    worker.on('error', (error) => lost(error as Error));
    worker.on('exit', () => lost(new Error('the media server has ended')));
  });

  return {
    port,
    async close() {
      closing = true;
      worker.postMessage('close');
      const timer = setTimeout(() => void worker.terminate(), CLOSE_TIMEOUT_MS);
      await closed;
      clearTimeout(timer);
    },
  };
}
