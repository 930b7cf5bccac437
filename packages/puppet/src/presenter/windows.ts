import type { Bounds } from './bounds.js';
import type { PixelRect } from './rect.js';

/** Design units. The body, and arms before it, begin below BODY_TOP; raised hands reach up to ARM_TOP. */
const BODY_TOP = 146;
const BODY_REACH = 348;
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

  /** `head` bounds all that moves with the head, in design units. */
  constructor(width: number, height: number, scale: number, head: Bounds) {
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
    this.#idle = pixels(head.left, head.top, head.right, Math.max(head.bottom, BODY_TOP + 60));
    this.#head = pixels(head.left, head.top, head.right, BODY_TOP);
    this.#body = pixels(-BODY_REACH, BODY_TOP, BODY_REACH, 362);
    this.#wideBody = pixels(-ARM_REACH, BODY_TOP, ARM_REACH, 362);
    this.#leftArm = pixels(-ARM_REACH, ARM_TOP, head.left, BODY_TOP);
    this.#rightArm = pixels(head.right, ARM_TOP, ARM_REACH, BODY_TOP);
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
