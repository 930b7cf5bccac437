import { VISEME_COUNT, VISEMES, type Viseme } from '@avatarium/contract/face';
import { describe, expect, it } from 'vitest';
import type { Posteriors } from '../posteriors.js';
import { joinedTracks } from '../rows.js';
import { heard, rowsOf, seededRandom } from '../testing/heard.js';
import { COMFORT, HELLO } from '../testing/spoken.js';
import type { VisemeTrack } from '../track.js';
import { describeTracks } from '../track.suite.js';
import { RowShaper } from './row-shaper.js';

describeTracks('sound', (phones) => shaped(heard(phones)));

function shaped(rows: Posteriors, ...cuts: number[]): VisemeTrack {
  const shaper = new RowShaper();
  const ends = [...cuts, rows.length];
  const parts = ends.map((end, at) => shaper.push(rowsOf(rows, at === 0 ? 0 : (ends[at - 1] ?? 0), end)));
  return joinedTracks([...parts, shaper.end()]);
}

/** Rows in which the model is sure and does not prepare anything: "aa×10 PP×2" is 12 rows. */
function sure(printed: string): Posteriors {
  const rows = printed.split(' ').flatMap((word) => {
    const [viseme = 'sil', count = '1'] = word.split('×');
    return Array.from({ length: Number(count) }, () => viseme as Viseme);
  });
  const visemes = new Float32Array(rows.length * VISEME_COUNT);
  for (const [row, viseme] of rows.entries()) visemes[row * VISEME_COUNT + VISEMES.indexOf(viseme)] = 1;
  return {
    length: rows.length,
    visemes,
    shapes: visemes.slice(),
    jaw: Float32Array.from(rows, (viseme) => (viseme === 'aa' ? 1 : 0.1)),
    rounding: new Float32Array(rows.length),
  };
}

function highest(track: VisemeTrack, viseme: Viseme): number {
  let high = 0;
  for (let row = 0; row < track.length; row++) high = Math.max(high, weightOf(track, row, viseme));
  return high;
}

function weightOf(track: VisemeTrack, row: number, viseme: Viseme): number {
  return track.weights[row * VISEME_COUNT + VISEMES.indexOf(viseme)] ?? 0;
}

