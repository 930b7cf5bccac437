import type { Pixels, Plane } from './pixels.js';

/**
 * Fills what is not known of a picture from what is, smoothly: colours are drawn up a pyramid of halves, each pixel
 * counting by `known` (0–1), and pushed down again into the gaps. Far from anything known the fill is as soft as the
 * distance is long.
 */
export function fillIn(pixels: Pixels, known: Plane): Pixels {
  const { width, height } = pixels;
  const base = new Float32Array(width * height * 4);
  for (let i = 0; i < width * height; i++) {
    const weight = known.data[i] ?? 0;
    for (let c = 0; c < 3; c++) base[i * 4 + c] = (pixels.data[i * 4 + c] ?? 0) * weight;
    base[i * 4 + 3] = weight;
  }
  const levels: Level[] = [{ width, height, data: base }];
  for (let level = levels[0]; level && (level.width > 1 || level.height > 1); ) {
    level = half(level);
    levels.push(level);
  }
  for (let l = levels.length - 2; l >= 0; l--) {
    const [fine, coarse] = [levels[l], levels[l + 1]];
    if (fine && coarse) fillFrom(fine, coarse);
  }
  const out = new Uint8ClampedArray(width * height * 4);
  for (let i = 0; i < width * height; i++) {
    for (let c = 0; c < 3; c++) out[i * 4 + c] = base[i * 4 + c] ?? 0;
    out[i * 4 + 3] = 255;
  }
  return { width, height, data: out };
}

/** Red, green and blue times their weight, and the weight. */
interface Level {
  width: number;
  height: number;
  data: Float32Array;
}

function half(fine: Level): Level {
  const width = Math.max(1, Math.ceil(fine.width / 2));
  const height = Math.max(1, Math.ceil(fine.height / 2));
  const data = new Float32Array(width * height * 4);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const to = (y * width + x) * 4;
      for (let dy = 0; dy < 2; dy++)
        for (let dx = 0; dx < 2; dx++) {
          const [fx, fy] = [x * 2 + dx, y * 2 + dy];
          if (fx >= fine.width || fy >= fine.height) continue;
          const from = (fy * fine.width + fx) * 4;
          for (let c = 0; c < 4; c++) data[to + c] = (data[to + c] ?? 0) + (fine.data[from + c] ?? 0);
        }
      const weight = data[to + 3] ?? 0;
      // A pixel that is known enough weighs no more than one.
      if (weight > 1) for (let c = 0; c < 4; c++) data[to + c] = (data[to + c] ?? 0) / weight;
    }
  return { width, height, data };
}

/** Completes each pixel of a level to weight 1 with what the coarser level has, bilinear. */
function fillFrom(fine: Level, coarse: Level): void {
  for (let y = 0; y < fine.height; y++) {
    const fy = Math.min(coarse.height - 1, Math.max(0, (y + 0.5) / 2 - 0.5));
    const y0 = Math.floor(fy);
    const y1 = Math.min(coarse.height - 1, y0 + 1);
    for (let x = 0; x < fine.width; x++) {
      const to = (y * fine.width + x) * 4;
      const missing = 1 - (fine.data[to + 3] ?? 0);
      if (missing <= 0) continue;
      const fx = Math.min(coarse.width - 1, Math.max(0, (x + 0.5) / 2 - 0.5));
      const x0 = Math.floor(fx);
      const x1 = Math.min(coarse.width - 1, x0 + 1);
      const [ax, ay] = [fx - x0, fy - y0];
      for (let c = 0; c < 4; c++) {
        const at = (px: number, py: number): number => coarse.data[(py * coarse.width + px) * 4 + c] ?? 0;
        const value =
          (at(x0, y0) * (1 - ax) + at(x1, y0) * ax) * (1 - ay) +
          (at(x0, y1) * (1 - ax) + at(x1, y1) * ax) * ay;
        fine.data[to + c] = (fine.data[to + c] ?? 0) + value * missing;
      }
    }
  }
}
