import { VISEME_COUNT, VISEMES, type Viseme } from '@avatarium/contract/face';
import { describe, expect, it } from 'vitest';
import { phonesToVisemes } from './phones-to-visemes.js';
import type { PhoneSegment, VisemeTrack } from './track.js';

/** "pau:0.1 hh:0.2 ow:0.4": phones with their end times, as a voice gives them. */
function spoken(printed: string): PhoneSegment[] {
  let startS = 0;
  return printed.split(' ').map((word) => {
    const [phone = '', end] = word.split(':');
    const segment = { phone, startS, endS: Number(end) };
    startS = segment.endS;
    return segment;
  });
}

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

/** "Hello, I am your avatar." as a voice said it. */
const HELLO = spoken(
  'pau:0.164 hh:0.255 ax:0.304 l:0.547 ow:0.661 pau:0.875 ay:1.044 ae:1.111 m:1.153 y:1.234 ao:1.267 r:1.333 ' +
    'ae:1.520 v:1.601 aa:1.700 t:1.740 er:1.901 pau:2.074',
);

/** "pop up a bib", fast: closures of 30 ms between short vowels. */
const POPPING = spoken(
  'pau:0.10 p:0.13 aa:0.19 p:0.22 ah:0.26 p:0.29 ax:0.33 b:0.36 ih:0.41 b:0.44 pau:0.60',
);

describe('a viseme track of timed phones', () => {
  it('has a row for every hundredth of a second, or at the rate and length asked for', () => {
    expect(phonesToVisemes(HELLO)).toMatchObject({ rateHz: 100, length: 208 });
    expect(phonesToVisemes(HELLO, { rateHz: 50, durationS: 3 })).toMatchObject({ rateHz: 50, length: 150 });
    expect(phonesToVisemes([])).toMatchObject({ length: 0 });
    expect(phonesToVisemes([], { durationS: 0.5 }).weights.filter((value) => value > 0.99)).toHaveLength(50);
  });

  it('has weights of 0 to 1 that sum to at most 1, and curves of 0 to 1', () => {
    for (const phones of [HELLO, POPPING]) {
      const { weights, jaw, rounding, length } = phonesToVisemes(phones);
      for (let row = 0; row < length; row++) {
        const values = weights.subarray(row * VISEME_COUNT, (row + 1) * VISEME_COUNT);
        const sum = values.reduce((total, value) => total + value, 0);
        expect(sum).toBeLessThanOrEqual(1);
        expect(sum).toBeGreaterThan(0.99);
        expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
      }
      expect(Math.min(...jaw, ...rounding)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...jaw, ...rounding)).toBeLessThanOrEqual(1);
    }
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

  it('opens the mouth again between two closures', () => {
    const track = phonesToVisemes(POPPING);
    expect(weight(track, 'PP', 0.16)).toBeLessThan(0.5);
    expect(at(track.jaw, track, 0.16)).toBeGreaterThan(at(track.jaw, track, 0.115) + 0.05);
  });

  it('lets lip and teeth touch for f and v, and keeps both contacts when two kinds meet', () => {
    expect(weight(phonesToVisemes(HELLO), 'FF', 1.56)).toBeGreaterThan(0.9);
    // "comfort"
    const track = phonesToVisemes(spoken('k:0.06 ah:0.14 m:0.19 f:0.25 er:0.33 t:0.40'));
    expect(weight(track, 'PP', 0.165)).toBeGreaterThan(0.9);
    expect(weight(track, 'FF', 0.22)).toBeGreaterThan(0.9);
  });

  it('reaches a vowel in proportion to its length', () => {
    const opening = (lengthS: number) => {
      const endS = 0.3 + lengthS;
      const track = phonesToVisemes(spoken(`pau:0.2 d:0.3 aa:${endS} d:${endS + 0.1} pau:1`));
      return Math.max(...track.jaw);
    };
    expect(opening(0.2)).toBeGreaterThan(0.9);
    expect(opening(0.1)).toBeLessThan(opening(0.2));
    expect(opening(0.05)).toBeLessThan(opening(0.1));
    expect(opening(0.05)).toBeGreaterThan(0.2);
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

  it('moves no faster than a jaw and lips can', () => {
    for (const phones of [HELLO, POPPING]) {
      const track = phonesToVisemes(phones);
      for (let row = 1; row < track.length; row++) {
        expect(Math.abs((track.jaw[row] ?? 0) - (track.jaw[row - 1] ?? 0))).toBeLessThanOrEqual(0.1 + 1e-6);
        for (let viseme = 0; viseme < VISEME_COUNT; viseme++) {
          const now = track.weights[row * VISEME_COUNT + viseme] ?? 0;
          const before = track.weights[(row - 1) * VISEME_COUNT + viseme] ?? 0;
          expect(Math.abs(now - before)).toBeLessThan(0.45);
        }
      }
    }
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
