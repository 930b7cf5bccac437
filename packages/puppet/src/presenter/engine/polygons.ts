import type { Kernels, Layout } from '../../mesh/kernels.js';
import type { Cover, Rect } from './draw-texture.js';
import { RAMP_STEPS, type RampGradient, type RampShape, writeRamp } from './ramp.js';
import type { Texture } from './texture.js';

const MOST_POINTS = 4096;

/** Fills polygons in the engine's memory: x, y of their corners in pixels. */
export class Polygons {
  readonly #coverage: number;
  readonly #clip: number;
  readonly #points: number;
  readonly #ramp: number;
  #kernels: Kernels | null = null;
  #memory = new ArrayBuffer(0);

  /** For textures of up to `width` × `height` pixels. To be attached before it fills. */
  constructor(layout: Layout, width: number, height: number) {
    const bytes = inFours(width + 1) * height * 4;
    this.#coverage = layout.take(bytes);
    this.#clip = layout.take(bytes);
    this.#points = layout.take(MOST_POINTS * 8);
    this.#ramp = layout.take(RAMP_STEPS * 4);
  }

  attach(kernels: Kernels, memory: ArrayBuffer): void {
    this.#kernels = kernels;
    this.#memory = memory;
  }

  /** A polygon to clip others by, within `area`; it holds until the next. */
  clip(polygon: readonly number[], area: Rect): Cover {
    return this.#cover(polygon, area, this.#clip) ?? { x: 0, y: 0, width: 0, height: 0, at: this.#clip };
  }

  /** Paints a polygon within `area`, and as far as `clip` says. */
  paint(
    target: Texture,
    polygon: readonly number[],
    area: Rect,
    clip: Cover | null,
    style: string | RampGradient,
    shape: RampShape,
  ): void {
    const within = clip ? common(area, clip) : area;
    const cover = this.#cover(polygon, within, this.#coverage);
    if (!cover) return;
    writeRamp(new Uint32Array(this.#memory, this.#ramp, RAMP_STEPS), style);
    this.#kernels?.paintCovered(
      target.pixels,
      target.width,
      cover.x,
      cover.y,
      Math.min(cover.width, within.x + within.width - cover.x),
      cover.height,
      cover.at,
      cover.width,
      clip ? clip.at + ((cover.y - clip.y) * clip.width + cover.x - clip.x) * 4 : 0,
      clip?.width ?? 0,
      this.#ramp,
      shape.radial ? 1 : 0,
      shape.uX,
      shape.uY,
      shape.u0,
      shape.vX,
      shape.vY,
      shape.v0,
    );
  }

  /** Writes to `at` how far a polygon covers what it spans of `area`. Null where it spans nothing. */
  #cover(polygon: readonly number[], area: Rect, at: number): Cover | null {
    let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
    for (let i = 0; i < polygon.length; i += 2) {
      const [x, y] = [polygon[i] ?? 0, polygon[i + 1] ?? 0];
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < top) top = y;
      if (y > bottom) bottom = y;
    }
    const x = Math.max(area.x, Math.floor(left));
    const y = Math.max(area.y, Math.floor(top));
    const spanned = Math.min(area.x + area.width, Math.ceil(right)) - x;
    const height = Math.min(area.y + area.height, Math.ceil(bottom)) - y;
    if (!(spanned > 0 && height > 0)) return null;
    this.#writePoints(polygon, x, y);
    // A column more holds what lies beyond the right edge.
    const width = inFours(spanned + 1);
    this.#kernels?.coverPath(at, width, height, this.#points, polygon.length / 2);
    return { x, y, width, height, at };
  }

  #writePoints(polygon: readonly number[], left: number, top: number): void {
    const count = polygon.length / 2;
    if (count > MOST_POINTS) throw new Error(`a path of ${count} points; at most ${MOST_POINTS} are painted`);
    const points = new Float32Array(this.#memory, this.#points, polygon.length);
    for (let i = 0; i < polygon.length; i += 2) {
      points[i] = (polygon[i] ?? 0) - left;
      points[i + 1] = (polygon[i + 1] ?? 0) - top;
    }
  }
}

function common(a: Rect, b: Rect): Rect {
  const [x, y] = [Math.max(a.x, b.x), Math.max(a.y, b.y)];
  const width = Math.min(a.x + a.width, b.x + b.width) - x;
  return { x, y, width, height: Math.min(a.y + a.height, b.y + b.height) - y };
}

/** Rows of coverage are written in fours. */
export function inFours(width: number): number {
  return Math.ceil(width / 4) * 4;
}
