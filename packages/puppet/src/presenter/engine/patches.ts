import type { Layout } from '../../mesh/kernels.js';
import type { PathPen } from './path-pen.js';
import { type Texture, takeTexture, textureBytes } from './texture.js';

/** At least so many poses are kept, however large they are. */
const FEWEST = 8;

interface Area {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Pictures of a feature in the poses it was in lately, each painted once. */
export class Patches {
  readonly #free: Texture[];
  /** By pose; the one used last is at the end. */
  readonly #painted = new Map<string, Texture>();

  /** For a feature that covers `area` of design space, at `scale` pixels a unit, in at most `budgetBytes`. */
  constructor(layout: Layout, area: Area, scale: number, budgetBytes: number) {
    const { width, height } = patchSize(area, scale);
    const count = Math.max(FEWEST, Math.floor(budgetBytes / textureBytes(width, height)));
    this.#free = Array.from({ length: count }, () =>
      takeTexture(layout, { width, height, x: area.x, y: area.y, scale }),
    );
  }

  /** The picture of the pose named by `key`; `paint` paints it in design units where it is not at hand. */
  get(key: string, pen: PathPen, paint: (pen: PathPen) => void): Texture {
    const known = this.#painted.get(key);
    if (known) {
      this.#painted.delete(key);
      this.#painted.set(key, known);
      return known;
    }
    const texture = this.#free.pop() ?? this.#leastUsed();
    pen.paint(texture, paint);
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
}

/** Pixels of a patch without its padding. */
export function patchSize(area: Area, scale: number): { width: number; height: number } {
  return { width: Math.ceil(area.width * scale), height: Math.ceil(area.height * scale) };
}
