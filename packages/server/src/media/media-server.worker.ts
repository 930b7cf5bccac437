import { parentPort, workerData } from 'node:worker_threads';
import { type MediaServerOptions, startMediaServer } from '@avatarium/media-server';

/** What the thread tells: where it listens, what it has to log, and that it has closed. */
export type MediaThreadMessage =
  | { kind: 'ready'; port: number }
  | { kind: 'log'; level: 'debug' | 'info' | 'warn' | 'error'; message: string; fields: object | undefined }
  | { kind: 'closed' };

const port = parentPort;
if (!port) {
  throw new Error('runs as a worker thread only');
}
const tell = (message: MediaThreadMessage) => port.postMessage(message);

/** Errors lose their text when copied between threads. */
function plain(fields: object | undefined): object | undefined {
  return (
    fields &&
    JSON.parse(JSON.stringify(fields, (_key, value) => (value instanceof Error ? value.stack : value)))
  );
}

const server = await startMediaServer({
  ...(workerData as Omit<MediaServerOptions, 'log'>),
  log: (level, message, fields) => tell({ kind: 'log', level, message, fields: plain(fields) }),
});
port.once('message', async () => {
  await server.close();
  tell({ kind: 'closed' });
  port.close();
});
tell({ kind: 'ready', port: server.port });
