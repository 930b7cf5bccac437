import { VISEME_COUNT, VISEMES } from '@avatarium/contract/face';
import { describe, expect, it } from 'vitest';
import { mouthAt, restPose } from './mouth.js';
import type { VisemeTrack } from './track.js';

const AA = VISEMES.indexOf('aa');
const SIL = VISEMES.indexOf('sil');

/** Two rows, 0.1 s apart: closed, then wide open. */
function opening(): VisemeTrack {
  const weights = new Float32Array(2 * VISEME_COUNT);
  weights[SIL] = 1;
  weights[VISEME_COUNT + AA] = 1;
  return {
    rateHz: 10,
    length: 2,
    weights,
    jaw: Float32Array.of(0, 1),
    rounding: Float32Array.of(0.5, 0),
  };
}

describe('the mouth at a moment', () => {
  it('lies between the rows before and after', () => {
    const pose = mouthAt(opening(), 0.025, restPose());
    expect(pose.weights[AA]).toBeCloseTo(0.25);
    expect(pose.weights[SIL]).toBeCloseTo(0.75);
    expect(pose.jaw).toBeCloseTo(0.25);
    expect(pose.rounding).toBeCloseTo(0.375);
  });

  it('holds the last row to the end of the track', () => {
    expect(mouthAt(opening(), 0.19, restPose()).jaw).toBe(1);
  });

  it('is at rest outside of the track, whatever it was before', () => {
    const track = opening();
    for (const tS of [-0.01, 0.2, 100, Number.NaN]) {
      const pose = mouthAt(track, 0.1, restPose());
      expect(mouthAt(track, tS, pose)).toEqual(restPose());
    }
  });

  it('is written into the pose that is handed in', () => {
    const pose = restPose();
    expect(mouthAt(opening(), 0.1, pose)).toBe(pose);
  });
});
