import { type Canvas, createCanvas } from '#canvas';
import { clamp, smoothstep } from '../curves.js';

/** Pixels that belong to the person beyond doubt lend their colour to the edge. */
const SURE = 248;
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
 * The person alone. At the edge, where a pixel holds both the person and what was behind, the old background is taken
 * out of its colour: by calculation where the backdrop is known and the pixel is mostly person, and by the colours of
 * the person nearby where it is not. `alpha` is one value for each pixel.
 */
export function cutOut(picture: Raster, alpha: Uint8Array, backdrop: Raster | null): Raster {
  const { width, height } = picture;
  const near = spread(picture, alpha);
  const data = new Uint8ClampedArray(picture.data);
  for (let i = 0, pixel = 0; pixel < alpha.length; i += 4, pixel++) {
    const a = (alpha[pixel] ?? 0) / 255;
    data[i + 3] = alpha[pixel] ?? 0;
    if (a === 0 || a >= SURE / 255) continue;
    const trust = backdrop ? smoothstep(0.35, 0.9, a) : smoothstep(0.75, 1, a);
    for (let k = i; k < i + 3; k++) {
      const seen = picture.data[k] ?? 0;
      const own = backdrop ? clamp((seen - (1 - a) * (backdrop.data[k] ?? 0)) / a, 0, 255) : seen;
      const nearby = near[i + 3] ? (near[k] ?? 0) : own;
      data[k] = nearby + (own - nearby) * trust;
    }
  }
  return { data, width, height };
}

/** The person's colours, spread outwards beyond the edge: ever coarser copies, each below the finer ones. */
function spread(picture: Raster, alpha: Uint8Array): Uint8ClampedArray {
  const sure = new Uint8ClampedArray(picture.data);
  for (let i = 3, pixel = 0; pixel < alpha.length; i += 4, pixel++) {
    sure[i] = (alpha[pixel] ?? 0) >= SURE ? 255 : 0;
  }
  const { width, height } = picture;
  const result = canvasOf({ data: sure, width, height });
  const pen = result.getContext('2d');
  pen.globalCompositeOperation = 'destination-over';
  pen.imageSmoothingQuality = 'high';
  let finer: Canvas = canvasOf({ data: sure, width, height });
  for (let share = 2; share <= 32; share *= 2) {
    const coarse = createCanvas(Math.ceil(width / share), Math.ceil(height / share));
    coarse.getContext('2d').drawImage(finer, 0, 0, coarse.width, coarse.height);
    // Where it is half covered it is half transparent: a few more of the same make it opaque.
    for (let i = 0; i < 3; i++) pen.drawImage(coarse, 0, 0, width, height);
    finer = coarse;
  }
  return rasterOf(result).data;
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
