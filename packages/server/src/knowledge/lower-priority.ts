import { readlinkSync } from 'node:fs';
import { setPriority } from 'node:os';

/**
 * Lets the calling thread work behind all others, which have sound and pictures to deliver in time. Linux only:
 * there, a thread has a priority of its own; elsewhere nothing happens.
 *
 * @param niceness 1 to 19; the higher, the more it stands back
 */
export function lowerThreadPriority(niceness: number): void {
  try {
    const threadId = Number(readlinkSync('/proc/thread-self').split('/').at(-1));
    setPriority(threadId, niceness);
  } catch {
    // It works without.
  }
}
