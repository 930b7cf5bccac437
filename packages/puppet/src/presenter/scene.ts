import type { FaceState } from '../face-state.js';
import { drawArm, poseArms } from './arms.js';
import type { Bounds } from './bounds.js';
import { drawSprite, type Pen } from './canvas.js';
import type { PresenterDesign } from './design.js';
import { Head } from './head.js';
import { type Layers, layersOf } from './layers.js';
import { createRig, poseRig } from './rig.js';
import type { Pose } from './windows.js';

/** The body moves in this many steps between breathing out and in, so that most frames leave it alone. */
const BREATH_STEPS = 8;
const BREATH_RISE = 3;

/** One presenter, ready to draw. A picture depends on its state alone, never on the pictures before. */
export class Scene {
  /** Pixels per design unit. */
  readonly scale: number;
  readonly #centreX: number;
  readonly #centreY: number;
  readonly #head: Head;
  readonly #layers: Layers;
  readonly #rig = createRig();

  constructor(design: PresenterDesign, width: number, height: number) {
    this.scale = Math.min(height / 720, width / 640);
    this.#centreX = width / 2;
    // The shoulders always reach the lower edge.
    this.#centreY = height - 360 * this.scale;
    this.#layers = layersOf(design, this.scale);
    this.#head = new Head(design, this.#layers, this.scale);
  }

  /** Where the head can be when it leans by up to `lean` (0–1), in design units. */
  headBounds(lean: number): Bounds {
    return this.#head.bounds(lean);
  }

  /** What the pose covers; equal poses of body and arms look equal, however the head moves. */
  poseOf(state: FaceState): Pose {
    const { left, right } = poseArms(state.action);
    return {
      breathStep: breathStep(state),
      arms: { left: left !== null, right: right !== null },
      lean: Math.min(1, Math.abs(state.roll)),
    };
  }

  draw(pen: Pen, state: FaceState): void {
    poseRig(this.#rig, state);
    const rise = (breathStep(state) / BREATH_STEPS) * BREATH_RISE;
    const headRise = rise * 0.6;
    pen.save();
    pen.lineJoin = 'round';
    pen.lineCap = 'round';
    pen.translate(this.#centreX, this.#centreY);
    pen.scale(this.scale, this.scale);
    pen.translate(0, -headRise);
    this.#head.drawBack(pen, state);
    pen.translate(0, headRise - rise);
    drawSprite(pen, this.#layers.body);
    pen.translate(0, rise - headRise);
    this.#head.drawFront(pen, state, this.#rig);
    const arms = poseArms(state.action);
    if (arms.left) drawArm(pen, this.#layers, -1, arms.left);
    if (arms.right) drawArm(pen, this.#layers, 1, arms.right);
    pen.restore();
  }
}

function breathStep(state: FaceState): number {
  return Math.round(state.breath * BREATH_STEPS);
}
