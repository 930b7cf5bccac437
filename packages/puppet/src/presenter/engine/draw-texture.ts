import type { Kernels, Layout } from '../../mesh/kernels.js';
import { PADDING, type Texture } from './texture.js';

/** x' = a·x + c·y + e, y' = b·x + d·y + f */
export type Matrix = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/** RGBA in the engine's memory, to be drawn on. */
export interface Canvas {
  at: number;
  width: number;
  height: number;
}

export interface Rect {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** How far each pixel of a part of a canvas is covered, as float32 at `at`. */
export interface Cover extends Rect {
  at: number;
}

const FIXED = 65_536;
/** Fractions of a pixel are taken to 128ths, and rounded. */
const HALF_STEP = 256;

/** Draws textures in the engine's memory. */
export class TextureDrawer {
  readonly #texels: number;
  #kernels: Kernels | null = null;

  /** For textures of up to `width` pixels across. To be attached before it draws. */
  constructor(layout: Layout, width: number) {
    this.#texels = layout.take(width * 8 + 32);
  }

  attach(kernels: Kernels): void {
    this.#kernels = kernels;
  }

  /**
   * Draws a texture on the window of a canvas, where `matrix` leads from the coordinates of what it shows. `opacity`
   * is 0–1; with a cover, as far as that says.
   */
  draw(
    canvas: Canvas,
    window: Rect,
    texture: Texture,
    [a, b, c, d, e, f]: Matrix,
    opacity: number,
    cover: Cover | null,
  ): void {
    const { width, height, scale } = texture;
    // The corners in the frame, for the rows that are worth looking at.
    const [left, top] = [texture.x - PADDING / scale, texture.y - PADDING / scale];
    const [right, bottom] = [left + width / scale, top + height / scale];
    const ys = [b * left + d * top, b * right + d * top, b * left + d * bottom, b * right + d * bottom];
    const firstRow = Math.max(window.y, Math.floor(Math.min(...ys) + f) - 1);
    const endRow = Math.min(window.y + window.height, Math.ceil(Math.max(...ys) + f) + 1);
    if (endRow <= firstRow) return;
    // From the canvas back to the texture.
    const inverse = (scale * FIXED) / (a * d - b * c);
    const [x, y] = [0.5 - e, 0.5 - f];
    const u0 = (d * x - c * y) * inverse + (PADDING - texture.x * scale - 0.5) * FIXED + HALF_STEP;
    const v0 = (a * y - b * x) * inverse + (PADDING - texture.y * scale - 0.5) * FIXED + HALF_STEP;
    this.#kernels?.drawSprite(
      canvas.at,
      canvas.width,
      window.x,
      firstRow,
      window.x + window.width,
      endRow,
      texture.pixels,
      width,
      height,
      texture.blocks,
      Math.round(u0),
      Math.round(d * inverse),
      Math.round(-c * inverse),
      Math.round(v0),
      Math.round(-b * inverse),
      Math.round(a * inverse),
      Math.round(opacity * 256),
      cover?.at ?? 0,
      cover?.x ?? 0,
      cover?.y ?? 0,
      cover?.width ?? 0,
      cover?.height ?? 0,
      this.#texels,
    );
  }
}
