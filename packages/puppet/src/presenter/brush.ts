import type { Sprite } from './canvas.js';
import type { EyePose } from './eyes.js';
import type { MouthRig } from './rig.js';

/** What a scene is drawn with: a canvas, or the engine. All lengths are those of the transform in force. */
export interface Brush {
  save(): void;
  /** Goes back to the transform of the last `save`. */
  restore(): void;
  translate(x: number, y: number): void;
  rotate(angleRad: number): void;
  scale(x: number, y: number): void;
  /** Shears: y grows by `slope` for each x. */
  skew(slope: number): void;
  /** Draws a sprite; `opacity` 0–1. */
  sprite(sprite: Sprite, opacity?: number): void;
  /** Draws the skin, shifted, as far as the face's outline with a chin lowered by `jaw`. */
  skin(jaw: number, shiftX: number, shiftY: number): void;
  /** Draws an eye about its centre, +x to its outer corner. `side` is −1 for the viewer's left, 1 for the right. */
  eye(side: number, pose: EyePose): void;
  /** Draws the mouth about the point where closed lips meet. */
  mouth(pose: MouthRig): void;
}
