import type { FaceState } from '../face-state.js';
import type { Pen } from './canvas.js';
import { CanvasBrush } from './canvas-brush.js';
import { layersOf } from './layers.js';
import { findDesign } from './presenters.js';
import { Scene, sceneScale } from './scene.js';

/** Design units: the part of the scene that a portrait shows. The scene is 720 high and centred on 0, 0. */
const VIEW = { x: -240, y: -350, width: 480, height: 600 };

/** A presenter's head and shoulders on a canvas of a page, without a background. */
export class Portrait {
  readonly #pen: Pen;
  readonly #scene: Scene;
  readonly #brush: CanvasBrush;
  readonly #width: number;
  readonly #height: number;
  readonly #offset: { x: number; y: number };

  /** Throws on an unknown presenter. `pen` is the 2D context of a canvas of `width` × `height` pixels. */
  constructor(presenterId: string, pen: object, width: number, height: number) {
    this.#pen = pen as Pen;
    this.#width = width;
    this.#height = height;
    const scale = Math.max(width / VIEW.width, height / VIEW.height);
    const [sceneWidth, sceneHeight] = [640 * scale, 720 * scale];
    const design = findDesign(presenterId);
    const layers = layersOf(design, sceneScale(sceneWidth, sceneHeight));
    this.#scene = new Scene(design, layers, sceneWidth, sceneHeight);
    this.#brush = new CanvasBrush(design, layers, scale, this.#pen);
    this.#offset = {
      x: width / 2 - sceneWidth / 2,
      y: height / 2 - (360 + VIEW.y + VIEW.height / 2) * scale,
    };
  }

  draw(state: FaceState): void {
    const pen = this.#pen;
    pen.clearRect(0, 0, this.#width, this.#height);
    pen.save();
    pen.translate(this.#offset.x, this.#offset.y);
    this.#scene.draw(this.#brush, state);
    pen.restore();
  }
}
