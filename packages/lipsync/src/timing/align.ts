import { POSTERIOR_RATE_HZ, type Posteriors } from '../posteriors.js';
import type { PhoneSegment } from '../track.js';
import { anchorsOf } from './anchors.js';
import { Evidence } from './evidence.js';
import { phonesHeard, segment } from './free.js';
import type { Pronouncer } from './pronounce/pronouncer.js';
import type { TimedWord } from './times.js';

/**
 * Scores are natural logs. A word's border may leave the vendor's time at a cost that is a normal distribution's
 * up to two deviations and linear beyond: a border far off is unlikely, not impossible.
 */
const BORDER_DEVIATION = 4;
/** The same for the letters' times inside a word. */
const LETTER_DEVIATION = 5;
/** Rows by which a word may at most be longer than its time, at either end. */
const BORDER_SLACK = 15;
/** Cost of a pause, and its fewest rows. */
const PAUSE_COST = 3;
const PAUSE_ROWS = 3;
/** A phone's fewest and most rows. */
const SHORTEST = 2;
const LONGEST = 60;
/** What a row of sound that fits nothing in the text costs beyond the viseme that it sounds like. */
const UNKNOWN_COST = 0.9;

/** A place in time by which some part of the text is over: `scores[t - low]` is the best way to be there at row t. */
interface Border {
  low: number;
  scores: Float64Array;
  /** How the best way came here: the row where the unit in front of the border began, −1 for none. */
  from: Int32Array;
}

/** A way of saying a word: its phones, and the border after each; `phones` null is the sound as it is heard. */
interface Way {
  phones: readonly string[] | null;
  borders: Border[];
}

interface AlignedWord {
  begin: Border;
  ways: Way[];
  end: Border;
  /** For each row of `end`, the way that got there. */
  chosen: Int32Array;
}

/**
 * Lays the phones of words inside their times by what the sound says (Viterbi over the visemes' log
 * probabilities, with typical lengths of phones). A dictionary's variants compete. Words may begin and end a
 * little off the vendor's times; between them there is silence where the sound has it. A word that nobody can
 * pronounce, or that is not what is heard, gets the phones that are heard.
 *
 * Words are in order (`inOrder`). Returns null when they cannot be fitted into the sound at all.
 */
export function alignWords(
  words: readonly TimedWord[],
  posteriors: Posteriors,
  pronounce: Pronouncer,
): PhoneSegment[] | null {
  const evidence = new Evidence(posteriors);
  const rows = posteriors.length;
  let before: Border = { low: 0, scores: Float64Array.of(0), from: Int32Array.of(-1) };
  const aligned: AlignedWord[] = [];
  for (const word of words) {
    const low = clampRow(rowOf(word.startS) - BORDER_SLACK, rows);
    const high = clampRow(rowOf(word.endS) + BORDER_SLACK, rows);
    const begin = pauseOrNot(before, low, high, evidence);
    begin.scores.forEach((_, at) => {
      begin.scores[at] =
        (begin.scores[at] ?? 0) - distanceCost(low + at - rowOf(word.startS), BORDER_DEVIATION);
    });
    const one = alignWord(word, begin, high, evidence, pronounce);
    aligned.push(one);
    before = one.end;
  }
  const last = pauseOrNot(before, rows, rows, evidence);
  if (!Number.isFinite(last.scores[0] ?? Number.NaN)) return null;
  return traced(aligned, last, posteriors);
}

function alignWord(
  word: TimedWord,
  begin: Border,
  high: number,
  evidence: Evidence,
  pronounce: Pronouncer,
): AlignedWord {
  const variants = pronounce(word.word) ?? [];
  const ways: Way[] = variants.map((phones) => ({
    phones,
    borders: spoken(phones, word, begin, high, evidence),
  }));
  ways.push({ phones: null, borders: [unknown(begin, high, evidence)] });
  const end = emptyBorder(begin.low, high);
  const chosen = new Int32Array(end.scores.length);
  for (let at = 0; at < end.scores.length; at++) {
    for (const [index, { borders }] of ways.entries()) {
      const score = borders.at(-1)?.scores[at] ?? Number.NEGATIVE_INFINITY;
      if (score <= (end.scores[at] ?? 0)) continue;
      end.scores[at] = score;
      chosen[at] = index;
    }
    end.scores[at] = (end.scores[at] ?? 0) - distanceCost(end.low + at - rowOf(word.endS), BORDER_DEVIATION);
  }
  return { begin, ways, end, chosen };
}

