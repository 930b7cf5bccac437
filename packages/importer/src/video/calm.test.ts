import { describe, expect, it } from 'vitest';
import { findCalmStretch } from './calm.js';
import type { Signs } from './signs.js';
import type { Sight } from './survey.js';
import { signsOf } from './testing/faces.js';

const RATE = 5;

/** A minute of looks; `doing` says how the face differs from a calm one at a moment, null that it is out of sight. */
function minute(doing: (tS: number) => Partial<Signs> | null): Sight[] {
  return Array.from({ length: 60 * RATE }, (_, i) => {
    const does = doing(i / RATE);
    return { tS: i / RATE, signs: does && signsOf(does), change: 0.01 };
  });
}

const talking = (tS: number): Partial<Signs> => ({ mouthGap: 0.1 + 0.08 * Math.sin(tS * 9) });
const within = (tS: number, fromS: number, toS: number): boolean => tS >= fromS && tS <= toS;

describe('the calm stretch of a video', () => {
  it('is where the person does not talk', () => {
    const stretch = findCalmStretch(
      minute((tS) => (within(tS, 33, 41) ? {} : talking(tS))),
      RATE,
      96,
    );
    expect(stretch.fromS).toBeGreaterThanOrEqual(33);
    expect(stretch.toS).toBeLessThanOrEqual(41.2);
    expect(stretch.toS - stretch.fromS).toBeGreaterThanOrEqual(4);
    expect(stretch.faults.talking).toBeLessThan(0.1);
  });

  it('is where the person looks into the camera and keeps still', () => {
    const stretch = findCalmStretch(
      minute((tS) => {
        if (tS < 20) return { gaze: 0.3 };
        if (tS < 40) return { centre: [300 + 80 * Math.sin(tS), 200] };
        return {};
      }),
      RATE,
      96,
    );
    expect(stretch.fromS).toBeGreaterThanOrEqual(40);
  });

  it('may have blinks, but not eyes that stay shut', () => {
    const stretch = findCalmStretch(
      minute((tS) =>
        tS < 30 ? { eyesOpen: tS % 3 < 0.2 ? 0.05 : 0.33 } : { eyesOpen: tS % 3 < 1.5 ? 0.05 : 0.33 },
      ),
      RATE,
      96,
    );
    expect(stretch.toS).toBeLessThanOrEqual(31);
  });

  it('is told to have faults when the person talks all the time', () => {
    expect(findCalmStretch(minute(talking), RATE, 96).faults.talking).toBeGreaterThan(1.5);
  });

  it.each<[string, (tS: number) => Partial<Signs> | null]>([
    ['no face', (tS) => (tS % 2 < 1 ? {} : null)],
    ['face too small', () => ({ eyeDistance: 30 })],
    ['turned away', () => ({ yaw: 0.8 })],
  ])('is refused for %s', (reason, doing) => {
    expect(() => findCalmStretch(minute(doing), RATE, 96)).toThrow(expect.objectContaining({ reason }));
  });
});
