import type { PixelRect } from './rect.js';

/**
 * Writes opaque RGBA pixels of `rect` (row by row, nothing between rows) into an I420 frame.
 * BT.601 limited range, chroma averaged over 2×2 pixels; 8-bit integer coefficients of ITU-R BT.601-7.
 */
export function writeI420(
  frame: Uint8Array,
  frameWidth: number,
  frameHeight: number,
  rgba: Uint8ClampedArray,
  rect: PixelRect,
): void {
  const pixels = new Uint32Array(rgba.buffer, rgba.byteOffset, rect.width * rect.height);
  const chromaWidth = frameWidth >> 1;
  const uPlane = frameWidth * frameHeight;
  const vPlane = uPlane + (uPlane >> 2);
  const { width, height } = rect;
  for (let row = 0; row < height; row += 2) {
    let source = row * width;
    let luma = (rect.y + row) * frameWidth + rect.x;
    let chroma = ((rect.y + row) >> 1) * chromaWidth + (rect.x >> 1);
    for (let column = 0; column < width; column += 2) {
      const a = pixels[source] as number;
      const b = pixels[source + 1] as number;
      const c = pixels[source + width] as number;
      const d = pixels[source + width + 1] as number;
      frame[luma] = (66 * (a & 255) + 129 * ((a >> 8) & 255) + 25 * ((a >> 16) & 255) + 4224) >> 8;
      frame[luma + 1] = (66 * (b & 255) + 129 * ((b >> 8) & 255) + 25 * ((b >> 16) & 255) + 4224) >> 8;
      frame[luma + frameWidth] =
        (66 * (c & 255) + 129 * ((c >> 8) & 255) + 25 * ((c >> 16) & 255) + 4224) >> 8;
      frame[luma + frameWidth + 1] =
        (66 * (d & 255) + 129 * ((d >> 8) & 255) + 25 * ((d >> 16) & 255) + 4224) >> 8;
      const red = (a & 255) + (b & 255) + (c & 255) + (d & 255);
      const green = ((a >> 8) & 255) + ((b >> 8) & 255) + ((c >> 8) & 255) + ((d >> 8) & 255);
      const blue = ((a >> 16) & 255) + ((b >> 16) & 255) + ((c >> 16) & 255) + ((d >> 16) & 255);
      frame[uPlane + chroma] = (-38 * red - 74 * green + 112 * blue + 131584) >> 10;
      frame[vPlane + chroma] = (112 * red - 94 * green - 18 * blue + 131584) >> 10;
      source += 2;
      luma += 2;
      chroma += 1;
    }
  }
}
