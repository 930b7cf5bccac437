import { Worker } from 'node:worker_threads';
import { workerUrl } from '../../threads.js';
import { READING_LIMITS } from './limits.js';
import type { ReadingAnswer, ReadingJob } from './messages.js';
import type { DocumentLabel } from './read-document.js';
import { UnreadableError } from './unreadable.js';

const WATCH_EVERY_MS = 200;
const MEBIBYTE = 1024 * 1024;

export interface ReaderLimits {
  timeMs: number;
  heapMb: number;
  growthMb: number;
}

/** What is known after a document has been read. */
export interface DocumentPassages {
  /** As the document says; empty when it does not. */
  title: string;
  passages: string[];
}

const TOO_MUCH_MEMORY = 'needs more memory to be read than a document may take';

/** The file was taken away before its turn had come. */
export class MissingFileError extends Error {
  override readonly name = 'MissingFileError';
}

/** Why the thread of a document has died. */
function reasonOf(error: NodeJS.ErrnoException): Error {
  if (error.code === 'ENOENT') {
    return new MissingFileError(error.message);
  }
  return error.code === 'ERR_WORKER_OUT_OF_MEMORY' || error instanceof RangeError
    ? new UnreadableError(TOO_MUCH_MEMORY)
    : new UnreadableError('is damaged in a way that its reader cannot handle', { cause: error });
}

/**
 * Reads documents, one at a time, each in a thread of its own that ends with it: what a hostile document can break
 * or use up is that thread.
 */
export class DocumentReader {
  readonly #limits: ReaderLimits;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(limits: ReaderLimits = READING_LIMITS) {
    this.#limits = limits;
  }

  /**
   * The passages of a file.
   *
   * @throws UnreadableError with the reason, also when a limit is reached; MissingFileError when there is no file any
   * more; the signal's reason once it is aborted
   */
  read(path: string, label: DocumentLabel, signal: AbortSignal): Promise<DocumentPassages> {
    const turn = this.#queue.then(() => this.#read({ path, label }, signal));
    this.#queue = turn.catch(() => {});
    return turn;
  }

  async #read(job: ReadingJob, signal: AbortSignal): Promise<DocumentPassages> {
    signal.throwIfAborted();
    const { timeMs, heapMb, growthMb } = this.#limits;
    const worker = new Worker(workerUrl(import.meta.url, './document-reader.worker.js'), {
      name: 'document reader',
      workerData: job,
      resourceLimits: { maxOldGenerationSizeMb: heapMb, maxYoungGenerationSizeMb: 32 },
      // Libraries print their complaints.
      stdout: true,
      stderr: true,
    });
    worker.stdout.resume();
    worker.stderr.resume();
    const before = process.memoryUsage.rss();
    const timers: NodeJS.Timeout[] = [];
    let abort = () => {};
    try {
      const answer = await new Promise<ReadingAnswer>((resolve, reject) => {
        abort = () => reject(signal.reason);
        signal.addEventListener('abort', abort);
        worker.on('message', resolve);
        worker.on('error', (error: NodeJS.ErrnoException) => reject(reasonOf(error)));
        worker.on('exit', () =>
          reject(new UnreadableError('is damaged: its reader ended without an answer')),
        );
        timers.push(
          setTimeout(
            () => reject(new UnreadableError(`takes longer than ${timeMs / 1000} s to be read`)),
            timeMs,
          ),
          setInterval(() => {
            if (process.memoryUsage.rss() - before > growthMb * MEBIBYTE) {
              reject(new UnreadableError(TOO_MUCH_MEMORY));
            }
          }, WATCH_EVERY_MS),
        );
      });
      if (answer.kind === 'unreadable') {
        throw new UnreadableError(answer.reason);
      }
      return answer;
    } finally {
      timers.forEach(clearTimeout);
      signal.removeEventListener('abort', abort);
      await worker.terminate();
    }
  }
}
