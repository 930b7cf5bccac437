import type { Kernels, Layout } from '../../mesh/kernels.js';
import type { FeaturePen } from '../canvas.js';
import { drawTexture } from './draw-texture.js';
import { Outline } from './outline.js';
import { RAMP_STEPS, RampGradient, writeRamp } from './ramp.js';
import { PADDING, type Texture } from './texture.js';

/** Points of a path at most, as straight lines. */
const MOST_POINTS = 4096;
/** Quarters of an ellipse as Bézier curves: how far their control points lie along the tangents. */
const QUARTER = 0.5522847;

/** From the coordinates that are drawn in to pixels: scaled, then shifted. */
interface Transform {
  scaleX: number;
  scaleY: number;
  x: number;
  y: number;
}

/**
 * As much of a canvas' pen as the features of a face are painted with, on textures in the engine's memory. Paths are
 * filled as far as they cover each pixel. Ends and joins of lines are round. No transform turns.
 */
export class PathPen implements FeaturePen {
  fillStyle: string | RampGradient = '#000000';
  strokeStyle: string | RampGradient = '#000000';
  lineWidth = 1;
  readonly #coverage: number;
  readonly #clip: number;
  readonly #points: number;
  readonly #ramp: number;
  readonly #outline = new Outline();
  readonly #saved: { transform: Transform; clipped: boolean }[] = [];
  #kernels: Kernels | null = null;
  #memory = new ArrayBuffer(0);
  #target: Texture | null = null;
  #transform: Transform = { scaleX: 1, scaleY: 1, x: 0, y: 0 };
  #clipped = false;

  /** For textures of up to `pixels` pixels. To be attached before it paints. */
  constructor(layout: Layout, pixels: number) {
    this.#coverage = layout.take(pixels * 4);
    this.#clip = layout.take(pixels * 4);
    this.#points = layout.take(MOST_POINTS * 8);
    this.#ramp = layout.take(RAMP_STEPS * 4);
  }

  attach(kernels: Kernels, memory: ArrayBuffer): void {
    this.#kernels = kernels;
    this.#memory = memory;
  }

