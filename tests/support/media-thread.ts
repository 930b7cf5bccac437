import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';

/** A media server that is not the product's own. */
export interface MediaThread {
  url: string;
  apiKey: string;
  apiSecret: string;
  close(): Promise<void>;
}

/** In a thread of its own, so that whoever looks at pictures meanwhile does not hold up the sound. */
const SERVER_THREAD = `
  const { parentPort, workerData } = require('node:worker_threads');
  import(workerData.module)
    .then(({ startMediaServer }) => startMediaServer(workerData.options))
    .then((server) => parentPort.postMessage(server.port));
`;

/** Starts a media server on loopback. */
export async function startMediaThread(): Promise<MediaThread> {
  const apiKey = 'others-key';
  const apiSecret = randomBytes(32).toString('hex');
  const firstPort = 50_000 + Math.floor(Math.random() * 8_000);
  const options = {
    host: '127.0.0.1',
    port: 0,
    apiKey,
    apiSecret,
    udpPorts: [firstPort, firstPort + 99],
    loopbackOnly: true,
  };
  const module = createRequire(import.meta.url).resolve('@avatarium/media-server');
  const server = new Worker(SERVER_THREAD, { eval: true, workerData: { module, options } });
  const [port] = (await once(server, 'message')) as [number];
  return {
    url: `ws://127.0.0.1:${port}`,
    apiKey,
    apiSecret,
    close: async () => void (await server.terminate()),
  };
}
