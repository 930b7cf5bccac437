import type { FaceState } from '../face-state.js';
import { type Bounds, turningBounds, union } from './bounds.js';
import { drawBrow } from './brows.js';
import { drawSprite, type Pen, spot } from './canvas.js';
import { withAlpha } from './colour.js';
import type { PresenterDesign } from './design.js';
import { Eye, type EyePose } from './eyes.js';
import { traceFace } from './face.js';
import type { Layers } from './layers.js';
import { drawMouth, jawDrop } from './mouth.js';
import type { Rig } from './rig.js';

/** The point about which the head turns, at the top of the neck. */
const PIVOT_Y = 112;
const ROLL_RAD = 0.09;
/** Sideways shift of the whole head at full turn; features nearer to the viewer shift by more. */
const TURN = 9;
const NOD = 6;
/** Ears with their rings and the open jaw stay within these. */
const FACE_REACH = 178;
const CHIN_REACH = 206;

/** Draws the head in design space from layers painted once and features drawn anew for each pose. */
export class Head {
  readonly #design: PresenterDesign;
  readonly #layers: Layers;
  readonly #eyes: readonly [Eye, Eye];
  readonly #eyePose: EyePose = { lid: 0, wide: 0, squint: 0, gazeX: 0, gazeY: 0 };

  constructor(design: PresenterDesign, layers: Layers, scale: number) {
    this.#design = design;
    this.#layers = layers;
    this.#eyes = [
      new Eye(design, layers.iris, -1, scale * 1.5),
      new Eye(design, layers.iris, 1, scale * 1.5),
    ];
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
  drawBack(pen: Pen, state: FaceState): void {
    pen.save();
    this.#place(pen, state, -0.45);
    drawSprite(pen, this.#layers.hair.back);
    pen.restore();
  }

  drawFront(pen: Pen, state: FaceState, rig: Rig): void {
    pen.save();
    this.#place(pen, state, 0);
    const { yaw, pitch } = state;
    const jaw = jawDrop(rig.mouth);
    this.#drawEars(pen, yaw, pitch);
    this.#drawSkin(pen, yaw, pitch, jaw);
    this.#drawFeatures(pen, state, rig);
    pen.translate(yaw * 3, -pitch * 1.5);
    drawSprite(pen, this.#layers.hair.front);
    pen.restore();
  }

  /** Turns and shifts to a layer at `depth`: 0 the outline of the face, 1 the tip of the nose. */
  #place(pen: Pen, state: FaceState, depth: number): void {
    pen.translate(0, PIVOT_Y);
    pen.rotate(state.roll * ROLL_RAD);
    pen.translate(state.yaw * TURN * (1 + depth), -PIVOT_Y - state.pitch * NOD * (1 + depth));
  }

  #drawEars(pen: Pen, yaw: number, pitch: number): void {
    if (!this.#layers.ears) return;
    const x = this.#design.face.widths[1] - 4;
    for (const [i, ear] of this.#layers.ears.entries()) {
      pen.save();
      pen.translate((i === 0 ? -x : x) - yaw * 5, -8 + pitch * 4);
      drawSprite(pen, ear);
      pen.restore();
    }
  }

  #drawSkin(pen: Pen, yaw: number, pitch: number, jaw: number): void {
    traceFace(pen, this.#design, jaw);
    pen.save();
    pen.clip();
    pen.translate(yaw * 7, -pitch * 4 + jaw * 0.5);
    drawSprite(pen, this.#layers.skin);
    pen.restore();
  }

  #drawFeatures(pen: Pen, state: FaceState, rig: Rig): void {
    const { yaw, pitch } = state;
    const { eyes, brows, mouth, skin } = this.#design;
    if (rig.cheeks > 0.02) drawCheeks(pen, this.#design, yaw, pitch, rig.cheeks);
    for (const side of [-1, 1]) {
      const x = side * eyes.spacing + yaw * 17;
      const squeeze = 1 - side * yaw * 0.11;
      pen.save();
      pen.translate(x, eyes.y - pitch * 8);
      pen.scale(side * squeeze, 1);
      const eye = this.#eyePose;
      eye.lid = side < 0 ? rig.eyes.lidLeft : rig.eyes.lidRight;
      eye.wide = rig.eyes.wide;
      eye.squint = rig.eyes.squint;
      eye.gazeX = state.gazeX;
      eye.gazeY = state.gazeY;
      this.#eyes[side < 0 ? 0 : 1].draw(pen, eye);
      pen.translate(2, brows.y - eyes.y - pitch * 1.5);
      drawBrow(
        pen,
        this.#layers.brow,
        brows.length,
        rig.brows.inner,
        side < 0 ? rig.brows.outerLeft : rig.brows.outerRight,
        rig.brows.furrow,
      );
      pen.restore();
    }
    pen.save();
    pen.translate(yaw * 26, -pitch * 13);
    drawSprite(pen, this.#layers.nose);
    pen.restore();
    pen.save();
    pen.translate(yaw * 19, mouth.y - pitch * 9);
    pen.scale(1 - Math.abs(yaw) * 0.04, 1);
    drawMouth(pen, this.#design, rig.mouth);
    pen.restore();
    if (rig.wrinkle > 0.02) {
      pen.strokeStyle = withAlpha(skin.deep, 0.35 * rig.wrinkle);
      pen.lineWidth = 2;
      pen.beginPath();
      for (const side of [-1, 1]) {
        pen.moveTo(side * 7 + yaw * 16, -64);
        pen.quadraticCurveTo(side * 9 + yaw * 16, -52, side * 6 + yaw * 17, -42);
      }
      pen.stroke();
    }
  }
}

/** Cheeks that a smile lifts: rounder, brighter and warmer. */
function drawCheeks(pen: Pen, design: PresenterDesign, yaw: number, pitch: number, lift: number): void {
  const { skin, eyes } = design;
  for (const side of [-1, 1]) {
    const x = side * (eyes.spacing + 10) + yaw * 15;
    const y = 34 - lift * 7 - pitch * 8;
    spot(pen, x, y, 34, 26, withAlpha(skin.blush, 0.22 * lift), withAlpha(skin.blush, 0));
    spot(pen, x - 4, y - 10, 24, 13, withAlpha(skin.light, 0.55 * lift), withAlpha(skin.light, 0));
  }
}
