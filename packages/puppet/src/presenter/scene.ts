import type { FaceState } from '../face-state.js';
import { Arms, poseArms } from './arms.js';
import { paintBody } from './body.js';
import type { Bounds } from './bounds.js';
import { drawSprite, type Pen, type Sprite } from './canvas.js';
import type { PresenterDesign } from './design.js';
import { Head } from './head.js';
import { createRig, poseRig } from './rig.js';

/** The body moves in this many steps between breathing out and in, so that most frames leave it alone. */
const BREATH_STEPS = 8;
const BREATH_RISE = 3;

/** One presenter, ready to draw. A picture depends on its state alone, never on the pictures before. */
export class Scene {
  /** Pixels per design unit. */
  readonly scale: number;
  /** Where the head can be, in design units. */
  readonly headBounds: Bounds;
  readonly #centreX: number;
  readonly #centreY: number;
  readonly #head: Head;
  readonly #body: Sprite;
  readonly #arms: Arms;
  readonly #rig = createRig();

  constructor(design: PresenterDesign, width: number, height: number) {
    this.scale = Math.min(height / 720, width / 640);
    this.#centreX = width / 2;
    // The shoulders always reach the lower edge.
    this.#centreY = height - 360 * this.scale;
    this.#head = new Head(design, this.scale * 1.25);
    this.headBounds = this.#head.bounds();
    this.#body = paintBody(design, this.scale);
    this.#arms = new Arms(design, this.scale * 1.25);
  }

  /** Whether arms are raised on each side. */
  armsUp(state: FaceState): { left: boolean; right: boolean } {
    const { left, right } = poseArms(state.action);
    return { left: left !== null, right: right !== null };
  }

  breathStep(state: FaceState): number {
    return Math.round(state.breath * BREATH_STEPS);
  }

  draw(pen: Pen, state: FaceState): void {
    poseRig(this.#rig, state);
    const rise = (this.breathStep(state) / BREATH_STEPS) * BREATH_RISE;
    const headRise = rise * 0.6;
    pen.save();
    pen.lineJoin = 'round';
    pen.lineCap = 'round';
    pen.translate(this.#centreX, this.#centreY);
    pen.scale(this.scale, this.scale);
    pen.translate(0, -headRise);
    this.#head.drawBack(pen, state);
    pen.translate(0, headRise - rise);
    drawSprite(pen, this.#body);
    pen.translate(0, rise - headRise);
    this.#head.drawFront(pen, state, this.#rig);
    const arms = poseArms(state.action);
    if (arms.left) this.#arms.draw(pen, -1, arms.left);
    if (arms.right) this.#arms.draw(pen, 1, arms.right);
    pen.restore();
  }
}
