import { createHash } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import type { Placement } from '../mesh/framing.js';
import { type AvatarPack, frameFile } from '../pack/index.js';
import type { DecodeRequest } from './decode.worker.js';
import { claimFrames, type FrameCacheOptions } from './frame-cache.js';
import { FrameFile } from './frame-file.js';

/** Frames that are there before the first is shown: later ones are decoded faster than they are shown. */
const AHEAD = 12;
const POLL_MS = 10;
/** How long showing a frame waits for the decoder at most. */
const WAIT_MS = 400;

/** The frames of a video pack in the size that they are shown in; decoded once, when they are first wanted. */
export class LoopFrames {
  readonly #file: FrameFile;
  readonly #worker: Worker | null;
  #failure: Error | null = null;

  private constructor(file: FrameFile, worker: Worker | null) {
    this.#file = file;
    this.#worker = worker;
    worker?.on('error', (error) => {
      this.#failure = error instanceof Error ? error : new Error(String(error));
    });
    // It ends by itself; nothing waits for it at the end of the process.
    worker?.unref();
  }

  /** Rejects when the first frames cannot be decoded. */
  static async open(
    pack: AvatarPack,
    size: { width: number; height: number; placement: Placement },
    cache: FrameCacheOptions,
    source: string,
  ): Promise<LoopFrames> {
    const { width, height, placement } = size;
    const count = pack.manifest.loop?.frames ?? 0;
    const name = `${source}-${digest(pack)}-${width}x${height}`;
    const path = await claimFrames(cache, name);
    const bytes = (width * height * 3) / 2;
    const file = new FrameFile(path, count, bytes);
    const frame = new Uint8Array(bytes);
    let complete = true;
    for (let i = 0; i < count && complete; i++) complete = file.has(i);
    let worker: Worker | null = null;
    if (!complete) {
      const jpegs = Array.from({ length: count }, (_, i) => pack.files.get(frameFile(i)) ?? new Uint8Array(0));
      const workerData: DecodeRequest = { path, jpegs, width, height, placement };
      worker = new Worker(decoderUrl(), { workerData });
    }
    const frames = new LoopFrames(file, worker);
    for (let i = 0; i < Math.min(AHEAD, count); i++) await frames.#arrival(i, frame);
    return frames;
  }

  /** Reads a frame; false when it cannot be had in time. */
  read(index: number, into: Uint8Array): boolean {
    if (this.#file.read(index, into)) return true;
    for (let waitedMs = 0; waitedMs < WAIT_MS && !this.#failure; waitedMs += POLL_MS) {
      Atomics.wait(PAUSE, 0, 0, POLL_MS);
      if (this.#file.read(index, into)) return true;
    }
    return false;
  }

  close(): void {
    this.#file.close();
    // What it has begun is of use to the next session.
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

/** Tells packs apart. */
function digest({ manifest, files }: AvatarPack): string {
  const hash = createHash('sha256').update(JSON.stringify(manifest));
  hash.update(files.get(manifest.loop?.motion ?? '') ?? '');
  return hash.digest('hex').slice(0, 16);
}
