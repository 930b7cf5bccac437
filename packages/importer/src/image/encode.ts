import { type Pixels, type Plane, toCanvas } from './pixels.js';

/** JPEG, opaque. */
export function encodePicture(pixels: Pixels, quality: number): Uint8Array {
  return new Uint8Array(toCanvas(pixels).toBuffer('image/jpeg', quality));
}

/** Grey PNG of values 0–1. */
export function encodeGrey({ width, height, data }: Plane): Uint8Array {
  const grey = new Uint8ClampedArray(width * height * 4);
  for (let i = 0; i < data.length; i++) {
    const value = (data[i] ?? 0) * 255;
    grey[i * 4] = value;
    grey[i * 4 + 1] = value;
    grey[i * 4 + 2] = value;
    grey[i * 4 + 3] = 255;
  }
  return new Uint8Array(toCanvas({ width, height, data: grey }).toBuffer('image/png'));
}
