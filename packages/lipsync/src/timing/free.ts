import { VISEME_COUNT, VISEMES, type Viseme } from '@avatarium/contract/face';
import { POSTERIOR_RATE_HZ, type Posteriors } from '../posteriors.js';
import type { PhoneSegment } from '../track.js';

/** A phone for each viseme, where sound says which viseme and nothing says which phone. */
const PHONES: Record<Viseme, string> = {
  sil: 'pau',
  PP: 'b',
  FF: 'v',
  TH: 'dh',
  DD: 'd',
  kk: 'g',
  CH: 'sh',
  SS: 's',
  nn: 'n',
  RR: 'r',
  aa: 'ah',
  E: 'eh',
  ih: 'ih',
  oh: 'ao',
  ou: 'uh',
};
/** Natural log of what it costs to change the viseme: a phone lasts about 8 rows. */
const CHANGE = Math.log(1 / 8 / 14);
const SMALLEST = 1e-3;

/** The likeliest visemes of rows `from` to `to` (Viterbi over all of them), as phones that look like them. */
export function phonesHeard(posteriors: Posteriors, from: number, to: number): PhoneSegment[] {
  const rows = to - from;
  if (rows <= 0) return [];
  const stays = new Int8Array(rows * VISEME_COUNT);
  let scores = new Float64Array(VISEME_COUNT);
  for (let row = 0; row < rows; row++) {
    const best = scores.indexOf(Math.max(...scores));
    const change = (scores[best] ?? 0) + CHANGE;
    scores = scores.map((score, viseme) => {
      const stay = row === 0 || score >= change;
      stays[row * VISEME_COUNT + viseme] = stay ? viseme : best;
      const likely = posteriors.visemes[(from + row) * VISEME_COUNT + viseme] ?? 0;
      return (stay ? score : change) + Math.log(Math.max(SMALLEST, likely));
    });
  }
  const phones: PhoneSegment[] = [];
  let viseme = scores.indexOf(Math.max(...scores));
  let end = rows;
  for (let row = rows - 1; row >= 0; row--) {
    const before = row === 0 ? -1 : (stays[row * VISEME_COUNT + viseme] ?? 0);
    if (before === viseme) continue;
    phones.push(segment(PHONES[VISEMES[viseme] ?? 'sil'], from + row, from + end));
    end = row;
    viseme = before;
  }
  return phones.reverse();
}

/** A phone of rows `from` to `to`; a row's time is its middle. */
export function segment(phone: string, from: number, to: number): PhoneSegment {
  const timeOf = (row: number) => Math.max(0, row - 0.5) / POSTERIOR_RATE_HZ;
  return { phone, startS: timeOf(from), endS: timeOf(to) };
}
