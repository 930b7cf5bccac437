import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { VideoRefusedError } from '@avatarium/importer/video';
import { type Background, claimFrames, type FrameCacheOptions } from '@avatarium/puppet';
import type { Logger } from 'pino';
import { decodeLoop, type FrameSize, frameBytes, LOOP_FPS, mostLoopBytes } from './decode-loop.js';

type LoopBackground = Extract<Background, { kind: 'loop' }>;

/**
 * Videos as the frames that are shown behind avatars. Whoever brings the same video for pictures of the same size shares
 * them for as long as they are kept. Videos are decoded one at a time.
 */
export class LoopLibrary {
  readonly #cache: FrameCacheOptions;
  readonly #log: Pick<Logger, 'warn'>;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(cache: FrameCacheOptions, log: Pick<Logger, 'warn'>) {
    this.#cache = cache;
    this.#log = log;
  }

  /**
   * The frames of the video at a path, made if there are none yet.
   *
   * @throws VideoRefusedError; an Error with words for whoever brought it; the signal's reason
   */
  async open(source: string, size: FrameSize, signal: AbortSignal): Promise<LoopBackground> {
    try {
      const name = `background-${await digestOf(source, signal)}-${size.width}x${size.height}`;
      const path = await claimFrames(this.#cache, name);
      const frames = (await framesIn(path, size)) ?? (await this.#make(name, source, size, signal));
      return { kind: 'loop', path, frames, fps: LOOP_FPS };
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof VideoRefusedError) throw error;
      this.#log.warn({ cause: String(error) }, 'a video was not made a background');
      throw new Error('this server failed to keep the frames of the video', { cause: error });
    }
  }

  #make(name: string, source: string, size: FrameSize, signal: AbortSignal): Promise<number> {
    const made = this.#turn.then(async () => {
      signal.throwIfAborted();
      const path = await claimFrames(this.#cache, name, mostLoopBytes(size));
      // Another session may have brought the same meanwhile.
      return (await framesIn(path, size)) ?? decodeLoop(source, path, size, signal);
    });
    this.#turn = made.catch(() => {});
    return made;
  }
}

/** How many frames a file holds; null when there is none. Files are in their place only when they are whole. */
async function framesIn(path: string, size: FrameSize): Promise<number | null> {
  const found = await stat(path).catch(() => null);
  return found && found.size > 0 ? Math.floor(found.size / frameBytes(size)) : null;
}

async function digestOf(path: string, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash, { signal });
  return hash.digest('hex').slice(0, 32);
}
