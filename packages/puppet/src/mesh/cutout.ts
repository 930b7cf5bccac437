import { type Canvas, createCanvas } from '#canvas';
import { clamp, smoothstep } from '../curves.js';

/** How far from the picture's side shoulders that it cuts off are rounded, as a share of its width. */
const ROUNDING = 0.2;
const SOFT_PX = 1.5;

/** RGBA, not premultiplied, as canvases give and take it. */
export interface Raster {
  data: Uint8ClampedArray;
  width: number;
  height: number;
}

export function rasterOf(canvas: Canvas): Raster {
  const { width, height } = canvas;
  const data = canvas.getContext('2d').getImageData(0, 0, width, height).data as Uint8ClampedArray;
  return { data, width, height };
}

export function canvasOf({ data, width, height }: Raster): Canvas {
  const canvas = createCanvas(width, height);
  const pen = canvas.getContext('2d');
  const image = pen.createImageData(width, height);
  image.data.set(data);
  pen.putImageData(image, 0, 0);
  return canvas;
}

/**
 * Rounds shoulders that the picture's sides cut off within the frame: what is left of them falls to the lower edge in
 * a curve. Changes `alpha`; `left` and `right` are the picture's sides, null where they lie outside of the frame.
 */
export function roundShoulders(
  alpha: Uint8Array,
  width: number,
  height: number,
  left: number | null,
  right: number | null,
  pictureWidth: number,
): void {
  const reach = Math.round(pictureWidth * ROUNDING);
  for (const [edge, direction] of [
    [left, 1],
    [right === null ? null : right - 1, -1],
  ] as const) {
    if (edge === null) continue;
    const shoulder = contour(alpha, width, height, clamp(Math.round(edge) + direction * reach, 0, width - 1));
    // Already at the side itself there is no body: nothing is cut off.
    if (contour(alpha, width, height, clamp(Math.round(edge) + direction * 2, 0, width - 1)) >= height)
      continue;
    for (let step = -2; step < reach; step++) {
      const x = Math.round(edge) + direction * step;
      if (x < 0 || x >= width) continue;
      const away = 1 - clamp((step - SOFT_PX) / reach, 0, 1);
      const from = shoulder + (height + SOFT_PX - shoulder) * (1 - Math.sqrt(1 - away * away));
      for (let y = 0; y < Math.min(height, from + SOFT_PX); y++) {
        const at = y * width + x;
        alpha[at] = (alpha[at] ?? 0) * smoothstep(from - SOFT_PX, from + SOFT_PX, y);
      }
    }
  }
}

/** The row where the body begins in a column, seen from below; `height` when there is none. */
function contour(alpha: Uint8Array, width: number, height: number, x: number): number {
  let y = height;
  while (y > 0 && (alpha[(y - 1) * width + x] ?? 0) > 127) y--;
  return y;
}
