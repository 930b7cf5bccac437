import { drawSprite, type Pen, paintSprite, type Sprite } from './canvas.js';
import type { PresenterDesign } from './design.js';
import { EYE_AREA, EYE_FINENESS, type EyePose, eyeKey, paintEye, steadyEye } from './eyes.js';

/** One eye on a canvas, painted anew only when its pose changes. */
export class Eye {
  readonly #design: PresenterDesign;
  readonly #iris: Sprite;
  readonly #side: number;
  readonly #layer: Sprite;
  readonly #pen: Pen;
  readonly #scale: number;
  #drawn = '';

  /** `side` is −1 for the viewer's left, 1 for the right; `scale` the pixels of a design unit. */
  constructor(design: PresenterDesign, iris: Sprite, side: number, scale: number) {
    this.#design = design;
    this.#side = side;
    this.#scale = scale * EYE_FINENESS;
    this.#iris = iris;
    this.#layer = paintSprite(EYE_AREA, this.#scale, () => {});
    this.#pen = this.#layer.canvas.getContext('2d');
  }

  /** Draws in coordinates whose +x points to the outer corner. */
  draw(pen: Pen, pose: EyePose): void {
    const steady = steadyEye(pose);
    const key = eyeKey(steady);
    if (key !== this.#drawn) this.#paint(steady);
    this.#drawn = key;
    drawSprite(pen, this.#layer);
  }

  #paint(pose: EyePose): void {
    const pen = this.#pen;
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, this.#layer.canvas.width, this.#layer.canvas.height);
    pen.scale(this.#scale, this.#scale);
    pen.translate(-EYE_AREA.x, -EYE_AREA.y);
    paintEye(pen, this.#design, () => drawSprite(pen, this.#iris), this.#side, pose);
  }
}
