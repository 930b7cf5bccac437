import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { dataDir as prepopulated } from '@electric-sql/pglite-prepopulatedfs';

/** In: bytes of the PostgreSQL wire protocol, or "close". Out: "ready", bytes, or "closed". */
export type PgliteMessage = 'ready' | 'closed' | Uint8Array;

/** Null to keep everything in memory. */
const directory: string | null = workerData.directory;
const port = parentPort;
if (!port) {
  throw new Error('runs as a worker thread only');
}

/** Made aside and moved into place, so that a process killed meanwhile leaves no half of a database. */
async function initialise(directory: string): Promise<void> {
  const aside = `${directory}.new`;
  await rm(aside, { recursive: true, force: true });
  const fresh = await PGlite.create({ dataDir: aside, loadDataDir: await prepopulated() });
  await fresh.close();
  await rename(aside, directory);
}

const startParams = [
  ...PGlite.defaultStartParams,
  // The default of 128 MB would lie in memory whole, for tables that need a fraction of it.
  ...['-c', 'shared_buffers=8MB'],
  // Files of the log that are kept after a checkpoint, to be written again.
  ...['-c', 'min_wal_size=32MB', '-c', 'max_wal_size=64MB'],
];

async function open(): Promise<PGlite> {
  if (directory === null) {
    return PGlite.create({ loadDataDir: await prepopulated(), startParams });
  }
  if (!existsSync(directory)) {
    await initialise(directory);
  }
  return PGlite.create({ dataDir: directory, startParams });
}

const database = await open();

let queue: Promise<void> = Promise.resolve();
port.on('message', (message: Uint8Array | 'close') => {
  queue = queue.then(async () => {
    if (message === 'close') {
      await database.close();
      port.postMessage('closed' satisfies PgliteMessage);
      port.close();
      return;
    }
    const reply = await database.execProtocolRaw(message);
    // A copy of its own: the reply may be a view of the WASM's memory.
    const bytes = reply.slice();
    port.postMessage(bytes satisfies PgliteMessage, [bytes.buffer]);
  });
});
port.postMessage('ready' satisfies PgliteMessage);
