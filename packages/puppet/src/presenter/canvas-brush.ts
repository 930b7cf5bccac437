import type { Brush } from './brush.js';
import { closedCurve, drawSprite, type Pen, type Sprite } from './canvas.js';
import { Eye } from './canvas-eye.js';
import type { PresenterDesign } from './design.js';
import type { EyePose } from './eyes.js';
import { faceOutline } from './face.js';
import type { Layers } from './layers.js';
import { drawMouth, steadyMouth } from './mouth.js';
import type { MouthRig } from './rig.js';

/** Draws on a canvas: pages, which have no engine, and stills. */
export class CanvasBrush implements Brush {
  readonly #design: PresenterDesign;
  readonly #layers: Layers;
  readonly #eyes: readonly [Eye, Eye];
  readonly #pen: Pen;

  /** `scale` is the pixels of a design unit. */
  constructor(design: PresenterDesign, layers: Layers, scale: number, pen: Pen) {
    this.#design = design;
    this.#layers = layers;
    this.#pen = pen;
    this.#eyes = [new Eye(design, layers.iris, -1, scale), new Eye(design, layers.iris, 1, scale)];
  }

  save(): void {
    this.#pen.save();
  }

  restore(): void {
    this.#pen.restore();
  }

  translate(x: number, y: number): void {
    this.#pen.translate(x, y);
  }

  rotate(angleRad: number): void {
    this.#pen.rotate(angleRad);
  }

  scale(x: number, y: number): void {
    this.#pen.scale(x, y);
  }

  skew(slope: number): void {
    this.#pen.transform(1, slope, 0, 1, 0, 0);
  }

  sprite(sprite: Sprite, opacity = 1): void {
    this.#pen.globalAlpha = opacity;
    drawSprite(this.#pen, sprite);
    this.#pen.globalAlpha = 1;
  }

  skin(jaw: number, shiftX: number, shiftY: number): void {
    const pen = this.#pen;
    pen.beginPath();
    closedCurve(pen, faceOutline(this.#design, jaw));
    pen.save();
    pen.clip();
    pen.translate(shiftX, shiftY);
    drawSprite(pen, this.#layers.skin);
    pen.restore();
  }

  eye(side: number, pose: EyePose): void {
    this.#eyes[side < 0 ? 0 : 1].draw(this.#pen, pose);
  }

  mouth(pose: MouthRig): void {
    this.#pen.save();
    this.#pen.lineJoin = 'round';
    this.#pen.lineCap = 'round';
    drawMouth(this.#pen, this.#design, steadyMouth(pose));
    this.#pen.restore();
  }
}
