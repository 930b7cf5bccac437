import type { PixelRect } from './i420.js';

/** Design-space bounds of what moves with the head, above and below the line where the body begins. */
const HEAD = { left: -222, right: 222, top: -322 };
const BODY_TOP = 146;
const LOCKS_BOTTOM = 296;
const BODY = { left: -340, right: 340 };

/** Says which parts of the frame a new pose can have changed. */
export class Windows {
  readonly #frame: PixelRect;
  readonly #head: PixelRect;
  readonly #locks: PixelRect;
  readonly #body: PixelRect;
  #breathStep = Number.NaN;
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
    this.#head = pixels(HEAD.left, HEAD.top, HEAD.right, BODY_TOP);
    this.#locks = pixels(HEAD.left, BODY_TOP, HEAD.right, LOCKS_BOTTOM);
    this.#body = pixels(BODY.left, BODY_TOP, BODY.right, 362);
  }

  /** The next frame is drawn whole. */
  invalidate(): void {
    this.#all = true;
  }

  changed(breathStep: number): readonly PixelRect[] {
    const breathed = breathStep !== this.#breathStep;
    this.#breathStep = breathStep;
    if (this.#all) {
      this.#all = false;
      return [this.#frame];
    }
    return breathed ? [this.#head, this.#body] : [this.#head, this.#locks];
  }
}

function even(value: number): number {
  return Math.round(value / 2) * 2;
}
