import { type Canvas, createCanvas } from '#canvas';
import type { Layout } from '../../mesh/kernels.js';
import type { Pen } from '../canvas.js';
import { markBlocks, PADDING, type Texture, takeTexture, textureBytes } from './texture.js';

/** At least so many poses are kept, however large they are. */
const FEWEST = 8;

interface Area {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Pictures of a feature in the poses it was in lately, each painted once by a canvas. */
export class Patches {
  readonly #free: Texture[];
  /** By pose; the one used last is at the end. */
  readonly #painted = new Map<string, Texture>();
  readonly #canvas: Canvas;
  readonly #pen: Pen;
  readonly #area: Area;
  readonly #scale: number;

  /** For a feature that covers `area` of design space, at `scale` pixels a unit, in at most `budgetBytes`. */
  constructor(layout: Layout, area: Area, scale: number, budgetBytes: number) {
    const size = { width: Math.ceil(area.width * scale), height: Math.ceil(area.height * scale) };
    const count = Math.max(FEWEST, Math.floor(budgetBytes / textureBytes(size.width, size.height)));
    this.#free = Array.from({ length: count }, () =>
      takeTexture(layout, { ...size, x: area.x, y: area.y, scale }),
    );
    this.#area = area;
    this.#scale = scale;
    this.#canvas = createCanvas(size.width + 2 * PADDING, size.height + 2 * PADDING);
    this.#pen = this.#canvas.getContext('2d');
    this.#pen.lineJoin = 'round';
    this.#pen.lineCap = 'round';
  }

  /** The picture of the pose named by `key`; `paint` draws it in design units where it is not at hand. */
  get(key: string, memory: ArrayBuffer, paint: (pen: Pen) => void): Texture {
    const known = this.#painted.get(key);
    if (known) {
      this.#painted.delete(key);
      this.#painted.set(key, known);
      return known;
    }
    const texture = this.#free.pop() ?? this.#leastUsed();
    this.#paint(texture, memory, paint);
    this.#painted.set(key, texture);
    return texture;
  }

  #leastUsed(): Texture {
    for (const [key, texture] of this.#painted) {
      this.#painted.delete(key);
      return texture;
    }
    throw new Error('patches without a place');
  }

  #paint(texture: Texture, memory: ArrayBuffer, paint: (pen: Pen) => void): void {
    const pen = this.#pen;
    const { width, height } = this.#canvas;
    pen.save();
    pen.clearRect(0, 0, width, height);
    pen.beginPath();
    // The padding stays clear, whatever is painted.
    pen.rect(PADDING, PADDING, width - 2 * PADDING, height - 2 * PADDING);
    pen.clip();
    pen.translate(PADDING, PADDING);
    pen.scale(this.#scale, this.#scale);
    pen.translate(-this.#area.x, -this.#area.y);
    paint(pen);
    pen.restore();
    new Uint8Array(memory, texture.pixels, width * height * 4).set(this.#canvas.data());
    markBlocks(memory, texture);
  }
}
