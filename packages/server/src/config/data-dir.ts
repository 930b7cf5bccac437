import { randomBytes } from 'node:crypto';
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { StartError } from './start-error.js';
import { writeWhole } from './write-whole.js';

export const LOCK = 'avatarium.lock';
/** What a lock is called while it is being removed. */
const STALE_PREFIX = `${LOCK}.`;

interface LockOwner {
  pid: number;
  /** What tells a process from a later one with the same id; empty where the system does not say. */
  birth: string;
}

/** Start of a process in clock ticks since boot, with the boot's own id: `/proc/<pid>/stat`, field 22. */
function birthOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${ticks}`;
  } catch {
    return '';
  }
}

function isAlive(owner: LockOwner): boolean {
  if (!Number.isInteger(owner.pid) || owner.pid < 1 || owner.pid === process.pid) {
    return false;
  }
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') {
      return false;
    }
  }
  const birth = birthOf(owner.pid);
  return owner.birth === '' || birth === '' || owner.birth === birth;
}

function readLock(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

function ownerOf(lock: string | null): LockOwner | null {
  try {
    const value = JSON.parse(lock ?? '') as LockOwner;
    return { pid: Number(value.pid), birth: String(value.birth) };
  } catch {
    return null;
  }
}

/** Locks that a process was killed over while it was removing them. */
function removeStale(path: string): void {
  for (const name of readdirSync(path)) {
    if (name.startsWith(STALE_PREFIX)) {
      rmSync(join(path, name), { force: true });
    }
  }
}

/** A running process holds the folder. */
export class DataDirInUseError extends StartError {}

export interface DataDir {
  path: string;
  /** Gives the folder up; idempotent. */
  release(): void;
}

/**
 * Makes the folder if need be and locks it for this process. The lock of a process that has died is taken over.
 *
 * @param served a process listens in this folder: it is in use, although its process cannot be seen from here, as from
 * another container
 * @throws StartError when it cannot be written, DataDirInUseError when a running process holds it
 */
export function openDataDir(directory: string, served = false): DataDir {
  const path = resolve(directory);
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    accessSync(path, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new StartError(`DATA_DIR: ${path} cannot be written (${(error as NodeJS.ErrnoException).code})`);
  }
  const lock = join(path, LOCK);
  const refuseIfHeld = () => {
    const owner = ownerOf(readLock(lock));
    const alive = owner !== null && isAlive(owner);
    if (served || alive) {
      const holder = alive ? `process ${owner.pid}` : 'another process';
      throw new DataDirInUseError(`DATA_DIR: ${path} is in use by ${holder}`);
    }
  };
  refuseIfHeld();
  const ours = JSON.stringify({
    pid: process.pid,
    birth: birthOf(process.pid),
    nonce: randomBytes(8).toString('hex'),
  });
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      const file = openSync(lock, 'wx', 0o600);
      writeSync(file, ours);
      closeSync(file);
      removeStale(path);
      let held = true;
      const release = () => {
        if (held) {
          held = false;
          // Not one that somebody has taken the folder over with.
          if (readLock(lock) === ours) {
            unlinkSync(lock);
          }
        }
      };
      return { path, release };
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (code !== 'EEXIST') {
        throw new StartError(`DATA_DIR: ${path} cannot be written (${code})`);
      }
    }
    refuseIfHeld();
    // Renaming first lets only one of two late-comers remove the stale lock.
    const stale = join(path, `${STALE_PREFIX}${process.pid}`);
    try {
      renameSync(lock, stale);
      unlinkSync(stale);
    } catch {
      // Somebody else was quicker; look again.
    }
  }
  throw new StartError(`DATA_DIR: ${path} is being taken by another process`);
}

/** What this installation's worker calls itself in leases: the same after a restart, another on another machine. */
export function readWorkerId(dataDir: string): string {
  const path = join(dataDir, 'worker-id');
  try {
    if (!existsSync(path)) {
      writeWhole(path, randomBytes(8).toString('hex'), 0o600);
    }
  } catch (error) {
    throw new StartError(`DATA_DIR: ${path} cannot be written (${(error as NodeJS.ErrnoException).code})`);
  }
  const id = readFileSync(path, 'utf8');
  if (!/^[0-9a-f]{16}$/.test(id)) {
    throw new StartError(`DATA_DIR: ${path} is damaged`);
  }
  return id;
}
