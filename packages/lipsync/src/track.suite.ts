import { VISEME_COUNT, VISEMES, type Viseme } from '@avatarium/contract/face';
import { describe, expect, it } from 'vitest';
import { CONTACT_JAW, MAX_JAW_SPEED, MAX_WEIGHT_SPEED } from './parameters.js';
import { phoneToViseme } from './phones.js';
import { COMFORT, HELLO, POPPING, spoken } from './testing/spoken.js';
import type { PhoneSegment, VisemeTrack } from './track.js';

/** As far as a contact may be from its phone and still be seen as its own. */
const NEAR_S = 0.04;
const SENTENCES = { HELLO, POPPING, COMFORT };

function value(track: VisemeTrack, row: number, viseme: Viseme): number {
  return track.weights[row * VISEME_COUNT + VISEMES.indexOf(viseme)] ?? 0;
}

/** Rows from one time to the other, both within the track. */
function rowsBetween(track: VisemeTrack, fromS: number, toS: number): number[] {
  const first = Math.max(0, Math.ceil(fromS * track.rateHz - 1e-9));
  const last = Math.min(track.length - 1, Math.floor(toS * track.rateHz + 1e-9));
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => first + at);
}

/** What holds for the mouth of every source of speech. `trackOf` makes the track of what these phones sound like. */
export function describeTracks(source: string, trackOf: (phones: PhoneSegment[]) => VisemeTrack): void {
  describe(`the mouth made of ${source}`, () => {
    describe.each(Object.entries(SENTENCES))('in %s', (_, phones) => {
      const track = trackOf(phones);

      it('has weights of 0 to 1 that sum to at most 1, and curves of 0 to 1', () => {
        expect(track).toMatchObject({ rateHz: 100, length: Math.ceil((phones.at(-1)?.endS ?? 0) * 100) });
        const sums = rowsBetween(track, 0, track.length).map((row) => {
          return VISEMES.reduce((sum, viseme) => sum + value(track, row, viseme), 0);
        });
        expect(Math.max(...sums)).toBeLessThanOrEqual(1);
        expect(Math.min(...sums)).toBeGreaterThan(0.99);
        expect(Math.min(...track.weights)).toBeGreaterThanOrEqual(0);
        expect(Math.min(...track.jaw, ...track.rounding)).toBeGreaterThanOrEqual(0);
        expect(Math.max(...track.jaw, ...track.rounding)).toBeLessThanOrEqual(1);
      });

      it.each(['PP', 'FF'] as const)('makes contact for every %s, with the jaw closed', (viseme) => {
        for (const { phone, startS, endS } of phones) {
          if (phoneToViseme(phone) !== viseme) continue;
          const closed = rowsBetween(track, startS - NEAR_S, endS + NEAR_S).filter((row) => {
            return value(track, row, viseme) >= 0.9 && (track.jaw[row] ?? 1) <= CONTACT_JAW + 1e-6;
          });
          expect(closed, `${phone} at ${startS} s`).not.toHaveLength(0);
        }
      });

      it('makes no contact where there is none', () => {
        for (const viseme of ['PP', 'FF'] as const) {
          const due = phones.filter(({ phone }) => phoneToViseme(phone) === viseme);
          for (const row of rowsBetween(track, 0, track.length / 100)) {
            const tS = row / 100;
            if (value(track, row, viseme) < 0.9) continue;
            expect(due.some(({ startS, endS }) => tS > startS - 0.08 && tS < endS + 0.08)).toBe(true);
          }
        }
      });

      it('moves no faster than a jaw and lips can', () => {
        const step = (values: Float32Array, stride: number) => {
          return Math.max(...values.subarray(stride).map((now, at) => Math.abs(now - (values[at] ?? 0))));
        };
        expect(step(track.jaw, 1)).toBeLessThanOrEqual(MAX_JAW_SPEED / 100 + 1e-5);
        expect(step(track.weights, VISEME_COUNT)).toBeLessThanOrEqual(MAX_WEIGHT_SPEED / 100 + 1e-5);
      });
    });

    it('is at rest in silence, and stays there', () => {
      const track = trackOf(spoken('pau:0.4 aa:0.7 t:0.8 pau:1.6'));
      for (const row of [...rowsBetween(track, 0, 0.28), ...rowsBetween(track, 1.1, 1.59)]) {
        expect(value(track, row, 'sil')).toBeGreaterThan(0.99);
        expect(track.jaw[row]).toBeLessThan(0.01);
        expect(track.rounding[row]).toBeLessThan(0.01);
      }
    });

    it('reaches a vowel in proportion to its length', () => {
      const opening = (lengthS: number) => {
        const endS = 0.3 + lengthS;
        return Math.max(...trackOf(spoken(`pau:0.2 d:0.3 aa:${endS} d:${endS + 0.1} pau:1`)).jaw);
      };
      expect(opening(0.2)).toBeGreaterThan(0.9);
      expect(opening(0.1)).toBeLessThan(opening(0.2));
      expect(opening(0.05)).toBeLessThan(opening(0.1));
      expect(opening(0.05)).toBeGreaterThan(0.2);
    });

    it('opens the mouth again between two closures', () => {
      const track = trackOf(POPPING);
      expect(Math.min(...rowsBetween(track, 0.13, 0.19).map((row) => value(track, row, 'PP')))).toBeLessThan(
        0.5,
      );
    });
  });
}