  /** Paints a texture anew, in the coordinates of what it shows. Its padding stays clear, whatever is painted. */
  paint(target: Texture, paint: (pen: PathPen) => void): void {
    const { pixels, width, height, blocks, scale } = target;
    this.#target = target;
    this.#transform = {
      scaleX: scale,
      scaleY: scale,
      x: PADDING - target.x * scale,
      y: PADDING - target.y * scale,
    };
    this.#clipped = false;
    this.#saved.length = 0;
    this.#kernels?.fillWindow(pixels, width, 0, 0, width, height, 0);
    paint(this);
    this.#kernels?.markBlocks(blocks, pixels, width, height);
  }

  save(): void {
    this.#saved.push({ transform: { ...this.#transform }, clipped: this.#clipped });
  }

  restore(): void {
    const saved = this.#saved.pop();
    if (!saved) return;
    this.#transform = saved.transform;
    this.#clipped = saved.clipped;
  }

  translate(x: number, y: number): void {
    this.#transform.x += x * this.#transform.scaleX;
    this.#transform.y += y * this.#transform.scaleY;
  }

  scale(x: number, y: number): void {
    this.#transform.scaleX *= x;
    this.#transform.scaleY *= y;
  }

  beginPath(): void {
    this.#outline.clear();
  }

  closePath(): void {
    // Whatever is filled is closed, and nothing that is stroked.
  }

  moveTo(x: number, y: number): void {
    this.#outline.moveTo(this.#x(x), this.#y(y));
  }

  lineTo(x: number, y: number): void {
    this.#outline.lineTo(this.#x(x), this.#y(y));
  }

  bezierCurveTo(c1x: number, c1y: number, c2x: number, c2y: number, x: number, y: number): void {
    this.#outline.curveTo(this.#x(c1x), this.#y(c1y), this.#x(c2x), this.#y(c2y), this.#x(x), this.#y(y));
  }

  /** Of a whole ellipse; `start` and `end` of canvases are 0 and 2 π. */
  ellipse(x: number, y: number, radiusX: number, radiusY: number, rotation: number): void {
    const [sin, cos] = [Math.sin(rotation), Math.cos(rotation)];
    const at = (u: number, v: number): [number, number] => [
      x + u * radiusX * cos - v * radiusY * sin,
      y + u * radiusX * sin + v * radiusY * cos,
    ];
    this.moveTo(...at(1, 0));
    for (const [u, v] of [
      [1, 0],
      [0, 1],
      [-1, 0],
      [0, -1],
    ] as const) {
      // Each quarter leads from u, v to −v, u.
      this.bezierCurveTo(
        ...at(u - v * QUARTER, v + u * QUARTER),
        ...at(u * QUARTER - v, v * QUARTER + u),
        ...at(-v, u),
      );
    }
  }

  /** Of a whole circle. */
  arc(x: number, y: number, radius: number): void {
    this.ellipse(x, y, radius, radius, 0);
  }

  quadraticCurveTo(cx: number, cy: number, x: number, y: number): void {
    this.#outline.quadraticTo(this.#x(cx), this.#y(cy), this.#x(x), this.#y(y));
  }

  createLinearGradient(x0: number, y0: number, x1: number, y1: number): RampGradient {
    return RampGradient.linear(x0, y0, x1, y1);
  }

  /** Circles about one centre, from nothing on. */
  createRadialGradient(
    x: number,
    y: number,
    _: number,
    __: number,
    ___: number,
    radius: number,
  ): RampGradient {
    return RampGradient.radial(x, y, radius);
  }

  fill(): void {
    this.#cover(this.#outline.filled(), this.fillStyle);
  }

  fillRect(x: number, y: number, width: number, height: number): void {
    const [left, top, right, bottom] = [this.#x(x), this.#y(y), this.#x(x + width), this.#y(y + height)];
    this.#cover([left, top, right, top, right, bottom, left, bottom], this.fillStyle);
  }

  stroke(): void {
    const { scaleX, scaleY } = this.#transform;
    this.#cover(this.#outline.stroked(this.lineWidth * Math.sqrt(scaleX * scaleY)), this.strokeStyle);
  }

  /** What is painted from here to the next `restore` shows within the path only. Clips do not lie in each other. */
  clip(): void {
    const target = this.#target;
    if (!target) return;
    const polygon = this.#outline.filled();
    this.#writePoints(polygon, 0, 0);
    this.#kernels?.coverPath(this.#clip, target.width, target.height, this.#points, polygon.length / 2);
    this.#clipped = true;
  }

  /** Draws a texture, shrunk by less than four. */
  sprite(texture: Texture): void {
    const target = this.#target;
    if (!this.#kernels || !target) return;
    const { width, height } = target;
    const { scaleX, scaleY, x, y } = this.#transform;
    const window = { x: PADDING, y: PADDING, width: width - 2 * PADDING, height: height - 2 * PADDING };
    const cover = this.#clipped ? { at: this.#clip, x: 0, y: 0, width, height } : null;
    const canvas = { at: target.pixels, width, height };
    drawTexture(this.#kernels, canvas, window, texture, [scaleX, 0, 0, scaleY, x, y], 1, cover);
  }

  /** Paints a polygon. */
  #cover(polygon: readonly number[], style: string | RampGradient): void {
    const target = this.#target;
    if (!this.#kernels || !target || polygon.length === 0) return;
    let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
    for (let i = 0; i < polygon.length; i += 2) {
      const [x, y] = [polygon[i] ?? 0, polygon[i + 1] ?? 0];
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < top) top = y;
      if (y > bottom) bottom = y;
    }
    left = Math.max(PADDING, Math.floor(left));
    top = Math.max(PADDING, Math.floor(top));
    const width = Math.min(target.width - PADDING, Math.ceil(right)) - left;
    const height = Math.min(target.height - PADDING, Math.ceil(bottom)) - top;
    if (width <= 0 || height <= 0) return;
    this.#writePoints(polygon, left, top);
    // A column more holds what lies beyond the right edge.
    this.#kernels.coverPath(this.#coverage, width + 1, height, this.#points, polygon.length / 2);
    const { radial, uX, uY, u0, vX, vY, v0 } = writeRamp(
      new Uint32Array(this.#memory, this.#ramp, RAMP_STEPS),
      style,
    );
    const { scaleX, scaleY, x, y } = this.#transform;
    this.#kernels.paintCovered(
      target.pixels,
      target.width,
      left,
      top,
      width,
      height,
      this.#coverage,
      width + 1,
      this.#clipped ? this.#clip : 0,
      this.#ramp,
      radial ? 1 : 0,
      uX / scaleX,
      uY / scaleY,
      u0 - (uX * x) / scaleX - (uY * y) / scaleY,
      vX / scaleX,
      vY / scaleY,
      v0 - (vX * x) / scaleX - (vY * y) / scaleY,
    );
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

  #x(x: number): number {
    return x * this.#transform.scaleX + this.#transform.x;
  }

  #y(y: number): number {
    return y * this.#transform.scaleY + this.#transform.y;
  }
}
