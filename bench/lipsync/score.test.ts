import { VISEMES, type Viseme } from '@avatarium/contract/face';
import { describe, expect, it } from 'vitest';
import { emptyTally, framesOfRuns, referenceOf, runsOfFrames, tallyClip, visemeIndexOf } from './score.js';

const frames = (...runs: [Viseme, number][]) =>
  Uint8Array.from(runs.flatMap(([viseme, length]) => Array(length).fill(VISEMES.indexOf(viseme))));
const phones = (...ends: [string, number][]) =>
  referenceOf(ends.map(([phone, endS], at) => ({ phone, startS: ends[at - 1]?.[1] ?? 0, endS })));

function tallyOf(reference: ReturnType<typeof phones>, shown: Uint8Array) {
  const tally = emptyTally();
  tallyClip(tally, reference, shown);
  return tally;
}

describe('frames', () => {
  it('are those whose moment a phone covers', () => {
    const shown = framesOfRuns(phones(['pau', 0.02], ['p', 0.045], ['aa', 0.06]).runs, 8);
    expect(shown).toEqual(frames(['sil', 2], ['PP', 3], ['aa', 1], ['sil', 2]));
  });

  it('count when they are equal', () => {
    const tally = tallyOf(phones(['p', 0.04], ['aa', 0.1]), frames(['PP', 5], ['aa', 5]));
    expect([tally.correct, tally.frames]).toEqual([9, 10]);
    const said = VISEMES.indexOf('aa') * VISEMES.length;
    expect(tally.confusion[said + VISEMES.indexOf('PP')]).toBe(1);
  });

  it('are left out when both are silent, and not when one is', () => {
    const tally = tallyOf(phones(['pau', 0.05], ['aa', 0.1]), frames(['sil', 3], ['aa', 5], ['sil', 2]));
    expect([tally.correct, tally.frames]).toEqual([3, 7]);
  });

  it('of /h/ are left out, whatever is shown', () => {
    const tally = tallyOf(phones(['hh', 0.05], ['aa', 0.1]), frames(['sil', 3], ['FF', 2], ['aa', 5]));
    expect([tally.correct, tally.frames]).toEqual([5, 5]);
  });

  it('allow no lag', () => {
    const tally = tallyOf(phones(['aa', 0.05], ['s', 0.1]), frames(['sil', 2], ['aa', 5], ['SS', 3]));
    expect([tally.correct, tally.frames]).toEqual([6, 10]);
  });
});

describe('contacts', () => {
  // Said from 100 to 150 ms; frame n covers 10n − 5 to 10n + 5 ms.
  const said = phones(['aa', 0.1], ['m', 0.15], ['aa', 0.4]);

  it('are found up to 40 ms after the phone, and no farther', () => {
    const near = tallyOf(said, frames(['aa', 19], ['PP', 2], ['aa', 19])).contacts.PP;
    expect(near).toEqual({ said: 1, saidAndShown: 1, shown: 1, shownAndSaid: 1 });
    const far = tallyOf(said, frames(['aa', 20], ['PP', 2], ['aa', 18])).contacts.PP;
    expect(far).toEqual({ said: 1, saidAndShown: 0, shown: 1, shownAndSaid: 0 });
  });

  it('are found up to 40 ms before the phone, and no farther', () => {
    const near = tallyOf(said, frames(['aa', 5], ['PP', 2], ['aa', 33])).contacts.PP;
    expect(near.saidAndShown).toBe(1);
    const far = tallyOf(said, frames(['aa', 4], ['PP', 2], ['aa', 34])).contacts.PP;
    expect(far.saidAndShown).toBe(0);
  });

  it('of neighbouring phones count one by one, and lip and teeth apart', () => {
    const both = phones(['m', 0.1], ['b', 0.2], ['f', 0.3]);
    const { PP, FF } = tallyOf(both, frames(['PP', 20], ['aa', 10])).contacts;
    expect([PP.said, PP.saidAndShown, PP.shown]).toEqual([2, 2, 1]);
    expect([FF.said, FF.saidAndShown, FF.shown]).toEqual([1, 0, 0]);
  });
});

describe('onsets', () => {
  it('are held against the nearest start of the same viseme', () => {
    const tally = tallyOf(
      phones(['pau', 0.1], ['s', 0.2], ['aa', 0.4]),
      frames(['sil', 12], ['SS', 8], ['aa', 20]),
    );
    expect(tally.onsets).toBe(2);
    expect(tally.onsetErrorsMs.map((ms) => Math.round(ms))).toEqual([15, 5]);
  });

  it('are those of runs: a phone that goes on with the same viseme begins nothing', () => {
    expect(tallyOf(phones(['t', 0.1], ['d', 0.2], ['aa', 0.3]), frames(['DD', 20], ['aa', 10])).onsets).toBe(
      2,
    );
  });
});

it('runs reach half a frame beyond their moments', () => {
  const runs = runsOfFrames(frames(['sil', 2], ['PP', 3]));
  expect(runs.map(({ startS, endS }) => [startS, endS].map((s) => Math.round(s * 1000)))).toEqual([
    [-5, 15],
    [15, 45],
  ]);
});

/** The table of the rules, once more, so that nobody changes what is scored by changing what is drawn. */
it('phones have the visemes of the table', () => {
  const table: Record<string, string> = {
    sil: 'pau h# sil',
    PP: 'p b m em',
    FF: 'f v',
    TH: 'th dh',
    DD: 't d dx',
    kk: 'k g ng',
    CH: 'ch jh sh zh',
    SS: 's z',
    nn: 'n l el en nx',
    RR: 'r er axr',
    aa: 'aa ah ax ay aw ae',
    E: 'eh ey',
    ih: 'ih ix iy y',
    oh: 'ao ow oy',
    ou: 'uw uh ux w',
  };
  for (const [viseme, names] of Object.entries(table)) {
    for (const phone of names.split(' ')) expect(VISEMES[visemeIndexOf(phone)], phone).toBe(viseme);
  }
});
