import { type Canvas, createCanvas } from '#canvas';
import type { Placement } from './framing.js';

/** How far beyond the picture's side it is continued sharply, as a share of the frame's width, before it blurs. */
const FADE = 0.1;
/** The blur, as the size to which the surround is shrunk in between. */
const BLUR_PX = 28;

/**
 * Fills a frame with a picture where it lies and with its mirror images beside it, which blur with the distance, so
 * that neither a seam nor a doubled thing draws the eye.
 */
export function surroundOf(picture: Canvas, placement: Placement, width: number, height: number): Canvas {
  const tiled = tile(picture, placement, width, height);
  const right = placement.left + picture.width * placement.scale;
  if (placement.left <= 0 && right >= width) return tiled;
  const result = blurred(tiled);
  const pen = result.getContext('2d');
  const fade = FADE * width;
  const sharp = tiled.getContext('2d');
  const ramp = sharp.createLinearGradient(placement.left - fade, 0, right + fade, 0);
  const span = right - placement.left + 2 * fade;
  for (const [at, alpha] of [
    [0, 0],
    [fade / span, 1],
    [1 - fade / span, 1],
    [1, 0],
  ] as const) {
    ramp.addColorStop(at, `rgba(0,0,0,${alpha})`);
  }
  sharp.globalCompositeOperation = 'destination-in';
  sharp.fillStyle = ramp;
  sharp.fillRect(0, 0, width, height);
  pen.drawImage(tiled, 0, 0);
  return result;
}

/** Lays the picture and its mirror images over the whole frame. */
function tile(picture: Canvas, { scale, left, top }: Placement, width: number, height: number): Canvas {
  const canvas = createCanvas(width, height);
  const pen = canvas.getContext('2d');
  pen.imageSmoothingQuality = 'high';
  const [w, h] = [picture.width * scale, picture.height * scale];
  for (let column = Math.floor(-left / w); column <= Math.floor((width - left) / w); column++) {
    for (let row = Math.floor(-top / h); row <= Math.floor((height - top) / h); row++) {
      pen.save();
      pen.translate(left + (column + (column & 1)) * w, top + (row + (row & 1)) * h);
      pen.scale(column & 1 ? -1 : 1, row & 1 ? -1 : 1);
      // A little larger, or a line shows between neighbours.
      pen.drawImage(picture, -0.5, -0.5, w + 1, h + 1);
      pen.restore();
    }
  }
  pen.drawImage(picture, left, top, w, h);
  return canvas;
}

function blurred(canvas: Canvas): Canvas {
  const { width, height } = canvas;
  const small = createCanvas(Math.ceil(width / BLUR_PX), Math.ceil(height / BLUR_PX));
  const smallPen = small.getContext('2d');
  smallPen.filter = 'blur(1px)';
  const result = createCanvas(width, height);
  const half = createCanvas(Math.ceil(width / 5), Math.ceil(height / 5));
  const halfPen = half.getContext('2d');
  halfPen.imageSmoothingQuality = 'high';
  halfPen.drawImage(canvas, 0, 0, half.width, half.height);
  smallPen.drawImage(half, 0, 0, small.width, small.height);
  const pen = result.getContext('2d');
  pen.imageSmoothingQuality = 'high';
  // Blur darkens where it finds nothing beyond the edge: those pixels are left out.
  pen.drawImage(small, 1, 1, small.width - 2, small.height - 2, 0, 0, width, height);
  return result;
}
