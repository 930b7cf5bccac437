import { Worker } from 'node:worker_threads';
import type { SpeechChunk } from '../speech/tts/port.js';
import { workerUrl } from '../threads.js';
import type { AlignmentAnswer, AlignmentJob } from './alignment-messages.js';
import type { FoundPhones } from './word-lips.js';

interface Waiting {
  job: AlignmentJob;
  settle: (found: FoundPhones) => void;
}

/**
 * The one thread that finds phones in the clauses of all sessions. It hears a clause, looks its words up in a
 * dictionary of 4 MB and lays their phones out, which would keep the event loop from pacing sound for as long.
 * It starts with the first clause that needs it; a thread that dies is started again for the next.
 */
export class AlignmentThread {
  private readonly queue: Waiting[] = [];
  private current: Waiting | null = null;
  private worker: Worker | null = null;
  private closed = false;

  /**
   * @param limitMs a clause is not kept waiting for longer: its lips go by the sound alone then
   * @param url the compiled worker
   */
  constructor(
    private readonly limitMs = 500,
    private readonly url: URL = workerUrl(import.meta.url, './alignment.worker.js'),
  ) {}

  /** The phones of a clause, within the times of its characters or words. Never rejects. */
  find({ pcm, sampleRateHz, characters, words, language }: SpeechChunk): Promise<FoundPhones> {
    return new Promise((resolve) => {
      // Its own copy of the sound: the thread takes it over, and the voice's may be part of something larger.
      const job = { pcm: pcm.slice(), sampleRateHz, characters, words, language };
      const timer = setTimeout(
        () => waiting.settle({ phones: null, fault: `aligning its words took more than ${this.limitMs} ms` }),
        this.limitMs,
      );
      const waiting: Waiting = {
        job,
        settle: (found) => {
          clearTimeout(timer);
          const at = this.queue.indexOf(waiting);
          if (at >= 0) this.queue.splice(at, 1);
          resolve(found);
        },
      };
      this.queue.push(waiting);
      this.next();
    });
  }

  /** Ends the thread; clauses that wait go without. */
  async close(): Promise<void> {
    this.closed = true;
    this.next();
    await this.worker?.terminate();
  }

  private next(): void {
    if (this.closed) {
      for (const { settle } of [...this.queue]) settle({ phones: null });
      return;
    }
    if (this.current) return;
    this.current = this.queue.shift() ?? null;
    if (!this.current) return;
    this.worker ??= this.launch();
    this.worker.postMessage(this.current.job, [this.current.job.pcm.buffer]);
  }

  private finish(found: FoundPhones): void {
    const done = this.current;
    this.current = null;
    done?.settle(found);
    this.next();
  }

  private launch(): Worker {
    const worker = new Worker(this.url, { name: 'alignment' });
    let cause = 'it ended';
    worker.on('message', (answer: AlignmentAnswer) => this.finish(answer));
    worker.on('error', (error) => {
      cause = error instanceof Error ? error.message : String(error);
    });
    worker.on('exit', () => {
      this.worker = null;
      this.finish({
        phones: null,
        fault: this.closed ? undefined : `the alignment thread stopped: ${cause}`,
      });
    });
    return worker;
  }
}
