import { type Canvas, createCanvas } from '#canvas';
import type { Placement } from '../mesh/framing.js';
import { shrunk } from '../mesh/sheet.js';
import { feathered } from '../mesh/still.js';
import { surroundOf } from '../mesh/surround.js';

/** A frame of a video as large as what is shown: where its placement says, in its own surround beside that. */
export function framed(frame: Canvas, placement: Placement, width: number, height: number): Canvas {
  const { scale, left, top } = placement;
  const canvas = createCanvas(width, height);
  const pen = canvas.getContext('2d');
  pen.imageSmoothingQuality = 'high';
  const small = shrunk(frame, scale);
  pen.drawImage(small, left, top, frame.width * scale, frame.height * scale);
  const right = left + frame.width * scale;
  const sides = { left: left > 1 ? left : null, right: right < width - 1 ? right : null };
  if (sides.left === null && sides.right === null) return canvas;
  const surround = surroundOf(
    small,
    { ...placement, scale: (scale * frame.width) / small.width },
    width,
    height,
  );
  return feathered(surround, canvas, sides, frame.width * scale);
}
