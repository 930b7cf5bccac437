import { type Canvas, createCanvas, type Image } from '@napi-rs/canvas';
import type { Placement } from '../mesh/framing.js';

/** How far what is beside an upright video is softened: in pixels of a frame of 720 lines. */
const BLUR_PX = 24;
const DIMMED = 0.82;

/**
 * Draws a frame of a video where its placement says. Where that leaves parts of the picture empty, as beside an
 * upright video, they are filled with the frame itself, larger, out of focus and darker.
 */
export function drawFrame(canvas: Canvas, frame: Image | Canvas, { scale, left, top }: Placement): void {
  const pen = canvas.getContext('2d');
  const [width, height] = [frame.width * scale, frame.height * scale];
  pen.imageSmoothingQuality = 'high';
  const covered = left <= 0.5 && top <= 0.5 && left + width >= canvas.width - 0.5 && top + height >= canvas.height - 0.5;
  if (!covered) {
    // Made small, blurred there, and made large again: the same look at a hundredth of the work.
    const cover = Math.max(canvas.width / width, canvas.height / height) / 8;
    const small = createCanvas(Math.ceil(canvas.width / 8), Math.ceil(canvas.height / 8));
    const soft = small.getContext('2d');
    soft.filter = `blur(${((BLUR_PX / 8) * canvas.height) / 720}px) brightness(${DIMMED})`;
    const [w, h] = [width * cover, height * cover];
    soft.drawImage(frame, (small.width - w) / 2, (small.height - h) / 2, w, h);
    pen.drawImage(small, 0, 0, canvas.width, canvas.height);
  }
  pen.drawImage(frame, left, top, width, height);
}
