import { VISEMES, type Viseme } from '@avatarium/contract/face';
import { clamp } from '../curves.js';
import type { FaceState } from '../face-state.js';

/** The mouth as the artist moves it. 0–1 unless said otherwise. */
export interface MouthRig {
  open: number;
  wide: number;
  round: number;
  /** Lips pressed together. */
  press: number;
  /** Lower lip drawn up under the upper teeth. */
  tuck: number;
  tongue: number;
  lowerTeeth: number;
  /** Upper lip raised. */
  raise: number;
  /** −1 corners down to 1 corners up, for each side as the viewer sees it. */
  smileLeft: number;
  smileRight: number;
}

interface EyeRig {
  /** 0 open, 1 shut. */
  lidLeft: number;
  lidRight: number;
  wide: number;
  squint: number;
}

interface BrowRig {
  /** Height of the inner and outer ends, −1 to 1. */
  inner: number;
  outerLeft: number;
  outerRight: number;
  /** Drawn together. */
  furrow: number;
}

export interface Rig {
  mouth: MouthRig;
  eyes: EyeRig;
  brows: BrowRig;
  /** Cheeks lifted by a smile. */
  cheeks: number;
  /** Nose wrinkled. */
  wrinkle: number;
}

type MouthShape = Partial<
  Pick<MouthRig, 'open' | 'wide' | 'round' | 'press' | 'tuck' | 'tongue' | 'lowerTeeth'>
>;

const SHAPES: Record<Viseme, MouthShape> = {
  sil: {},
  PP: { press: 1 },
  FF: { open: 0.1, tuck: 1 },
  TH: { open: 0.24, tongue: 1 },
  DD: { open: 0.22, tongue: 0.55, wide: 0.1 },
  kk: { open: 0.3, tongue: 0.1 },
  CH: { open: 0.24, round: 0.5, lowerTeeth: 0.6 },
  SS: { open: 0.16, wide: 0.35, lowerTeeth: 1 },
  nn: { open: 0.2, tongue: 0.65, wide: 0.1 },
  RR: { open: 0.26, round: 0.42, tongue: 0.2 },
  aa: { open: 0.92 },
  E: { open: 0.5, wide: 0.42 },
  ih: { open: 0.3, wide: 0.5, lowerTeeth: 0.3 },
  oh: { open: 0.62, round: 0.62 },
  ou: { open: 0.32, round: 1 },
};

const SHAPE_LIST = VISEMES.map((name) => SHAPES[name]);
const RESTING_SMILE = 0.7;
const RESTING_BROWS = 0.1;
const RESTING_SQUINT = 0.16;
const RESTING_LID = 0.05;

export function createRig(): Rig {
  return {
    mouth: {
      open: 0,
      wide: 0,
      round: 0,
      press: 0,
      tuck: 0,
      tongue: 0,
      lowerTeeth: 0,
      raise: 0,
      smileLeft: 0,
      smileRight: 0,
    },
    eyes: { lidLeft: 0, lidRight: 0, wide: 0, squint: 0 },
    brows: { inner: 0, outerLeft: 0, outerRight: 0, furrow: 0 },
    cheeks: 0,
    wrinkle: 0,
  };
}