describe('rows shaped as they come', () => {
  it('come out one or two rows later, as many as went in, and the same however they are cut', () => {
    const rows = heard(HELLO);
    const whole = shaped(rows);
    expect(whole.length).toBe(rows.length);
    expect(shaped(rows, 1, 2, 2, 57, 130)).toEqual(whole);
    const shaper = new RowShaper();
    expect(shaper.push(rowsOf(rows, 0, 1)).length).toBe(0);
    expect(shaper.push(rowsOf(rows, 1, 20)).length).toBe(19);
    expect(shaper.push(rowsOf(rows, 20, 21)).length).toBe(0);
    expect(shaper.end().length).toBe(2);
    expect(shaper.end().length).toBe(0);
  });

  it('start anew after the end', () => {
    const rows = heard(COMFORT);
    const shaper = new RowShaper();
    shaper.push(rowsOf(rows, 0, 140));
    shaper.end();
    expect(joinedTracks([shaper.push(rows), shaper.end()])).toEqual(shaped(rows));
  });

  it('do not keep the memory that was handed in', () => {
    const rows = heard(HELLO);
    const shaper = new RowShaper();
    const first = rowsOf(rows, 0, 100);
    const made = [shaper.push(first)];
    first.visemes.fill(0);
    first.shapes.fill(0);
    made.push(shaper.push(rowsOf(rows, 100, rows.length)), shaper.end());
    expect(joinedTracks(made)).toEqual(shaped(rows));
  });

  it.each(['PP', 'FF'] as const)('make contact for a %s of two rows out of a wide open mouth', (viseme) => {
    const track = shaped(sure(`sil×20 aa×20 ${viseme}×2 aa×20 sil×20`));
    const closed = Array.from({ length: track.length }, (_, row) => row).filter((row) => {
      return weightOf(track, row, viseme) >= 0.9 && (track.jaw[row] ?? 1) < 0.101;
    });
    expect(closed.length).toBeGreaterThan(0);
    // It takes a jaw 100 ms to close.
    expect(closed[0]).toBeLessThanOrEqual(50);
    expect(weightOf(track, 58, 'aa')).toBeGreaterThan(0.99);
  });

  it('make one contact after the other when they come faster than lips can', () => {
    const track = shaped(sure('sil×20 aa×20 PP×2 FF×2 aa×20 sil×20'));
    expect(highest(track, 'PP')).toBeGreaterThan(0.9);
    expect(highest(track, 'FF')).toBeGreaterThan(0.9);
  });

  it('do not show what lasts for one row', () => {
    const calm = shaped(sure('sil×20 aa×20 E×20 sil×40 sil×40'));
    const flickering = shaped(sure('sil×20 aa×10 PP aa×9 E×10 SS E×9 sil×40 aa sil×39'));
    for (const [at, weight] of flickering.weights.entries())
      expect(weight).toBeCloseTo(calm.weights[at] ?? 0);
  });

  it('stay exactly at rest while silence is likelier than not, whatever else trembles', () => {
    const random = seededRandom(7);
    const rows = sure('sil×300');
    for (const table of [rows.visemes, rows.shapes]) {
      for (let row = 0; row < rows.length; row++) {
        const share = 0.4 * random();
        table[row * VISEME_COUNT + VISEMES.indexOf('sil')] = 1 - share;
        table[row * VISEME_COUNT + 1 + Math.floor(random() * 14)] = share;
      }
    }
    rows.jaw.forEach((_, row) => {
      rows.jaw[row] = random() * 0.5;
    });
    const track = shaped(rows);
    expect(new Set(track.jaw)).toEqual(new Set([0]));
    expect(Array.from({ length: track.length }, (_, row) => weightOf(track, row, 'sil'))).toEqual(
      Array.from({ length: track.length }, () => 1),
    );
  });

  it('do not shut the mouth in the gap of a stop, and do in a pause', () => {
    const gap = shaped(sure('sil×20 aa×20 sil×3 aa×20'));
    expect(Math.min(...gap.jaw.subarray(40, 45))).toBeGreaterThan(0.6);
    const pause = shaped(sure('sil×20 aa×20 sil×25 aa×20'));
    expect(pause.jaw[62]).toBe(0);
    expect(weightOf(pause, 62, 'sil')).toBe(1);
  });

  it('open the mouth before the sound when the shapes do', () => {
    const rows = sure('sil×20 aa×20');
    const prepared = sure('sil×15 aa×25');
    const track = shaped({ ...rows, shapes: prepared.shapes, jaw: prepared.jaw });
    expect(track.jaw[19]).toBeGreaterThan(0.3);
  });

  it('show most what is said on the likeliest course of visemes', () => {
    const stay = Float32Array.from({ length: VISEME_COUNT ** 2 }, (_, at) =>
      at % (VISEME_COUNT + 1) === 0 ? -0.1 : -5,
    );
    const rows = sure('sil×20 aa×20 E×3 aa×20');
    for (let row = 40; row < 43; row++) {
      for (const table of [rows.visemes, rows.shapes]) {
        table[row * VISEME_COUNT + VISEMES.indexOf('E')] = 0.6;
        table[row * VISEME_COUNT + VISEMES.indexOf('aa')] = 0.4;
      }
    }
    const shaper = new RowShaper({ transition: stay, bias: new Float32Array(VISEME_COUNT) });
    const track = joinedTracks([shaper.push(rows), shaper.end()]);
    expect(weightOf(shaped(rows), 41, 'E')).toBeGreaterThan(0.5);
    expect(weightOf(track, 41, 'aa')).toBeGreaterThan(0.5);
    expect(weightOf(track, 30, 'aa')).toBeGreaterThan(0.99);
  });

  it('are at rest when a model gives nothing', () => {
    const rows = sure('aa×5');
    rows.visemes.fill(0);
    rows.shapes.fill(0);
    rows.jaw.fill(0);
    const track = shaped(rows);
    expect(weightOf(track, 4, 'sil')).toBeCloseTo(1);
  });
});
