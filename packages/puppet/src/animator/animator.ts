import { type ActionName, EXPRESSIONS, type Expression } from '@avatarium/contract/face';
import { clamp, easeShare } from '../curves.js';
import { type FaceState, restingFace } from '../face-state.js';
import { seededRandom } from '../random.js';
import { ActionPlayer } from './action.js';
import { Beats } from './beats.js';
import { Blink } from './blink.js';
import { ExpressionMixer } from './expression.js';
import { Gaze } from './gaze.js';
import { MouthFollower, type MouthInput } from './mouth.js';
import { Sway } from './sway.js';

/**
 * Brings a presenter to life: idle motion, speech, expressions and actions, as one FaceState for each frame.
 * Depends on nothing but its seed and the calls made to it, so a session can be replayed to the byte.
 */
export class Animator {
  readonly #blink: Blink;
  readonly #gaze: Gaze;
  readonly #sway: Sway;
  readonly #beats: Beats;
  readonly #mouth = new MouthFollower();
  readonly #expression = new ExpressionMixer();
  readonly #action = new ActionPlayer();
  readonly #own: Record<Expression, number> = restingFace().expressions;
  readonly #state: FaceState = restingFace();
  #speaking = false;
  #headX = 0;
  #headY = 0;
  #lastS: number | null = null;

  constructor(options: { seed: number }) {
    const stream = (n: number): (() => number) => seededRandom(Math.imul(options.seed | 0, 31) + n);
    this.#blink = new Blink(stream(1));
    this.#gaze = new Gaze(stream(2));
    this.#sway = new Sway(stream(3));
    this.#beats = new Beats(stream(4));
  }

  /** Eases to an expression, holds it for 4 s and eases back; null eases back now. */
  setExpression(expression: Expression | null): void {
    this.#expression.set(expression);
  }

  /** Plays an action once. One in progress is brought to its end first, quickly. */
  startAction(action: ActionName): void {
    this.#action.start(action);
  }

  /** Says whether speech is being heard: the head is livelier then, and a blink often follows its end. */
  setSpeaking(speaking: boolean): void {
    if (this.#speaking && !speaking) this.#blink.invite();
    this.#speaking = speaking;
  }

  /**
   * The face at `tS` seconds of any clock that only goes forward. `mouth` is what the speech of that moment asks
   * for; null is silence. The object returned is the animator's own and is changed by the next call.
   */
  frame(tS: number, mouth: MouthInput | null): FaceState {
    const dtS = clamp(tS - (this.#lastS ?? tS), 0, 0.25);
    this.#lastS = tS;
    const state = this.#state;
    state.tS = tS;
    this.#mouth.advance(dtS, mouth, state.visemes);
    state.jaw = this.#mouth.jaw;
    state.rounding = this.#mouth.rounding;
    this.#sway.advance(tS, dtS, this.#speaking);
    this.#beats.advance(tS, dtS, state.jaw);
    if (this.#gaze.advance(tS, this.#speaking)) this.#blink.invite(0.3);
    this.#expression.advance(tS, dtS, this.#own);
    state.action = this.#action.advance(dtS);
    this.#moveHead(dtS);
    this.#moveFace(tS);
    return state;
  }

  #moveHead(dtS: number): void {
    const { motion } = this.#action;
    const share = easeShare(dtS, 0.28);
    this.#headX += (this.#gaze.x - this.#headX) * share;
    this.#headY += (this.#gaze.y - this.#headY) * share;
    const e = this.#own;
    const state = this.#state;
    state.yaw = clamp(this.#sway.yaw + this.#headX * 0.45 + motion.yaw - e.disgust * 0.25, -1, 1);
    state.pitch = clamp(
      this.#sway.pitch +
        this.#headY * 0.3 +
        this.#beats.nod +
        motion.pitch -
        e.sadness * 0.5 +
        e.contempt * 0.3,
      -1,
      1,
    );
    state.roll = clamp(
      this.#sway.roll + this.#beats.tilt + motion.roll + e.sadness * 0.2 - e.contempt * 0.3,
      -1,
      1,
    );
    state.breath = this.#sway.breath;
    // The eyes stay on their mark while the head moves: they turn against it.
    state.gazeX = clamp(this.#gaze.x - this.#sway.yaw * 0.3 + motion.gazeX, -1, 1);
    state.gazeY = clamp(this.#gaze.y - (this.#sway.pitch + this.#beats.nod) * 0.25 - e.sadness * 0.35, -1, 1);
  }

  #moveFace(tS: number): void {
    const { motion } = this.#action;
    const state = this.#state;
    const lid = this.#blink.at(tS);
    state.blinkLeft = lid;
    state.blinkRight = lid;
    state.brows = clamp(this.#beats.brows + motion.brows, -1, 1);
    let strongest = 0;
    for (const name of EXPRESSIONS) {
      state.expressions[name] = this.#own[name];
      strongest = Math.max(strongest, this.#own[name]);
    }
    state.expressions.happiness = Math.max(this.#own.happiness, motion.joy * (1 - strongest));
  }
}
