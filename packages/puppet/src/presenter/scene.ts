import type { FaceState } from '../face-state.js';
import { drawArm, poseArms } from './arms.js';
import type { Bounds } from './bounds.js';
import type { Brush } from './brush.js';
import type { PresenterDesign } from './design.js';
import { Head } from './head.js';
import type { Layers } from './layers.js';
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

  /** `layers` are those of the design in the scene's scale. */
  constructor(design: PresenterDesign, layers: Layers, width: number, height: number) {
    this.scale = sceneScale(width, height);
    this.#centreX = width / 2;
    // The shoulders always reach the lower edge.
    this.#centreY = height - 360 * this.scale;
    this.#layers = layers;
    this.#head = new Head(design, layers);
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

  draw(brush: Brush, state: FaceState): void {
    poseRig(this.#rig, state);
    const rise = (breathStep(state) / BREATH_STEPS) * BREATH_RISE;
    const headRise = rise * 0.6;
    brush.save();
    brush.translate(this.#centreX, this.#centreY);
    brush.scale(this.scale, this.scale);
    brush.translate(0, -headRise);
    this.#head.drawBack(brush, state);
    brush.translate(0, headRise - rise);
    brush.sprite(this.#layers.body);
    brush.translate(0, rise - headRise);
    this.#head.drawFront(brush, state, this.#rig);
    const arms = poseArms(state.action);
    if (arms.left) drawArm(brush, this.#layers, -1, arms.left);
    if (arms.right) drawArm(brush, this.#layers, 1, arms.right);
    brush.restore();
  }
}

/** Pixels of a design unit in frames of `width` × `height`. */
export function sceneScale(width: number, height: number): number {
  return Math.min(height / 720, width / 640);
}

function breathStep(state: FaceState): number {
  return Math.round(state.breath * BREATH_STEPS);
}
