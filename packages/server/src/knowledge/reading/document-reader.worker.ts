import { readFile } from 'node:fs/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { lowerThreadPriority } from '../lower-priority.js';
import type { ReadingAnswer, ReadingJob } from './messages.js';
import { cutIntoPassages } from './passages.js';
import { readDocument } from './read-document.js';
import { UnreadableError } from './unreadable.js';

lowerThreadPriority(10);
const { path, label } = workerData as ReadingJob;

async function read(): Promise<ReadingAnswer> {
  try {
    const { title, blocks } = await readDocument(new Uint8Array(await readFile(path)), label);
    return { kind: 'read', title, passages: [...cutIntoPassages(blocks)] };
  } catch (error) {
    if (error instanceof UnreadableError) {
      return { kind: 'unreadable', reason: error.message };
    }
    if (error instanceof RangeError) {
      return { kind: 'unreadable', reason: 'is nested too deep or too long to be read' };
    }
    throw error;
  }
}

parentPort?.postMessage(await read());
// Libraries may have left timers behind.
parentPort?.close();
