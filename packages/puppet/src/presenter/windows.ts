import type { PixelRect } from './i420.js';

/** Design-space bounds of what moves with the head, above and below the line where the body begins. */
const HEAD = { left: -222, right: 222, top: -322 };
const BODY_TOP = 146;
const LOCKS_BOTTOM = 296;
const BODY_REACH = 340;
const ARM_REACH = 420;
const ARM_TOP = -130;

interface Sides {
  left: boolean;
  right: boolean;
}

/** Says which parts of the frame a new pose can have changed. */
export class Windows {
  readonly #frame: PixelRect;
  readonly #idle: PixelRect;
  readonly #head: PixelRect;
  readonly #body: PixelRect;
  readonly #wideBody: PixelRect;
  readonly #leftArm: PixelRect;
  readonly #rightArm: PixelRect;
  #breathStep = Number.NaN;
  #arms: Sides = { left: false, right: false };
  #all = true;

  constructor(width: number, height: number, scale: number) {
    const pixels = (left: number, top: number, right: number, bottom: number): PixelRect => {
      const x = Math.max(0, even(width / 2 + left * scale));
      const y = Math.max(0, even(height + (top - 360) * scale));
      return {
        x,
        y,
        width: Math.min(width, even(width / 2 + right * scale)) - x,
        height: Math.min(height, even(height + (bottom - 360) * scale)) - y,
      };
    };
    this.#frame = { x: 0, y: 0, width, height };
    this.#idle = pixels(HEAD.left, HEAD.top, HEAD.right, LOCKS_BOTTOM);
    this.#head = pixels(HEAD.left, HEAD.top, HEAD.right, BODY_TOP);
    this.#body = pixels(-BODY_REACH, BODY_TOP, BODY_REACH, 362);
    this.#wideBody = pixels(-ARM_REACH, BODY_TOP, ARM_REACH, 362);
    this.#leftArm = pixels(-ARM_REACH, ARM_TOP, HEAD.left, BODY_TOP);
    this.#rightArm = pixels(HEAD.right, ARM_TOP, ARM_REACH, BODY_TOP);
  }

  /** The next frame is drawn whole. */
  invalidate(): void {
    this.#all = true;
  }

  /** Windows that do not overlap, and together hold all that differs from the frame before. */
  changed(breathStep: number, arms: Sides): readonly PixelRect[] {
    const breathed = breathStep !== this.#breathStep;
    const left = arms.left || this.#arms.left;
    const right = arms.right || this.#arms.right;
    this.#breathStep = breathStep;
    this.#arms = arms;
    if (this.#all) {
      this.#all = false;
      return [this.#frame];
    }
    if (left || right) {
      const windows = [this.#head, this.#wideBody];
      if (left) windows.push(this.#leftArm);
      if (right) windows.push(this.#rightArm);
      return windows;
    }
    return breathed ? [this.#head, this.#body] : [this.#idle];
  }
}

function even(value: number): number {
  return Math.round(value / 2) * 2;
}
