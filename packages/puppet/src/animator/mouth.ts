import { VISEME_COUNT, VISEMES } from '@avatarium/contract/face';
import { clamp, easeShare } from '../curves.js';

/** The mouth that speech asks for: VISEME_COUNT weights in the order of VISEMES, jaw and rounding 0–1. */
export interface MouthInput {
  weights: Float32Array;
  jaw: number;
  rounding: number;
}

const SIL = VISEMES.indexOf('sil');
const CLOSURES = [VISEMES.indexOf('PP'), VISEMES.indexOf('FF')];
/** Short against a syllable (about 200 ms), so that shapes flow without lagging behind the sound. */
const FOLLOW_S = 0.022;
const REST_S = 0.09;

/**
 * Follows the speech without flapping. Lip closures are taken over at once and in full: they last 50–100 ms,
 * and a p, b or m whose lips stay open is what viewers notice first.
 */
export class MouthFollower {
  jaw = 0;
  rounding = 0;

  advance(dtS: number, input: MouthInput | null, visemes: Float32Array): void {
    const share = easeShare(dtS, input ? FOLLOW_S : REST_S);
    let closed = 0;
    for (let i = 0; i < VISEME_COUNT; i++) {
      const goal = input ? clamp(input.weights[i] ?? 0, 0, 1) : i === SIL ? 1 : 0;
      const before = visemes[i] ?? 0;
      visemes[i] = before + (goal - before) * share;
    }
    if (input) {
      for (const i of CLOSURES) {
        const goal = clamp(input.weights[i] ?? 0, 0, 1);
        if (goal > (visemes[i] ?? 0)) visemes[i] = goal;
        closed += visemes[i] ?? 0;
      }
    }
    limit(visemes, Math.min(1, closed));
    this.jaw += (clamp(input?.jaw ?? 0, 0, 1) - this.jaw) * share;
    this.rounding += (clamp(input?.rounding ?? 0, 0, 1) - this.rounding) * share;
  }
}

/** Leaves to the other visemes only what the closures do not take. */
function limit(visemes: Float32Array, closed: number): void {
  if (closed === 0) return;
  let others = 0;
  for (let i = 0; i < VISEME_COUNT; i++) if (!CLOSURES.includes(i)) others += visemes[i] ?? 0;
  if (others <= 1 - closed) return;
  const scale = (1 - closed) / others;
  for (let i = 0; i < VISEME_COUNT; i++) if (!CLOSURES.includes(i)) visemes[i] = (visemes[i] ?? 0) * scale;
}
