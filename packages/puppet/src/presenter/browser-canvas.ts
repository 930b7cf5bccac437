import type { Canvas, Image } from '@napi-rs/canvas';

/**
 * What `#canvas` is in a browser (see `imports` in package.json): the page's own Canvas 2D, which @napi-rs/canvas
 * follows. Its types are borrowed, so that the presenters are drawn by the same code in both places.
 */

/** As much of OffscreenCanvas as is touched here; this package is compiled without the types of browsers. */
declare const OffscreenCanvas: new (width: number, height: number) => Canvas;

/** A canvas that nobody sees, of `width` × `height` pixels. */
export function createCanvas(width: number, height: number): Canvas {
  return new OffscreenCanvas(width, height);
}

/** Always throws: pictures behind a presenter are the page's own business. */
export function loadImage(): Promise<Image> {
  throw new Error('a browser shows pictures behind the canvas');
}
