import { setPriority } from 'node:os';
import { workerData } from 'node:worker_threads';
import type { Placement } from '../mesh/framing.js';
import { compileKernels, Layout } from '../mesh/kernels.js';
import { decodePicture } from '../mesh/sheet.js';
import { FrameFile } from './frame-file.js';
import { framed } from './picture.js';

/** As `nice` has it. */
const BEHIND = 10;

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
  const known = new Uint8Array(i420Bytes);
  const file = new FrameFile(path, jpegs.length, i420Bytes);
  for (const [index, jpeg] of jpegs.entries()) {
    if (file.read(index, known)) continue;
    const frame = framed(await decodePicture(`frame ${index}`, jpeg), placement, width, height);
    rgba.set(frame.getContext('2d').getImageData(0, 0, width, height).data);
    kernels.toI420(i420At, width, height, rgbaAt, 0, 0, width, height);
    file.write(index, i420);
  }
  file.flush();
  file.close();
}

// Whatever has to be on time comes first. Elsewhere than on Linux this would be said of the whole process.
if (process.platform === 'linux') setPriority(BEHIND);

await decode(workerData as DecodeRequest);
