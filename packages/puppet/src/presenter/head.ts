import type { FaceState } from '../face-state.js';
import { type Bounds, turningBounds, union } from './bounds.js';
import { drawBrow } from './brows.js';
import type { Brush } from './brush.js';
import type { PresenterDesign } from './design.js';
import type { EyePose } from './eyes.js';
import type { Layers } from './layers.js';
import { jawDrop } from './mouth.js';
import type { Rig } from './rig.js';

/** The point about which the head turns, at the top of the neck. */
const PIVOT_Y = 112;
const ROLL_RAD = 0.09;
/** Sideways shift of the whole head at full turn; features nearer to the viewer shift by more. */
const TURN = 9;
const NOD = 6;
/** Depth of the hair behind the neck, and how far the hair before the face shifts at full turn and nod. */
const BACK_DEPTH = -0.45;
const FRINGE_TURN = 3;
const FRINGE_NOD = 1.5;
/** How far face and front hair shift across and along the back of the hair at most, half as much again for safety. */
export const BACK_REACH = {
  face: [-1.5 * TURN * BACK_DEPTH, -1.5 * NOD * BACK_DEPTH],
  hair: [1.5 * (FRINGE_TURN - TURN * BACK_DEPTH), 1.5 * (FRINGE_NOD - NOD * BACK_DEPTH)],
} as const;
/** Ears with their rings and the open jaw stay within these. */
const FACE_REACH = 178;
const CHIN_REACH = 206;

/** Draws the head in design space from layers painted once, and features that go with each pose. */
export class Head {
  readonly #design: PresenterDesign;
  readonly #layers: Layers;
  readonly #eyePose: EyePose = { lid: 0, wide: 0, squint: 0, gazeX: 0, gazeY: 0 };

  constructor(design: PresenterDesign, layers: Layers) {
    this.#design = design;
    this.#layers = layers;
  }

  /**
   * Bounds of all that the head can cover, leaning by up to `lean` (0–1), whatever else its pose. Lean bounds in
   * between are at most in between, since each edge is the largest of many nearly linear functions of the angle.
   */
  bounds(lean: number): Bounds {
    const shift = TURN + 5;
    const hair = union(
      turningBounds(this.#layers.hair.back, PIVOT_Y, lean * ROLL_RAD, shift),
      turningBounds(this.#layers.hair.front, PIVOT_Y, lean * ROLL_RAD, shift),
    );
    return union(hair, { left: -FACE_REACH, top: -240, right: FACE_REACH, bottom: CHIN_REACH });
  }

  /** What lies behind the neck. */
  drawBack(brush: Brush, state: FaceState): void {
    brush.save();
    this.#place(brush, state, BACK_DEPTH);
    brush.sprite(this.#layers.hair.back);
    brush.restore();
  }

  drawFront(brush: Brush, state: FaceState, rig: Rig): void {
    brush.save();
    this.#place(brush, state, 0);
    const { yaw, pitch } = state;
    const jaw = jawDrop(rig.mouth);
    this.#drawEars(brush, yaw, pitch);
    brush.skin(jaw, yaw * 7, -pitch * 4 + jaw * 0.5);
    this.#drawFeatures(brush, state, rig);
    brush.translate(yaw * FRINGE_TURN, -pitch * FRINGE_NOD);
    brush.sprite(this.#layers.hair.front);
    brush.restore();
  }

  /** Turns and shifts to a layer at `depth`: 0 the outline of the face, 1 the tip of the nose. */
  #place(brush: Brush, state: FaceState, depth: number): void {
    brush.translate(0, PIVOT_Y);
    brush.rotate(state.roll * ROLL_RAD);
    brush.translate(state.yaw * TURN * (1 + depth), -PIVOT_Y - state.pitch * NOD * (1 + depth));
  }

  #drawEars(brush: Brush, yaw: number, pitch: number): void {
    if (!this.#layers.ears) return;
    const x = this.#design.face.widths[1] - 4;
    for (const [i, ear] of this.#layers.ears.entries()) {
      brush.save();
      brush.translate((i === 0 ? -x : x) - yaw * 5, -8 + pitch * 4);
      brush.sprite(ear);
      brush.restore();
    }
  }

  #drawFeatures(brush: Brush, state: FaceState, rig: Rig): void {
    const { yaw, pitch } = state;
    const { mouth } = this.#design;
    if (rig.cheeks > 0.02) this.#drawCheeks(brush, yaw, pitch, rig.cheeks);
    for (const side of [-1, 1]) this.#drawEye(brush, state, rig, side);
    brush.save();
    brush.translate(yaw * 26, -pitch * 13);
    brush.sprite(this.#layers.nose);
    brush.restore();
    brush.save();
    brush.translate(yaw * 19, mouth.y - pitch * 9);
    brush.scale(1 - Math.abs(yaw) * 0.04, 1);
    brush.mouth(rig.mouth);
    brush.restore();
    if (rig.wrinkle > 0.02) {
      brush.save();
      brush.translate(yaw * 16.5, 0);
      brush.sprite(this.#layers.wrinkle, rig.wrinkle);
      brush.restore();
    }
  }

  /** An eye and the brow above it. */
  #drawEye(brush: Brush, { yaw, pitch, gazeX, gazeY }: FaceState, rig: Rig, side: number): void {
    const { eyes, brows } = this.#design;
    brush.save();
    brush.translate(side * eyes.spacing + yaw * 17, eyes.y - pitch * 8);
    brush.scale(side * (1 - side * yaw * 0.11), 1);
    const eye = this.#eyePose;
    eye.lid = side < 0 ? rig.eyes.lidLeft : rig.eyes.lidRight;
    eye.wide = rig.eyes.wide;
    eye.squint = rig.eyes.squint;
    eye.gazeX = gazeX;
    eye.gazeY = gazeY;
    brush.eye(side, eye);
    brush.translate(2, brows.y - eyes.y - pitch * 1.5);
    const outer = side < 0 ? rig.brows.outerLeft : rig.brows.outerRight;
    drawBrow(brush, this.#layers.brow, brows.length, rig.brows.inner, outer, rig.brows.furrow);
    brush.restore();
  }

  #drawCheeks(brush: Brush, yaw: number, pitch: number, lift: number): void {
    const { spacing } = this.#design.eyes;
    for (const side of [-1, 1]) {
      brush.save();
      brush.translate(side * (spacing + 10) + yaw * 15, 34 - lift * 7 - pitch * 8);
      brush.sprite(this.#layers.cheek.blush, lift);
      brush.sprite(this.#layers.cheek.light, lift);
      brush.restore();
    }
  }
}
