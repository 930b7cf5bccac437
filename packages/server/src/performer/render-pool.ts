import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { workerUrl } from '../threads.js';
import { RemoteStage } from './remote-stage.js';
import type { RenderReply, RenderRequest, RenderWorkerData, StagePlaces } from './render-messages.js';
import type { Stage, StageOptions } from './stage.js';

export interface RenderPoolOptions extends StagePlaces {
  /**
   * Threads; as many as cores, at most 8, when not given. Setting up an avatar holds its thread for longer than a
   * frame, so the more threads, the fewer other avatars notice.
   */
  threads?: number;
  /** The compiled module that makes animators and renderers; the product's own when not given. */
  stageModule?: URL;
}

interface RenderThread {
  worker: Worker;
  stages: Map<number, RemoteStage>;
}

/** The threads that draw all avatars of the process. A thread that dies is replaced; its avatars are lost. */
export class RenderPool {
  private readonly threads: RenderThread[] = [];
  private readonly workerData: RenderWorkerData;
  private nextStage = 1;
  private closed = false;

  constructor(options: RenderPoolOptions = {}) {
    const threads = options.threads ?? Math.min(8, availableParallelism());
    this.workerData = {
      stageModule: (options.stageModule ?? workerUrl(import.meta.url, './avatar-stage.js')).href,
      framesFolder: options.framesFolder,
    };
    for (let i = 0; i < threads; i++) this.startThread();
  }

  /** Opens a stage on the thread with the fewest. Rejects with the reason when it cannot be set up. */
  async open(options: StageOptions): Promise<Stage> {
    const thread = this.threads.toSorted((a, b) => a.stages.size - b.stages.size)[0];
    if (this.closed) throw new Error('the render pool is closed');
    if (!thread) throw new Error('no render thread is running');
    const number = this.nextStage++;
    const stage = new RemoteStage(
      number,
      options,
      (request: RenderRequest) => thread.worker.postMessage(request),
      () => thread.stages.delete(number),
    );
    thread.stages.set(number, stage);
    await stage.opened;
    return stage;
  }

  /** Ends all threads. Stages still open are lost. */
  async close(): Promise<void> {
    this.closed = true;
    await Promise.all(this.threads.splice(0).map(({ worker }) => worker.terminate()));
  }

  private startThread(): void {
    const worker = new Worker(workerUrl(import.meta.url, './render.worker.js'), {
      workerData: this.workerData,
    });
    const thread: RenderThread = { worker, stages: new Map() };
    this.threads.push(thread);
    let cause: Error | null = null;
    worker.on('message', (reply: RenderReply) => thread.stages.get(reply.stage)?.handle(reply));
    worker.on('error', (error) => {
      cause = error instanceof Error ? error : new Error(String(error));
    });
    worker.on('exit', () => {
      const index = this.threads.indexOf(thread);
      if (index >= 0) this.threads.splice(index, 1);
      const used = thread.stages.size > 0;
      for (const stage of [...thread.stages.values()]) {
        stage.handleLost(cause ?? new Error('the render thread has ended'));
      }
      // A thread that dies before anybody used it would die again at once.
      if (!this.closed && (used || this.threads.length > 0)) this.startThread();
    });
  }
}
