import type { Canvas } from '@napi-rs/canvas';
import { cut, type Plane, toFloats } from '../image/pixels.js';
import { sample } from '../image/planes.js';
import { loadModel } from '../models/runtime.js';

const SIZE = 256;

/** A square of a picture, in its pixels. */
export interface Square {
  left: number;
  top: number;
  side: number;
}

/** How far each pixel belongs to a person, 0–1, rough: a network's look at the whole and, finer, at the square. */
export async function segmentPerson(picture: Canvas, near: Square): Promise<Plane> {
  const model = await loadModel('selfie', SIZE);
  const { width, height } = picture;
  const look = ({ left, top, side }: Square): Plane => {
    const scale = SIZE / side;
    const view = cut(picture, [scale, 0, 0, scale, -left * scale, -top * scale], SIZE, SIZE);
    const [data] = model.run(toFloats(view, 1 / 255, 0), ['activation_10:0']);
    if (!data) throw new Error('the segmentation model gave nothing');
    return { width: SIZE, height: SIZE, data };
  };
  const side = Math.max(width, height);
  const whole = { left: (width - side) / 2, top: (height - side) / 2, side };
  const [far, close] = [look(whole), look(near)];
  const out = new Float32Array(width * height);
  const soft = near.side * 0.06;
  const at = (seen: Plane, { left, top, side: s }: Square, x: number, y: number): number =>
    sample(seen, ((x + 0.5 - left) / s) * SIZE - 0.5, ((y + 0.5 - top) / s) * SIZE - 0.5);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const inside = Math.min(
        x - near.left,
        near.left + near.side - x,
        y - near.top + soft,
        near.top + near.side - y + soft,
      );
      const share = Math.min(1, Math.max(0, inside / soft));
      const rough = share < 1 ? at(far, whole, x, y) * (1 - share) : 0;
      out[y * width + x] = rough + (share > 0 ? at(close, near, x, y) * share : 0);
    }
  }
  return { width, height, data: out };
}
