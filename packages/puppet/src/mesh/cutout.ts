import { type Canvas, createCanvas } from '#canvas';
import { clamp, smoothstep } from '../curves.js';

/** How far from the picture's side shoulders that it cuts off are rounded, as a share of its width. */
const ROUNDING = 0.2;
const SOFT_PX = 1.5;
/** Shoulders are not quite even: what stands out by this much is rounded, too. */
const ABOVE_PX = 24;

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
 * a curve, and nothing above them is touched. Changes `alpha`; `bottom` is the frame's lower edge, `left` and `right`
 * are the picture's sides, null where they lie outside of the frame.
 */
export function roundShoulders(
  alpha: Uint8Array,
  width: number,
  bottom: number,
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
    const inside = (step: number): number => clamp(Math.round(edge) + direction * step, 0, width - 1);
    const shoulder = contour(alpha, width, bottom, inside(reach));
    // Already at the side itself there is no body: nothing is cut off.
    if (contour(alpha, width, bottom, inside(2)) >= bottom) continue;
    const rows = alpha.length / width;
    for (let step = -2; step < reach; step++) {
      const x = inside(step);
      const away = 1 - clamp((step - SOFT_PX) / reach, 0, 1);
      const from = shoulder + (bottom + SOFT_PX - shoulder) * (1 - Math.sqrt(1 - away * away));
      for (let y = Math.max(0, shoulder - ABOVE_PX); y < Math.min(rows, from + SOFT_PX); y++) {
        const at = y * width + x;
        alpha[at] = (alpha[at] ?? 0) * smoothstep(from - SOFT_PX, from + SOFT_PX, y);
      }
    }
  }
}

/** The row where the body begins in a column, seen from below; `bottom` when there is none. */
function contour(alpha: Uint8Array, width: number, bottom: number, x: number): number {
  let y = bottom;
  while (y > 0 && (alpha[(y - 1) * width + x] ?? 0) > 127) y--;
  return y;
}
