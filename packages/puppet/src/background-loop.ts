import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { Background } from './face-state.js';
import type { Kernels } from './mesh/kernels.js';
import { frameAt } from './video/loop-clock.js';

export type LoopBackground = Extract<Background, { kind: 'loop' }>;

/** What black without a colour is in I420. */
const LUMA_ZERO = 16;
const CHROMA_ZERO = 128;

/** The frames of a loop, read from its file as they are shown. */
export class BackgroundLoop {
  readonly #loop: Parameters<typeof frameAt>[0];
  readonly #frameBytes: number;
  readonly #file: number;

  /** Throws when the file cannot be opened, or does not hold so many frames of `width` × `height` pixels. */
  constructor({ path, frames, fps }: LoopBackground, width: number, height: number) {
    this.#loop = { frames, fps, order: 'forward' };
    this.#frameBytes = (width * height * 3) / 2;
    try {
      this.#file = openSync(path, 'r');
    } catch {
      throw new Error('background: the frames of its video are not there any more');
    }
    if (frames >= 1 && fps > 0 && fstatSync(this.#file).size === frames * this.#frameBytes) return;
    this.close();
    throw new Error('background: the frames of its video do not fit');
  }

  /** The number of the frame that is shown at a moment of the session, in seconds. */
  at(tS: number): number {
    return frameAt(this.#loop, tS);
  }

  read(index: number, into: Uint8Array): void {
    readSync(this.#file, into, 0, this.#frameBytes, index * this.#frameBytes);
  }

  close(): void {
    closeSync(this.#file);
  }
}

/** How much room an overlay needs beside the picture, in bytes. */
export function overlayBytes(width: number, height: number): number {
  return alphaBytes(width, height) + (width * height * 3) / 2;
}

/** One for each pixel and for each 2 × 2; rounded up, so that what follows begins where vectors do. */
function alphaBytes(width: number, height: number): number {
  return Math.ceil((width * height * 5) / 4 / 16) * 16;
}

/** Lays a picture that was drawn on nothing over the frames of a loop. */
export class Overlay {
  readonly #kernels: Kernels;
  readonly #width: number;
  readonly #height: number;
  readonly #over: number;
  readonly #alpha: number;
  readonly #frame: Uint8Array;
  readonly #loop: BackgroundLoop;
  /** The frame of the loop that lies under the picture as it is. */
  #shown = -1;

  /**
   * `over` is the picture as `toI420` writes it, of `width` × `height` pixels, and `room` where `overlayBytes` bytes
   * are free; both lie in `memory`.
   */
  constructor(
    kernels: Kernels,
    memory: ArrayBufferLike,
    { over, room, width, height }: { over: number; room: number; width: number; height: number },
    loop: BackgroundLoop,
  ) {
    this.#kernels = kernels;
    this.#width = width;
    this.#height = height;
    this.#over = over;
    this.#alpha = room;
    this.#frame = new Uint8Array(memory, room + alphaBytes(width, height), (width * height * 3) / 2);
    this.#loop = loop;
  }

  /** Notes how opaque a window is that has been drawn anew in the premultiplied RGBA at `picture`. */
  take(picture: number, left: number, top: number, width: number, height: number): void {
    this.#kernels.takeAlpha(this.#alpha, this.#width, this.#height, picture, left, top, width, height);
    this.#shown = -1;
  }

  /** The picture before the loop at a moment of the session, as I420. The array holds until the next call. */
  at(tS: number): Uint8Array {
    const index = this.#loop.at(tS);
    if (index === this.#shown) return this.#frame;
    this.#loop.read(index, this.#frame);
    this.#shown = index;
    const luma = this.#width * this.#height;
    const half = luma / 4;
    const [plane, over, alpha] = [this.#frame.byteOffset, this.#over, this.#alpha];
    this.#kernels.layOver(plane, over, alpha, luma, LUMA_ZERO);
    for (const at of [luma, luma + half]) {
      this.#kernels.layOver(plane + at, over + at, alpha + luma, half, CHROMA_ZERO);
    }
    return this.#frame;
  }

  close(): void {
    this.#loop.close();
  }
}
