/** A pixel rectangle; all four numbers are even. */
export interface PixelRect {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** The smallest rectangle around all of `rects`. */
export function around(rects: readonly PixelRect[]): PixelRect {
  const x = Math.min(...rects.map((rect) => rect.x));
  const y = Math.min(...rects.map((rect) => rect.y));
  return {
    x,
    y,
    width: Math.max(...rects.map((rect) => rect.x + rect.width)) - x,
    height: Math.max(...rects.map((rect) => rect.y + rect.height)) - y,
  };
}
