import { type Canvas, createCanvas, type Image, type ImageData, loadImage } from '@napi-rs/canvas';
import { PortraitRefusedError } from '../refused.js';

/** RGBA, 4 × width × height. */
export interface Pixels {
  width: number;
  height: number;
  data: Uint8ClampedArray;
}

/** A plane of values, width × height. */
export interface Plane {
  width: number;
  height: number;
  data: Float32Array;
}

/** Decodes a picture, upright as its EXIF data says. */
export async function decodePicture(bytes: Uint8Array): Promise<Image> {
  try {
    const image = await loadImage(bytes);
    if (image.width < 1 || image.height < 1) throw new Error('empty');
    return image;
  } catch {
    throw new PortraitRefusedError(
      'unreadable',
      'The picture cannot be read. Use a PNG, JPEG or WebP file that opens in a browser.',
    );
  }
}

/**
 * Cuts a square or rectangle out of a picture: `matrix` (a, b, c, d, e, f as a canvas takes it) maps the picture's
 * pixels to the cut's. What lies outside is grey.
 */
export function cut(image: Image | Canvas, matrix: readonly number[], width: number, height: number): Pixels {
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  context.fillStyle = '#808080';
  context.fillRect(0, 0, width, height);
  context.imageSmoothingQuality = 'high';
  const [a = 1, b = 0, c = 0, d = 1, e = 0, f = 0] = matrix;
  context.setTransform(a, b, c, d, e, f);
  context.drawImage(image, 0, 0);
  return { width, height, data: context.getImageData(0, 0, width, height).data };
}

export function toCanvas(pixels: Pixels): Canvas {
  const canvas = createCanvas(pixels.width, pixels.height);
  const context = canvas.getContext('2d');
  const image: ImageData = context.createImageData(pixels.width, pixels.height);
  image.data.set(pixels.data);
  context.putImageData(image, 0, 0);
  return canvas;
}

/** RGB as floats, `scale` × value + `offset`. */
export function toFloats(pixels: Pixels, scale: number, offset: number): Float32Array {
  const count = pixels.width * pixels.height;
  const rgb = new Float32Array(count * 3);
  for (let i = 0; i < count; i++)
    for (let c = 0; c < 3; c++) rgb[i * 3 + c] = (pixels.data[i * 4 + c] ?? 0) * scale + offset;
  return rgb;
}

/** Luma 0–255 (Rec. 709 weights, as the values stand). */
export function luma(pixels: Pixels): Plane {
  const { width, height, data } = pixels;
  const out = new Float32Array(width * height);
  for (let i = 0; i < out.length; i++)
    out[i] = 0.2126 * (data[i * 4] ?? 0) + 0.7152 * (data[i * 4 + 1] ?? 0) + 0.0722 * (data[i * 4 + 2] ?? 0);
  return { width, height, data: out };
}
