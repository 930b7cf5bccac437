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

/**
 * How far each pixel belongs to a person, 0–1, rough: a network's look at the square, and what it sees beside that in
 * the whole as well as in squares of the same size further out. The whole alone is not enough: of a wide picture in a
 * square frame it takes a flag at the edge for an arm.
 */
export async function segmentPerson(picture: Canvas, near: Square): Promise<Plane> {
  const model = await loadModel('selfie', SIZE);
  const { width, height } = picture;
  const look = (square: Square): Look => {
    const scale = SIZE / square.side;
    const view = cut(picture, [scale, 0, 0, scale, -square.left * scale, -square.top * scale], SIZE, SIZE);
    const [data] = model.run(toFloats(view, 1 / 255, 0), ['activation_10:0']);
    if (!data) throw new Error('the segmentation model gave nothing');
    return { square, seen: { width: SIZE, height: SIZE, data } };
  };
  const side = Math.max(width, height);
  const whole = look({ left: (width - side) / 2, top: (height - side) / 2, side });
  const close = look(near);
  const toLeft = near.left > 0 ? look({ ...near, left: near.left - near.side / 2 }) : whole;
  const toRight = near.left + near.side < width ? look({ ...near, left: near.left + near.side / 2 }) : whole;
  const middle = near.left + near.side / 2;
  const out = new Float32Array(width * height);
  const soft = near.side * 0.06;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const inside = Math.min(
        x - near.left,
        near.left + near.side - x,
        y - near.top + soft,
        near.top + near.side - y + soft,
      );
      const share = Math.min(1, Math.max(0, inside / soft));
      const beside = x < middle ? toLeft : toRight;
      const rough = share < 1 ? Math.min(at(whole, x, y), at(beside, x, y)) * (1 - share) : 0;
      out[y * width + x] = rough + (share > 0 ? at(close, x, y) * share : 0);
    }
  }
  return { width, height, data: out };
}

/** What the network saw in a square. */
interface Look {
  square: Square;
  seen: Plane;
}

function at({ seen, square: { left, top, side } }: Look, x: number, y: number): number {
  return sample(seen, ((x + 0.5 - left) / side) * SIZE - 0.5, ((y + 0.5 - top) / side) * SIZE - 0.5);
}
