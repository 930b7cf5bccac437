import { lerp } from '../curves.js';
import type { Sprite } from './canvas.js';

/** A rectangle in design units. */
export interface Bounds {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/**
 * The bounds of what is painted on a sprite while it turns by up to ±`angle` about (0, `pivotY`) and shifts by up to
 * `shift` units.
 */
export function turningBounds(sprite: Sprite, pivotY: number, angle: number, shift: number): Bounds {
  const { width, height } = sprite.canvas;
  const { data } = sprite.canvas.getContext('2d').getImageData(0, 0, width, height);
  const unit = sprite.width / width;
  const bounds = { left: 0, top: 0, right: 0, bottom: 0 };
  const [sin, cos] = [Math.sin(angle), Math.cos(angle)];
  for (let row = 0; row < height; row += 2) {
    const span = paintedSpan(data, width, row);
    if (!span) continue;
    const y = sprite.y + row * unit - pivotY;
    for (const column of span) {
      const x = sprite.x + column * unit;
      for (const turn of [-sin, 0, sin]) {
        const c = turn === 0 ? 1 : cos;
        const [turnedX, turnedY] = [x * c - y * turn, pivotY + x * turn + y * c];
        bounds.left = Math.min(bounds.left, turnedX - shift);
        bounds.right = Math.max(bounds.right, turnedX + shift);
        bounds.top = Math.min(bounds.top, turnedY - shift);
        bounds.bottom = Math.max(bounds.bottom, turnedY + shift);
      }
    }
  }
  return bounds;
}

/** First and last painted column of a row of RGBA pixels. */
function paintedSpan(data: ArrayLike<number>, width: number, row: number): [number, number] | null {
  let first = -1;
  let last = -1;
  for (let x = 0; x < width; x++) {
    if (!data[(row * width + x) * 4 + 3]) continue;
    if (first < 0) first = x;
    last = x;
  }
  return first < 0 ? null : [first, last];
}

export function union(a: Bounds, b: Bounds): Bounds {
  return {
    left: Math.min(a.left, b.left),
    top: Math.min(a.top, b.top),
    right: Math.max(a.right, b.right),
    bottom: Math.max(a.bottom, b.bottom),
  };
}

/** Bounds part of the way from one to the other. */
export function between(a: Bounds, b: Bounds, t: number): Bounds {
  return {
    left: lerp(a.left, b.left, t),
    top: lerp(a.top, b.top, t),
    right: lerp(a.right, b.right, t),
    bottom: lerp(a.bottom, b.bottom, t),
  };
}
