import { parentPort, workerData } from 'node:worker_threads';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import type { Placement } from '../mesh/framing.js';
import { compileKernels, Layout } from '../mesh/kernels.js';
import { FrameFile } from './frame-file.js';
import { drawFrame } from './picture.js';

export interface DecodeRequest {
  path: string;
  /** JPEG of each frame. */
  jpegs: Uint8Array[];
  width: number;
  height: number;
  placement: Placement;
}

/** Fills a file of frames, in their order; frames that are there already are left as they are. */
async function decode({ path, jpegs, width, height, placement }: DecodeRequest): Promise<void> {
  const i420Bytes = (width * height * 3) / 2;
  const layout = new Layout();
  const rgbaAt = layout.take(width * height * 4);
  const i420At = layout.take(i420Bytes);
  const { kernels, memory } = layout.build(await compileKernels());
  const rgba = new Uint8Array(memory, rgbaAt, width * height * 4);
  const i420 = new Uint8Array(memory, i420At, i420Bytes);
  const canvas = createCanvas(width, height);
  const pen = canvas.getContext('2d');
  const file = new FrameFile(path, jpegs.length, i420Bytes);
  const known = new Uint8Array(i420Bytes);
  for (const [index, jpeg] of jpegs.entries()) {
    if (file.read(index, known)) continue;
    drawFrame(canvas, await loadImage(Buffer.from(jpeg)), placement);
    rgba.set(pen.getImageData(0, 0, width, height).data);
    kernels.toI420(i420At, width, height, rgbaAt, 0, 0, width, height);
    file.write(index, i420);
  }
  file.flush();
  file.close();
}

if (!parentPort) throw new Error('this module runs as a worker thread');
await decode(workerData as DecodeRequest);
