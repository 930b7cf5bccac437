import { Worker } from 'node:worker_threads';
import type { DecodeRequest } from './decode.worker.js';
import { FrameFile } from './frame-file.js';

/** Frames that are there before the first is shown: later ones are decoded faster than they are shown. */
const AHEAD = 12;
const POLL_MS = 10;
/** How long showing a frame waits for the decoder at most. */
const WAIT_MS = 400;

/** The frames of a loop in the size that they are shown in; decoded once, by a thread, when they are first wanted. */
export class LoopFrames {
  readonly #file: FrameFile;
  #failure: Error | null = null;
  /** Whether the last frame was waited for in vain. */
  #late = false;

  private constructor(file: FrameFile, worker: Worker | null) {
    this.#file = file;
    worker?.on('error', (error) => {
      this.#failure = error instanceof Error ? error : new Error(String(error));
    });
    // Its file may have been removed before it opened it, so that its frames are not to be had.
    worker?.on('exit', () => {
      this.#failure ??= new Error('it was not written');
    });
    // It ends by itself, and what it has begun is of use to the next session.
    worker?.unref();
  }

  /** Rejects when the first frames, or the whole loop if that is to be waited for, cannot be decoded. */
  static async open(request: DecodeRequest, whole: boolean): Promise<LoopFrames> {
    const { path, jpegs, width, height } = request;
    const bytes = (width * height * 3) / 2;
    const file = new FrameFile(path, jpegs.length, bytes);
    const complete = jpegs.every((_, i) => file.has(i));
    const worker = complete ? null : new Worker(decoderUrl(), { workerData: request });
    const frames = new LoopFrames(file, worker);
    const frame = new Uint8Array(bytes);
    const ahead = whole ? jpegs.length : Math.min(AHEAD, jpegs.length);
    for (let i = 0; i < ahead; i++) await frames.#arrival(i, frame);
    return frames;
  }

  /** Reads a frame; false when it cannot be had in time. */
  read(index: number, into: Uint8Array): boolean {
    if (this.#file.read(index, into)) {
      this.#late = false;
      return true;
    }
    // Others are drawn by this thread, too: a decoder that does not keep up is not waited for at every frame.
    if (this.#late) return false;
    for (let waitedMs = 0; waitedMs < WAIT_MS && !this.#failure; waitedMs += POLL_MS) {
      Atomics.wait(PAUSE, 0, 0, POLL_MS);
      if (this.#file.read(index, into)) return true;
    }
    this.#late = true;
    return false;
  }

  close(): void {
    this.#file.close();
  }

  async #arrival(index: number, frame: Uint8Array): Promise<void> {
    while (!this.#file.read(index, frame)) {
      if (this.#failure) throw new Error(`a frame of the video cannot be decoded: ${this.#failure.message}`);
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }
}

const PAUSE = new Int32Array(new SharedArrayBuffer(4));

/** Threads load JavaScript: code that runs from `src`, under the test runner, is sent to its twin in `dist`. */
function decoderUrl(): URL {
  const url = new URL('./decode.worker.js', import.meta.url);
  url.pathname = url.pathname.replace('/packages/puppet/src/', '/packages/puppet/dist/');
  return url;
}
