import { closeSync, fsyncSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import { crc32 } from 'node:zlib';

/** Pages: slots begin at such a multiple. */
const ALIGN = 4096;
const MARK_BYTES = 4;
const SAMPLE_BYTES = 16;

/**
 * Frames of one size in a file, as they are shown: read at an offset, each costs no more than a copy out of the
 * system's page cache, which all processes share. A mark for each frame, the check sum of its bytes, tells whether it
 * is there; several may write the same frames at once, since all write the same.
 */
export class FrameFile {
  readonly #file: number;
  readonly #frames: number;
  readonly #frameBytes: number;
  readonly #marks: Uint8Array;
  /** Frames whose bytes have been held against their mark. */
  readonly #known: Uint8Array;

  /** Opens the file, or makes it. */
  constructor(path: string, frames: number, frameBytes: number) {
    this.#frames = frames;
    this.#frameBytes = frameBytes;
    this.#marks = new Uint8Array(frames * MARK_BYTES);
    this.#known = new Uint8Array(frames);
    // Neither cut when it is there, nor refused when it is not.
    this.#file = openSync(path, 'a+', 0o600);
    closeSync(this.#file);
    this.#file = openSync(path, 'r+');
    ftruncateSync(this.#file, sizeOf(frames, frameBytes));
  }

  /** Whether a frame has been written. */
  has(index: number): boolean {
    return this.#known[index] === 1 || this.#markOf(index) !== 0;
  }

  /** Reads a frame; false while it is not there. */
  read(index: number, into: Uint8Array): boolean {
    if (!this.has(index)) return false;
    const read = readSync(this.#file, into, 0, this.#frameBytes, this.#offsetOf(index));
    if (read !== this.#frameBytes) return false;
    if (this.#known[index] !== 1) {
      // After a crash of the machine a mark may have been kept and the bytes not.
      if (checkSum(into.subarray(0, this.#frameBytes)) !== this.#markOf(index)) return false;
      this.#known[index] = 1;
    }
    return true;
  }

  write(index: number, frame: Uint8Array): void {
    writeSync(this.#file, frame, 0, this.#frameBytes, this.#offsetOf(index));
    const mark = Buffer.alloc(MARK_BYTES);
    mark.writeUInt32LE(checkSum(frame.subarray(0, this.#frameBytes)));
    writeSync(this.#file, mark, 0, MARK_BYTES, index * MARK_BYTES);
  }

  /** Brings to the disk what has been written. */
  flush(): void {
    fsyncSync(this.#file);
  }

  close(): void {
    closeSync(this.#file);
  }

  #markOf(index: number): number {
    readSync(this.#file, this.#marks, index * MARK_BYTES, MARK_BYTES, index * MARK_BYTES);
    return new DataView(this.#marks.buffer).getUint32(index * MARK_BYTES, true);
  }

  #offsetOf(index: number): number {
    return headBytes(this.#frames) + index * slotBytes(this.#frameBytes);
  }
}

/**
 * Of a few bytes of each page: what a crash leaves out are whole pages. Never 0, which means that there is no frame.
 */
function checkSum(bytes: Uint8Array): number {
  const pages = Math.ceil(bytes.length / ALIGN);
  const sample = new Uint8Array(pages * SAMPLE_BYTES);
  for (let i = 0; i < pages; i++)
    sample.set(bytes.subarray(i * ALIGN, i * ALIGN + SAMPLE_BYTES), i * SAMPLE_BYTES);
  return crc32(sample) || 1;
}

function headBytes(frames: number): number {
  return Math.ceil((frames * MARK_BYTES) / ALIGN) * ALIGN;
}

function slotBytes(frameBytes: number): number {
  return Math.ceil(frameBytes / ALIGN) * ALIGN;
}

function sizeOf(frames: number, frameBytes: number): number {
  return headBytes(frames) + frames * slotBytes(frameBytes);
}
