import { type ActionName, EXPRESSIONS, VISEMES, type Viseme } from '@avatarium/contract/face';
import { clamp, envelope } from '../curves.js';
import type { FaceState } from '../face-state.js';
import { type Manifest, SHAPES, type ShapeName } from '../pack/format.js';
import { gestureOf, type HeadTurn } from './gesture.js';

const PP = VISEMES.indexOf('PP');
const FF = VISEMES.indexOf('FF');
/** How far the tongue is up for a viseme, where it is. */
const TONGUE_UP: Partial<Record<Viseme, number>> = { TH: 1, DD: 0.6, nn: 0.6, RR: 0.25, ih: 0.15 };
const TONGUE = VISEMES.map((name) => TONGUE_UP[name] ?? 0);
const TH = VISEMES.indexOf('TH');

const INDEX = Object.fromEntries(SHAPES.map((name, i) => [name, i])) as Record<ShapeName, number>;
const indicesOf = (...names: ShapeName[]): number[] => names.map((name) => INDEX[name]);
/** What a feeling does to the mouth only while nothing is said. */
const OPENING = indicesOf('jaw', 'pucker', 'funnel', 'show', 'press', 'tuck');
/** What it does while something is said, too, but less. */
const BENDING = indicesOf('wide', 'smile', 'frown', 'smirk', 'sneer');
/** What parts the lips: none of it while they close. */
const PARTING = indicesOf('jaw', 'funnel', 'show', 'sneer');
const BROW_REACH = 0.55;
const MAX_WEIGHT = 1.15;

/** What of a state a mesh is moved by. The same object is filled for each frame. */
export interface MeshPose {
  /** By the index in SHAPES. */
  readonly weights: Float32Array;
  /** Shares of the full turn; up, right and clockwise are positive. `lift` is a share of the eyes' distance. */
  head: HeadTurn;
  /** How far the tongue is up, and how far its tip is out between the teeth. */
  tongue: number;
  tongueTip: number;
}

/** Turns FaceStates into weights of a pack's shapes. */
export class Poser {
  readonly pose: MeshPose = {
    weights: new Float32Array(SHAPES.length),
    head: { yaw: 0, pitch: 0, roll: 0, lift: 0 },
    tongue: 0,
    tongueTip: 0,
  };
  readonly #visemes: readonly Float32Array[];
  readonly #expressions: readonly Float32Array[];
  readonly #actions: ReadonlyMap<ActionName, Float32Array>;
  readonly #felt = new Float32Array(SHAPES.length);

  constructor({ visemes, expressions, actions }: Pick<Manifest, 'visemes' | 'expressions' | 'actions'>) {
    this.#visemes = VISEMES.map((name) => weightsOf(visemes[name]));
    this.#expressions = EXPRESSIONS.map((name) => weightsOf(expressions[name]));
    this.#actions = new Map(
      Object.entries(actions).map(([name, weights]) => [name as ActionName, weightsOf(weights)]),
    );
  }

  apply(state: FaceState): MeshPose {
    const { pose } = this;
    const { weights } = pose;
    weights.fill(0);
    let spoken = 0;
    pose.tongue = 0;
    for (const [i, shapes] of this.#visemes.entries()) {
      const weight = state.visemes[i] ?? 0;
      if (weight === 0) continue;
      if (i > 0) spoken += weight;
      pose.tongue += weight * (TONGUE[i] ?? 0);
      add(weights, shapes, weight);
    }
    spoken = clamp(spoken, 0, 1);
    pose.tongueTip = clamp(state.visemes[TH] ?? 0, 0, 1);
    const closure = clamp(state.visemes[PP] ?? 0, 0, 1);
    // The jaw curve knows how loud a vowel is, the viseme which one: the curve scales the opening by half.
    weights[INDEX.jaw] = (weights[INDEX.jaw] ?? 0) * (0.75 + 0.5 * clamp(state.jaw, 0, 1));
    raise(weights, INDEX.pucker, state.rounding * 0.6 * spoken * (1 - (state.visemes[FF] ?? 0)));
    this.#feel(state, spoken, closure);
    for (const i of PARTING) weights[i] = (weights[i] ?? 0) * (1 - closure);
    this.#look(state);
    for (const [i, weight] of weights.entries()) weights[i] = clamp(weight, -1, MAX_WEIGHT);
    this.#turn(state);
    return pose;
  }

  #feel(state: FaceState, spoken: number, closure: number): void {
    const felt = this.#felt.fill(0);
    for (const [i, name] of EXPRESSIONS.entries()) {
      const weight = state.expressions[name];
      const shapes = this.#expressions[i];
      if (weight > 0 && shapes) add(felt, shapes, weight);
    }
    if (state.action) {
      const shapes = this.#actions.get(state.action.name);
      if (shapes) add(felt, shapes, envelope(state.action.progress, 0.2, 0.25));
    }
    const idle = (1 - spoken) * (1 - closure);
    for (const i of OPENING) felt[i] = (felt[i] ?? 0) * idle;
    for (const i of BENDING) felt[i] = (felt[i] ?? 0) * (1 - 0.35 * spoken) * (1 - 0.4 * closure);
    add(this.pose.weights, felt, 1);
  }

  #look(state: FaceState): void {
    const { weights } = this.pose;
    raise(weights, INDEX.blinkLeft, state.blinkLeft);
    raise(weights, INDEX.blinkRight, state.blinkRight);
    const open = 1 - Math.max(state.blinkLeft, state.blinkRight);
    weights[INDEX.widenEyes] = (weights[INDEX.widenEyes] ?? 0) * open;
    weights[INDEX.squint] = (weights[INDEX.squint] ?? 0) * open;
    const brow = state.brows > 0 ? INDEX.browsUp : INDEX.browsDown;
    weights[brow] = (weights[brow] ?? 0) + Math.abs(state.brows) * BROW_REACH;
    weights[INDEX.gazeX] = (weights[INDEX.gazeX] ?? 0) + state.gazeX;
    weights[INDEX.gazeY] = (weights[INDEX.gazeY] ?? 0) + state.gazeY;
  }

  #turn(state: FaceState): void {
    const { head } = this.pose;
    const gesture = gestureOf(state.action);
    head.yaw = clamp(state.yaw + gesture.yaw, -MAX_WEIGHT, MAX_WEIGHT);
    head.pitch = clamp(state.pitch + gesture.pitch, -MAX_WEIGHT, MAX_WEIGHT);
    head.roll = clamp(state.roll + gesture.roll, -MAX_WEIGHT, MAX_WEIGHT);
    head.lift = gesture.lift + state.breath * 0.012;
  }
}

function weightsOf(shapes: Partial<Record<ShapeName, number>>): Float32Array {
  return Float32Array.from(SHAPES, (name) => shapes[name] ?? 0);
}

function add(to: Float32Array, shapes: Float32Array, weight: number): void {
  for (let i = 0; i < to.length; i++) to[i] = (to[i] ?? 0) + (shapes[i] ?? 0) * weight;
}

function raise(weights: Float32Array, index: number, value: number): void {
  weights[index] = Math.max(weights[index] ?? 0, value);
}
