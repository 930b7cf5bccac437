import type { Kernels, Layout } from '../../mesh/kernels.js';
import type { FeaturePen } from '../canvas.js';
import type { Cover, Rect, TextureDrawer } from './draw-texture.js';
import { Outline } from './outline.js';
import { Polygons } from './polygons.js';
import { FLAT, RampGradient } from './ramp.js';
import { PADDING, type Texture } from './texture.js';

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
  readonly #polygons: Polygons;
  readonly #drawer: TextureDrawer;
  readonly #outline = new Outline();
  readonly #saved: { transform: Transform; clip: Cover | null }[] = [];
  #kernels: Kernels | null = null;
  #target: Texture | null = null;
  #transform: Transform = { scaleX: 1, scaleY: 1, x: 0, y: 0 };
  #clip: Cover | null = null;

  /** For textures of up to `width` × `height` pixels without their padding. To be attached before it paints. */
  constructor(layout: Layout, width: number, height: number, drawer: TextureDrawer) {
    this.#drawer = drawer;
    this.#polygons = new Polygons(layout, width, height);
  }

  attach(kernels: Kernels, memory: ArrayBuffer): void {
    this.#kernels = kernels;
    this.#polygons.attach(kernels, memory);
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
    this.#clip = null;
    this.#saved.length = 0;
    this.#kernels?.fillWindow(pixels, width, 0, 0, width, height, 0);
    paint(this);
    this.#kernels?.markBlocks(blocks, pixels, width, height);
  }

  save(): void {
    this.#saved.push({ transform: { ...this.#transform }, clip: this.#clip });
  }

  restore(): void {
    const saved = this.#saved.pop();
    if (!saved) return;
    this.#transform = saved.transform;
    this.#clip = saved.clip;
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
    this.#paint(this.#outline.filled(), this.fillStyle);
  }

  fillRect(x: number, y: number, width: number, height: number): void {
    const [left, top, right, bottom] = [this.#x(x), this.#y(y), this.#x(x + width), this.#y(y + height)];
    this.#paint([left, top, right, top, right, bottom, left, bottom], this.fillStyle);
  }

  stroke(): void {
    const { scaleX, scaleY } = this.#transform;
    this.#paint(this.#outline.stroked(this.lineWidth * Math.sqrt(scaleX * scaleY)), this.strokeStyle);
  }

  /** What is painted from here to the next `restore` shows within the path only. Clips do not lie in each other. */
  clip(): void {
    this.#clip = this.#polygons.clip(this.#outline.filled(), this.#area);
  }

  /** Draws a texture, shrunk by less than 1.75. */
  sprite(texture: Texture): void {
    if (!this.#target) return;
    const { pixels, width, height } = this.#target;
    const { scaleX, scaleY, x, y } = this.#transform;
    const matrix = [scaleX, 0, 0, scaleY, x, y] as const;
    this.#drawer.draw({ at: pixels, width, height }, this.#area, texture, matrix, 1, this.#clip);
  }

  /** Where a texture is painted: all but its padding. */
  get #area(): Rect {
    const { width, height } = this.#target ?? { width: 0, height: 0 };
    return { x: PADDING, y: PADDING, width: width - 2 * PADDING, height: height - 2 * PADDING };
  }

  /** Paints a polygon. */
  #paint(polygon: readonly number[], style: string | RampGradient): void {
    if (!this.#target) return;
    const { scaleX, scaleY, x, y } = this.#transform;
    const { radial, uX, uY, u0, vX, vY, v0 } = typeof style === 'string' ? FLAT : style.shape;
    const shape = {
      radial,
      uX: uX / scaleX,
      uY: uY / scaleY,
      u0: u0 - (uX * x) / scaleX - (uY * y) / scaleY,
      vX: vX / scaleX,
      vY: vY / scaleY,
      v0: v0 - (vX * x) / scaleX - (vY * y) / scaleY,
    };
    this.#polygons.paint(this.#target, polygon, this.#area, this.#clip, style, shape);
  }

  #x(x: number): number {
    return x * this.#transform.scaleX + this.#transform.x;
  }

  #y(y: number): number {
    return y * this.#transform.scaleY + this.#transform.y;
  }
}
