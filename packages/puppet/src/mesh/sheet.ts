import { type Canvas, createCanvas, loadImage } from '#canvas';
import { premultiplied } from './mouth-sprites.js';

/** Premultiplied RGBA, and how many of its pixels make one of the file that it comes from. */
export interface TextureSheet {
  data: Uint8Array;
  width: number;
  height: number;
  scale: number;
}

/** A picture of a pack. Its header has been checked; rejects when its pixels cannot be decoded. */
export async function decodePicture(file: string, bytes: Uint8Array | undefined): Promise<Canvas> {
  try {
    const image = await loadImage(Buffer.from(bytes ?? []));
    const canvas = createCanvas(image.width, image.height);
    canvas.getContext('2d').drawImage(image, 0, 0);
    return canvas;
  } catch {
    throw new Error(`avatar pack: ${file} cannot be decoded`);
  }
}

/** As small as `scale` asks for, by halves, so that no pixel is passed over; never larger. */
export function shrunk(canvas: Canvas, scale: number): Canvas {
  let current = canvas;
  while (current.width * 0.5 >= canvas.width * scale && current.width > 2 && current.height > 2) {
    const half = createCanvas(Math.ceil(current.width / 2), Math.ceil(current.height / 2));
    const pen = half.getContext('2d');
    pen.imageSmoothingQuality = 'high';
    pen.drawImage(current, 0, 0, half.width, half.height);
    current = half;
  }
  return current;
}

/** A layer in about the size in which it is drawn. */
export function sheetOf(canvas: Canvas, scale: number): TextureSheet {
  const share = Math.min(1, scale);
  const width = Math.max(2, Math.round(canvas.width * share));
  const height = Math.max(2, Math.round(canvas.height * share));
  const sized = createCanvas(width, height);
  const pen = sized.getContext('2d');
  pen.imageSmoothingQuality = 'high';
  pen.drawImage(shrunk(canvas, share), 0, 0, width, height);
  const { data } = pen.getImageData(0, 0, width, height);
  return { data: premultiplied(data), width, height, scale: width / canvas.width };
}