/** The borders after each phone of one pronunciation. */
function spoken(
  phones: readonly string[],
  word: TimedWord,
  begin: Border,
  high: number,
  evidence: Evidence,
): Border[] {
  const anchors = word.letters ? anchorsOf(word.letters, phones) : [];
  let before = begin;
  return phones.map((phone, index) => {
    const border = emptyBorder(begin.low, high);
    const heard = evidence.ofPhone(phone, phones.slice(index + 1));
    const lengths = evidence.lengths(phone, SHORTEST, LONGEST);
    const anchorS = index === 0 ? undefined : anchors[index];
    for (let start = 0; start < before.scores.length; start++) {
      let base = before.scores[start] ?? 0;
      if (base === Number.NEGATIVE_INFINITY) continue;
      const startRow = begin.low + start;
      if (anchorS !== undefined) base -= distanceCost(startRow - rowOf(anchorS), LETTER_DEVIATION);
      const last = Math.min(LONGEST, high - startRow);
      const sumAtStart = heard[startRow] ?? 0;
      for (let length = SHORTEST; length <= last; length++) {
        const at = start + length;
        const score = base + (heard[startRow + length] ?? 0) - sumAtStart + (lengths[length] ?? 0);
        if (score <= (border.scores[at] ?? 0)) continue;
        border.scores[at] = score;
        border.from[at] = startRow;
      }
    }
    before = border;
    return border;
  });
}

/** The border after a stretch of sound that is taken as it is heard. */
function unknown(begin: Border, high: number, evidence: Evidence): Border {
  const border = emptyBorder(begin.low, high);
  let best = Number.NEGATIVE_INFINITY;
  let bestRow = -1;
  for (let at = 1; at < border.scores.length; at++) {
    const row = begin.low + at;
    const free = (begin.scores[at - 1] ?? 0) - (evidence.best[row - 1] ?? 0) + UNKNOWN_COST * (row - 1);
    if (free > best) [best, bestRow] = [free, row - 1];
    border.scores[at] = best + (evidence.best[row] ?? 0) - UNKNOWN_COST * row;
    border.from[at] = bestRow;
  }
  return border;
}

/** The border with or without a pause behind another one, over rows `low` to `high`. */
function pauseOrNot(before: Border, low: number, high: number, evidence: Evidence): Border {
  const border = emptyBorder(low, high);
  let best = Number.NEGATIVE_INFINITY;
  let bestRow = -1;
  let next = before.low;
  for (let row = low; row <= high; row++) {
    for (; next <= row - PAUSE_ROWS && next < before.low + before.scores.length; next++) {
      const score = (before.scores[next - before.low] ?? 0) - (evidence.silence[next] ?? 0) - PAUSE_COST;
      if (score > best) [best, bestRow] = [score, next];
    }
    const direct = before.scores[row - before.low] ?? Number.NEGATIVE_INFINITY;
    const paused = best + (evidence.silence[row] ?? 0);
    border.scores[row - low] = Math.max(direct, paused);
    border.from[row - low] = paused > direct ? bestRow : -1;
  }
  return border;
}

function traced(aligned: readonly AlignedWord[], last: Border, posteriors: Posteriors): PhoneSegment[] {
  const phones: PhoneSegment[] = [];
  let row = last.low;
  let border = last;
  for (const word of aligned.toReversed()) {
    row = beforePause(border, row, phones);
    const way = word.ways[word.chosen[row - word.end.low] ?? 0];
    for (let at = (way?.borders.length ?? 0) - 1; at >= 0; at--) {
      const start = way?.borders[at]?.from[row - word.end.low] ?? 0;
      const phone = way?.phones?.[at];
      if (phone === undefined) phones.push(...phonesHeard(posteriors, start, row).reverse());
      else phones.push(segment(phone, start, row));
      row = start;
    }
    border = word.begin;
  }
  beforePause(border, row, phones);
  return phones.reverse();
}

/** Where the pause in front of the border began, if there is one; notes it. */
function beforePause(border: Border, row: number, phones: PhoneSegment[]): number {
  const from = border.from[row - border.low] ?? -1;
  if (from < 0) return row;
  phones.push(segment('pau', from, row));
  return from;
}

function emptyBorder(low: number, high: number): Border {
  const length = Math.max(0, high - low + 1);
  return {
    low,
    scores: new Float64Array(length).fill(Number.NEGATIVE_INFINITY),
    from: new Int32Array(length).fill(-1),
  };
}

function distanceCost(rows: number, deviation: number): number {
  const distance = Math.abs(rows) / deviation;
  return distance < 2 ? (distance * distance) / 2 : 2 * distance - 2;
}

/** The row in front of which this time lies: row r covers the time from r − ½ to r + ½ rows. */
function rowOf(timeS: number): number {
  return timeS * POSTERIOR_RATE_HZ + 0.5;
}

function clampRow(row: number, rows: number): number {
  return Math.min(rows, Math.max(0, Math.round(row)));
}
