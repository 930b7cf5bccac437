import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { LOCK, openDataDir } from '../config/data-dir.js';
import { isServed } from './control-client.js';
import { type ControlServer, openControlServer } from './control-server.js';

/** More than lies between taking the lock and listening. */
const LISTENING_WITHIN_MS = 250;

export interface HeldDataDir {
  path: string;
  control: ControlServer;
  /** Gives the folder up; idempotent. Nothing in it may be in use any more. */
  release(): Promise<void>;
}

/**
 * Takes the data folder for this process: locks it, and listens there until it is given up. The socket tells those
 * that do not see this process, as in another container, that the lock holds.
 *
 * @param busy what commands are answered until the control server serves them
 * @throws StartError when the folder cannot be written, DataDirInUseError when another process holds it
 */
export async function holdDataDir(directory: string, busy: string): Promise<HeldDataDir> {
  const wanted = resolve(directory);
  let served = await isServed(wanted);
  if (!served && existsSync(join(wanted, LOCK))) {
    // Left behind, or of a process that is about to listen.
    await delay(LISTENING_WITHIN_MS);
    served = await isServed(wanted);
  }
  const dataDir = openDataDir(wanted, served);
  try {
    const control = await openControlServer(dataDir.path, busy);
    let released: Promise<void> | null = null;
    const release = () => {
      // Whoever comes now is still kept out by the socket, so this removes no lock but ours.
      dataDir.release();
      released ??= control.close();
      return released;
    };
    return { path: dataDir.path, control, release };
  } catch (error) {
    dataDir.release();
    throw error;
  }
}
