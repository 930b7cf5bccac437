import { EXPRESSIONS, VISEME_COUNT } from '@avatarium/contract/face';
import { type AvatarRenderer, type Background, type FaceState, restingFace } from './face-state.js';

/**
 * Pixels at 720 lines by which the most shifted point of the picture moves when a value changes by one. Together
 * they overestimate: no point moves by all of them.
 */
const REACH_PX = { yaw: 26, pitch: 14, roll: 36, gazeX: 9, gazeY: 6, breath: 3, brows: 10 } as const;
const REACHES = Object.entries(REACH_PX) as [keyof typeof REACH_PX, number][];
/** Shifts below this, shown 40 ms late and once, cannot be told from those shown in time. */
const UNSEEN_PX = 0.4;
/** Speech, blinks and looks are drawn to the frame: less than this is the tail of their easing. */
const UNSEEN_WEIGHT = 0.002;

/**
 * Draws with another renderer, but repeats a picture once where the next would not be seen to differ: a face that
 * merely sways is drawn at half the rate, and the encoder is given pictures that cost it next to nothing. Whatever
 * moves faster, and all of mouth, lids, looks and actions, is drawn for each frame. So are videos, and loops behind a
 * face that is repeated.
 */
export function sparing(renderer: AvatarRenderer): AvatarRenderer {
  return renderer.moving ? renderer : new SparingRenderer(renderer);
}

class SparingRenderer implements AvatarRenderer {
  readonly #renderer: AvatarRenderer;
  readonly #unseenPx: number;
  readonly #drawn = restingFace();
  #acting = false;
  /** The last picture, while it may be shown again. */
  #picture: Uint8Array | null = null;

  constructor(renderer: AvatarRenderer) {
    this.#renderer = renderer;
    this.#unseenPx = (UNSEEN_PX * 720) / renderer.height;
  }

  get width(): number {
    return this.#renderer.width;
  }

  get height(): number {
    return this.#renderer.height;
  }

  get keepsBackground(): boolean {
    return this.#renderer.keepsBackground ?? false;
  }

  async setBackground(background: Background): Promise<void> {
    await this.#renderer.setBackground(background);
    this.#picture = null;
  }

  render(state: FaceState): Uint8Array {
    const last = this.#picture;
    if (last && !this.#differs(state)) {
      this.#picture = null;
      return this.#renderer.rerender?.(state.tS) ?? last;
    }
    this.#remember(state);
    this.#picture = this.#renderer.render(state);
    return this.#picture;
  }

  dispose(): void {
    this.#picture = null;
    this.#renderer.dispose();
  }

  #differs(state: FaceState): boolean {
    const drawn = this.#drawn;
    if (state.action || this.#acting) return true;
    if (seen(state.jaw - drawn.jaw) || seen(state.rounding - drawn.rounding)) return true;
    if (seen(state.blinkLeft - drawn.blinkLeft) || seen(state.blinkRight - drawn.blinkRight)) return true;
    for (let i = 0; i < VISEME_COUNT; i++) {
      if (seen((state.visemes[i] ?? 0) - (drawn.visemes[i] ?? 0))) return true;
    }
    for (const name of EXPRESSIONS) {
      if (seen(state.expressions[name] - drawn.expressions[name])) return true;
    }
    let shiftPx = 0;
    for (const [key, reachPx] of REACHES) shiftPx += Math.abs(state[key] - drawn[key]) * reachPx;
    return shiftPx > this.#unseenPx;
  }

  /** Callers change the state that they pass in, so its values are copied. */
  #remember(state: FaceState): void {
    const drawn = this.#drawn;
    drawn.visemes.set(state.visemes);
    Object.assign(drawn.expressions, state.expressions);
    drawn.jaw = state.jaw;
    drawn.rounding = state.rounding;
    drawn.blinkLeft = state.blinkLeft;
    drawn.blinkRight = state.blinkRight;
    for (const [key] of REACHES) drawn[key] = state[key];
    this.#acting = state.action !== null;
  }
}

function seen(change: number): boolean {
  return Math.abs(change) > UNSEEN_WEIGHT;
}
