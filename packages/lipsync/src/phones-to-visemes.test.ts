import { VISEME_COUNT, VISEMES, type Viseme } from '@avatarium/contract/face';
import { describe, expect, it } from 'vitest';
import { phonesToVisemes } from './phones-to-visemes.js';
import { HELLO, POPPING, spoken } from './testing/spoken.js';
import type { VisemeTrack } from './track.js';
import { describeTracks } from './track.suite.js';

function weight(track: VisemeTrack, viseme: Viseme, tS: number): number {
  return track.weights[Math.round(tS * track.rateHz) * VISEME_COUNT + VISEMES.indexOf(viseme)] ?? Number.NaN;
}

function strongest(track: VisemeTrack, tS: number): Viseme | undefined {
  const offset = Math.round(tS * track.rateHz) * VISEME_COUNT;
  const row = [...track.weights.subarray(offset, offset + VISEME_COUNT)];
  return VISEMES[row.indexOf(Math.max(...row))];
}

function at(curve: Float32Array, track: VisemeTrack, tS: number): number {
  return curve[Math.round(tS * track.rateHz)] ?? Number.NaN;
}

describeTracks('timed phones', phonesToVisemes);

describe('a viseme track of timed phones', () => {
  it('has a row for every hundredth of a second, or at the rate and length asked for', () => {
    expect(phonesToVisemes(HELLO)).toMatchObject({ rateHz: 100, length: 208 });
    expect(phonesToVisemes(HELLO, { rateHz: 50, durationS: 3 })).toMatchObject({ rateHz: 50, length: 150 });
    expect(phonesToVisemes([])).toMatchObject({ length: 0 });
    expect(phonesToVisemes([], { durationS: 0.5 }).weights.filter((value) => value > 0.99)).toHaveLength(50);
  });

  it('shows each phone of ordinary length at its middle', () => {
    const track = phonesToVisemes(HELLO);
    expect(strongest(track, 0.42)).toBe('nn');
    expect(strongest(track, 0.59)).toBe('oh');
    expect(strongest(track, 0.77)).toBe('sil');
    expect(strongest(track, 0.95)).toBe('aa');
    expect(strongest(track, 1.13)).toBe('PP');
    expect(strongest(track, 1.56)).toBe('FF');
    expect(strongest(track, 1.82)).toBe('RR');
  });

  it('closes the lips for every p, b and m, however short and fast', () => {
    const track = phonesToVisemes(POPPING);
    for (const { phone, startS, endS } of POPPING) {
      if ('pbm'.includes(phone)) expect(weight(track, 'PP', (startS + endS) / 2)).toBeGreaterThan(0.9);
    }
    const flap = phonesToVisemes(spoken('aa:0.20 b:0.21 aa:0.40'));
    expect(weight(flap, 'PP', 0.205)).toBeGreaterThan(0.9);
  });

  it('lets lip and teeth touch for f and v, and keeps both contacts when two kinds meet', () => {
    expect(weight(phonesToVisemes(HELLO), 'FF', 1.56)).toBeGreaterThan(0.9);
    // "comfort"
    const track = phonesToVisemes(spoken('k:0.06 ah:0.14 m:0.19 f:0.25 er:0.33 t:0.40'));
    expect(weight(track, 'PP', 0.165)).toBeGreaterThan(0.9);
    expect(weight(track, 'FF', 0.22)).toBeGreaterThan(0.9);
  });

  it('rounds the lips before a rounded vowel, and not before a spread one', () => {
    // "stew" and "steal": the same consonants.
    const rounded = phonesToVisemes(spoken('pau:0.2 s:0.32 t:0.40 uw:0.60 pau:0.8'));
    const spread = phonesToVisemes(spoken('pau:0.2 s:0.32 t:0.40 iy:0.60 pau:0.8'));
    expect(at(rounded.rounding, rounded, 0.36)).toBeGreaterThan(0.5);
    expect(at(rounded.rounding, rounded, 0.5)).toBeGreaterThan(0.8);
    expect(Math.max(...spread.rounding)).toBeLessThan(0.05);
  });

  it('gives hh the shape of what follows it', () => {
    expect(strongest(phonesToVisemes(spoken('pau:0.1 hh:0.2 iy:0.4 pau:0.5')), 0.16)).toBe('ih');
    expect(strongest(phonesToVisemes(spoken('pau:0.1 hh:0.2 uw:0.4 pau:0.5')), 0.16)).toBe('ou');
    expect(strongest(phonesToVisemes(spoken('pau:0.1 hh:0.3')), 0.2)).toBe('sil');
  });

  it('glides through diphthongs', () => {
    const track = phonesToVisemes(spoken('pau:0.1 k:0.2 aw:0.5 pau:0.7'));
    expect(weight(track, 'ou', 0.28)).toBeLessThan(0.1);
    expect(weight(track, 'ou', 0.46)).toBeGreaterThan(0.2);
    expect(at(track.rounding, track, 0.46)).toBeGreaterThan(at(track.rounding, track, 0.28) + 0.2);
    expect(at(track.jaw, track, 0.3)).toBeGreaterThan(at(track.jaw, track, 0.46) + 0.2);
    // By the shared table the whole of it is its nucleus.
    expect(strongest(track, 0.46)).toBe('aa');
  });

  it('closes the mouth in silence, in gaps, and at both ends', () => {
    const track = phonesToVisemes(
      [
        { phone: 'aa', startS: 0, endS: 0.3 },
        { phone: 'aa', startS: 0.7, endS: 1 },
      ],
      { durationS: 1.5 },
    );
    for (const tS of [0.5, 1.2, 1.49]) {
      expect(weight(track, 'sil', tS)).toBeGreaterThan(0.99);
      expect(at(track.jaw, track, tS)).toBeLessThan(0.01);
    }
    expect(at(track.jaw, track, 0)).toBeLessThan(at(track.jaw, track, 0.15) - 0.1);
  });

  it('does not shut the mouth in a pause too short for it', () => {
    const least = (pauseS: number) => {
      const track = phonesToVisemes(spoken(`aa:0.3 pau:${0.3 + pauseS} aa:${0.6 + pauseS}`));
      return Math.min(...track.jaw.subarray(15, -15));
    };
    expect(least(0.03)).toBeGreaterThan(0.5);
    expect(least(0.25)).toBeLessThan(0.05);
  });

  it('takes names of phones it does not know as silence', () => {
    expect(strongest(phonesToVisemes(spoken('xx:0.4')), 0.2)).toBe('sil');
  });

  it('agrees with the shared table in nearly all frames that are heard', () => {
    const track = phonesToVisemes(HELLO);
    const table: Record<string, Viseme> = {
      ax: 'aa',
      l: 'nn',
      ow: 'oh',
      ay: 'aa',
      ae: 'aa',
      m: 'PP',
      y: 'ih',
      ao: 'oh',
      r: 'RR',
      v: 'FF',
      aa: 'aa',
      t: 'DD',
      er: 'RR',
    };
    const frames = Array.from({ length: track.length }, (_, row) => (row + 0.5) / 100).flatMap((tS) => {
      const phone = HELLO.find(({ endS }) => endS > tS)?.phone ?? '';
      return table[phone] ? [{ expected: table[phone], shown: strongest(track, tS - 0.005) }] : [];
    });
    const right = frames.filter(({ expected, shown }) => expected === shown);
    expect(right.length / frames.length).toBeGreaterThan(0.85);
  });

  it('refuses phones out of order, and rates and lengths that are none', () => {
    expect(() => phonesToVisemes([{ phone: 'aa', startS: 1, endS: 0.5 }])).toThrow(/"aa".*out of order/);
    expect(() => phonesToVisemes(HELLO.toReversed())).toThrow(RangeError);
    expect(() => phonesToVisemes(HELLO, { rateHz: 0 })).toThrow(/rateHz/);
    expect(() => phonesToVisemes(HELLO, { durationS: -1 })).toThrow(/durationS/);
    expect(() => phonesToVisemes([{ phone: 'aa', startS: 0, endS: Number.NaN }])).toThrow(RangeError);
  });
});
