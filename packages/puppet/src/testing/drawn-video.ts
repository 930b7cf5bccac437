import { createCanvas, loadImage } from '@napi-rs/canvas';
import type { AvatarPack } from '../pack/format.js';
import { frameFile } from '../pack/validate.js';
import { drawnPack } from './drawn-pack.js';

const FPS = 25;
const REACH_PX = 9;

/** How far the drawn person has swayed to the right in a frame, in pixels of the pack. */
function swayOf(frame: number, frames: number): number {
  return REACH_PX * Math.sin((2 * Math.PI * frame) / frames);
}

/** The drawn person as a video: camera and all sway to and fro. */
export async function drawnVideo(
  frames: number,
  order: 'forward' | 'pingpong' = 'forward',
): Promise<AvatarPack> {
  const still = drawnPack();
  const { width, height, file } = still.manifest.picture;
  const picture = await loadImage(Buffer.from(still.files.get(file) ?? []));
  const files = new Map(still.files);
  const { rest } = still.rig;
  const motion = new Float32Array(frames * rest.length);
  for (let i = 0; i < frames; i++) {
    const canvas = createCanvas(width, height);
    const pen = canvas.getContext('2d');
    for (const side of [-1, 0, 1]) pen.drawImage(picture, swayOf(i, frames) + side * width, 0);
    files.set(frameFile(i), canvas.toBuffer('image/jpeg', 95));
    for (let k = 0; k < rest.length; k++) {
      motion[i * rest.length + k] = (rest[k] ?? 0) + (k % 2 === 0 ? swayOf(i, frames) : 0);
    }
  }
  files.set('motion.bin', new Uint8Array(motion.buffer));
  const loop = { frames, fps: FPS, motion: 'motion.bin', order, blend: 0 };
  return { ...still, files, manifest: { ...still.manifest, kind: 'video', loop } };
}
