import { type Canvas, createCanvas } from '@napi-rs/canvas';

const WIDTH = 48;
const HEIGHT = 27;

/** A frame made so small that frames can be kept and compared by the hundred: RGB, 3 × 48 × 27. */
export function thumbnail(frame: Canvas): Uint8Array {
  const canvas = createCanvas(WIDTH, HEIGHT);
  const context = canvas.getContext('2d');
  context.imageSmoothingQuality = 'high';
  context.drawImage(frame, 0, 0, WIDTH, HEIGHT);
  const { data } = context.getImageData(0, 0, WIDTH, HEIGHT);
  const small = new Uint8Array(WIDTH * HEIGHT * 3);
  for (let i = 0; i < WIDTH * HEIGHT; i++) small.set(data.subarray(i * 4, i * 4 + 3), i * 3);
  return small;
}

/** Root mean square of the difference, 0–1. */
export function pixelDifference(a: Uint8Array, b: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += ((a[i] ?? 0) - (b[i] ?? 0)) ** 2;
  return Math.sqrt(sum / a.length) / 255;
}
