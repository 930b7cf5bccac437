import { type Bounds, between } from './bounds.js';
import type { PixelRect } from './rect.js';

/** Design units. The body, and arms before it, begin below BODY_TOP; raised hands reach up to ARM_TOP. */
const BODY_TOP = 146;
const BODY_REACH = 348;
const ARM_REACH = 420;
const ARM_TOP = -130;
/** The head's window is cut to the lean of the head, in this many sizes. */
const LEANS = 4;

interface Sides {
  left: boolean;
  right: boolean;
}

/** What decides which parts of a frame a pose covers. */
export interface Pose {
  breathStep: number;
  arms: Sides;
  /** How far the head leans to either side, 0–1. */
  lean: number;
}

interface WindowSet {
  /** Head and locks, before a body that keeps still. */
  idle: PixelRect;
  head: PixelRect;
  leftArm: PixelRect;
  rightArm: PixelRect;
}

/** Says which parts of the frame a new pose can have changed. */
export class Windows {
  readonly #frame: PixelRect;
  readonly #body: PixelRect;
  readonly #wideBody: PixelRect;
  readonly #sets: readonly WindowSet[];
  #last: Pose | null = null;

  /** `upright` and `leaning` bound all that moves with the head, in design units. */
  constructor(width: number, height: number, scale: number, upright: Bounds, leaning: Bounds) {
    const pixels = (left: number, top: number, right: number, bottom: number): PixelRect => {
      const x = Math.max(0, evenBelow(width / 2 + left * scale));
      const y = Math.max(0, evenBelow(height + (top - 360) * scale));
      return {
        x,
        y,
        width: Math.min(width, evenAbove(width / 2 + right * scale)) - x,
        height: Math.min(height, evenAbove(height + (bottom - 360) * scale)) - y,
      };
    };
    this.#frame = { x: 0, y: 0, width, height };
    this.#body = pixels(-BODY_REACH, BODY_TOP, BODY_REACH, 362);
    this.#wideBody = pixels(-ARM_REACH, BODY_TOP, ARM_REACH, 362);
    this.#sets = Array.from({ length: LEANS + 1 }, (_, i) => {
      const head = between(upright, leaning, i / LEANS);
      return {
        idle: pixels(head.left, head.top, head.right, Math.max(head.bottom, BODY_TOP)),
        head: pixels(head.left, head.top, head.right, BODY_TOP),
        leftArm: pixels(-ARM_REACH, ARM_TOP, head.left, BODY_TOP),
        rightArm: pixels(head.right, ARM_TOP, ARM_REACH, BODY_TOP),
      };
    });
  }

  /** The next frame is drawn whole. */
  invalidate(): void {
    this.#last = null;
  }

  /** Windows that together hold all that can differ from the frame before. */
  changed(pose: Pose): readonly PixelRect[] {
    const last = this.#last;
    this.#last = pose;
    if (!last) return [this.#frame];
    const set = this.#sets[Math.ceil(Math.max(pose.lean, last.lean) * LEANS)];
    if (!set) return [this.#frame];
    const left = pose.arms.left || last.arms.left;
    const right = pose.arms.right || last.arms.right;
    if (left || right) {
      const windows = [set.head, this.#wideBody];
      if (left) windows.push(set.leftArm);
      if (right) windows.push(set.rightArm);
      return windows;
    }
    return pose.breathStep === last.breathStep ? [set.idle] : [set.head, this.#body];
  }
}

function evenBelow(value: number): number {
  return Math.floor(value / 2) * 2;
}

function evenAbove(value: number): number {
  return Math.ceil(value / 2) * 2;
}
