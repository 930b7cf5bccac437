import type { Kernels, Layout } from '../../mesh/kernels.js';
import type { Sprite } from '../canvas.js';

/** See `drawSprite` in the kernels. */
const BLOCK = 8;
/** Clear pixels about a picture, into which its edges fade. */
export const PADDING = 1;

/** A picture in the engine's memory: premultiplied RGBA with clear pixels about it. */
export interface Texture {
  /** Offsets of pixels and blocks. */
  pixels: number;
  blocks: number;
  /** Pixels, with the padding. */
  width: number;
  height: number;
  /** Where its first pixel inside of the padding begins in design space, and pixels for each unit. */
  x: number;
  y: number;
  scale: number;
}

/** Room for a picture of `width` × `height` pixels that covers design space from x, y on. */
export function takeTexture(
  layout: Layout,
  { width, height, x, y, scale }: { width: number; height: number; x: number; y: number; scale: number },
): Texture {
  const padded = { width: width + 2 * PADDING, height: height + 2 * PADDING };
  return {
    ...padded,
    pixels: layout.take(padded.width * padded.height * 4),
    blocks: layout.take(blocksOf(padded.width) * blocksOf(padded.height)),
    x,
    y,
    scale,
  };
}

/** Room for a sprite. */
export function takeSprite(layout: Layout, { canvas, x, y, width }: Sprite): Texture {
  const scale = canvas.width / width;
  return takeTexture(layout, { width: canvas.width, height: canvas.height, x, y, scale });
}

/** Bytes that a picture of `width` × `height` pixels takes. */
export function textureBytes(width: number, height: number): number {
  const [across, down] = [width + 2 * PADDING, height + 2 * PADDING];
  return across * down * 4 + blocksOf(across) * blocksOf(down);
}

/** Copies a sprite's pixels into the memory. */
export function loadSprite(
  kernels: Kernels,
  memory: ArrayBuffer,
  texture: Texture,
  { canvas }: Sprite,
): void {
  const source = canvas.data();
  const bytes = new Uint8Array(memory, texture.pixels, texture.width * texture.height * 4);
  const row = canvas.width * 4;
  for (let y = 0; y < canvas.height; y++) {
    const to = ((y + PADDING) * texture.width + PADDING) * 4;
    bytes.set(source.subarray(y * row, (y + 1) * row), to);
  }
  kernels.markBlocks(texture.blocks, texture.pixels, texture.width, texture.height);
}

function blocksOf(pixels: number): number {
  return Math.ceil(pixels / BLOCK);
}