/** Poses the rig from a FaceState: visemes blend linearly, expressions add to them. */
export function poseRig(rig: Rig, state: FaceState): void {
  poseMouth(rig.mouth, state);
  const e = state.expressions;
  rig.eyes.wide = clamp(e.surprise * 0.9 + e.fear * 0.85 + Math.max(0, state.brows) * 0.12, 0, 1);
  rig.eyes.squint = clamp(
    RESTING_SQUINT * (1 - e.surprise) * (1 - e.fear) +
      e.happiness * 0.55 +
      e.angry * 0.35 +
      e.disgust * 0.75 +
      e.contempt * 0.25,
    0,
    1,
  );
  const droop =
    RESTING_LID * (1 - e.surprise) * (1 - e.fear) + e.sadness * 0.2 + e.contempt * 0.22 + e.angry * 0.08;
  rig.eyes.lidLeft = clamp(droop + state.blinkLeft * (1 - droop), 0, 1);
  rig.eyes.lidRight = clamp(droop + state.blinkRight * (1 - droop), 0, 1);
  const lift = RESTING_BROWS + state.brows * 0.5 + e.happiness * 0.22 + e.surprise;
  rig.brows.inner = clamp(
    lift + e.sadness * 0.85 + e.fear * 1.05 - e.angry * 0.85 - e.disgust * 0.5,
    -1,
    1.2,
  );
  const outer = lift + e.fear * 0.3 - e.sadness * 0.3 + e.angry * 0.12 - e.disgust * 0.25;
  rig.brows.outerLeft = clamp(outer - e.contempt * 0.25, -1, 1.2);
  rig.brows.outerRight = clamp(outer + e.contempt * 0.75, -1, 1.2);
  rig.brows.furrow = clamp(e.angry + e.disgust * 0.5 + e.sadness * 0.4 + e.fear * 0.4, 0, 1);
  rig.cheeks = clamp(e.happiness + e.disgust * 0.4, 0, 1);
  rig.wrinkle = clamp(e.disgust + e.angry * 0.35, 0, 1);
}

function poseMouth(mouth: MouthRig, state: FaceState): void {
  let open = 0;
  let wide = 0;
  let round = 0;
  let press = 0;
  let tuck = 0;
  let tongue = 0;
  let lowerTeeth = 0;
  let spoken = 0;
  for (let i = 0; i < SHAPE_LIST.length; i++) {
    const weight = state.visemes[i] ?? 0;
    const shape = SHAPE_LIST[i];
    if (weight === 0 || !shape) continue;
    if (i > 0) spoken += weight;
    open += weight * (shape.open ?? 0);
    wide += weight * (shape.wide ?? 0);
    round += weight * (shape.round ?? 0);
    press += weight * (shape.press ?? 0);
    tuck += weight * (shape.tuck ?? 0);
    tongue += weight * (shape.tongue ?? 0);
    lowerTeeth += weight * (shape.lowerTeeth ?? 0);
  }
  spoken = clamp(spoken, 0, 1);
  const closure = clamp(press, 0, 1);
  // The jaw curve knows how loud a vowel is, the viseme which one: let the curve scale the opening by half.
  open *= 0.75 + 0.5 * clamp(state.jaw, 0, 1);
  round = Math.max(round, state.rounding * 0.7 * spoken);

  const e = state.expressions;
  const idle = (1 - spoken) * (1 - closure);
  open = Math.max(open, idle * (e.happiness * 0.3 + e.surprise * 0.5 + e.fear * 0.2 + e.disgust * 0.12));
  round += idle * e.surprise * 0.3;
  wide += idle * (e.fear * 0.5 + e.happiness * 0.35 + e.disgust * 0.1);
  lowerTeeth += idle * e.fear * 0.9;
  press += idle * (e.angry * 0.6 + e.contempt * 0.35 + e.sadness * 0.2);

  const talkDamp = 1 - 0.35 * spoken;
  const unhappy = Math.max(e.surprise, e.sadness, e.angry, e.fear, e.disgust);
  const smile =
    RESTING_SMILE * (1 - 0.5 * closure) * (1 - unhappy) +
    e.happiness * 0.75 -
    e.sadness * 0.7 -
    e.angry * 0.5 -
    e.fear * 0.4 -
    e.disgust * 0.5;
  mouth.open = clamp(open, 0, 1.15) * (1 - closure);
  mouth.wide = clamp(wide, 0, 1);
  mouth.round = clamp(round, 0, 1);
  mouth.press = clamp(press, 0, 1);
  mouth.tuck = clamp(tuck, 0, 1) * (1 - closure);
  mouth.tongue = clamp(tongue, 0, 1);
  mouth.lowerTeeth = clamp(lowerTeeth, 0, 1);
  mouth.raise = clamp(e.disgust * 0.9 + e.contempt * 0.1, 0, 1);
  mouth.smileLeft = clamp((smile - e.contempt * 0.75) * talkDamp, -1, 1);
  mouth.smileRight = clamp((smile + e.contempt * 0.4) * talkDamp, -1, 1);
}
