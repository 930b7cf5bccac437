import { VISEME_COUNT, VISEMES } from '@avatarium/contract/face';
import type { VisemeSegment, VisemeTrack } from '@avatarium/lipsync';

const ms = (seconds: number): number => Math.round(seconds * 1000) / 1000;

/** `[{start, end, viseme}]` in seconds, a segment a line: what `avatarium lipsync --json` prints too. */
export function segmentsJson(segments: readonly VisemeSegment[]): string {
  const lines = segments.map(({ startS, endS, viseme }) =>
    JSON.stringify({ start: ms(startS), end: ms(endS), viseme }),
  );
  return `[\n${lines.join(',\n')}\n]\n`;
}

/** The segments as CSV (RFC 4180) with a line of names, in seconds. */
export function segmentsCsv(segments: readonly VisemeSegment[]): string {
  return csv([
    ['start', 'end', 'viseme'],
    ...segments.map(({ startS, endS, viseme }) => [startS.toFixed(3), endS.toFixed(3), viseme]),
  ]);
}

/** Every row of the track as CSV: its time, the weight of each viseme, jaw and rounding. */
export function curvesCsv(track: VisemeTrack): string {
  const decimals = (value: number | undefined) => (value ?? 0).toFixed(3);
  const rows = Array.from({ length: track.length }, (_, row) => [
    (row / track.rateHz).toFixed(3),
    ...Array.from(track.weights.subarray(row * VISEME_COUNT, (row + 1) * VISEME_COUNT), decimals),
    decimals(track.jaw[row]),
    decimals(track.rounding[row]),
  ]);
  return csv([['time', ...VISEMES, 'jaw', 'rounding'], ...rows]);
}

const csv = (rows: readonly (readonly string[])[]): string =>
  rows.map((row) => `${row.join(',')}\r\n`).join('');

/** The segment at a moment, or the last one after the end; undefined only when there is none. */
export function segmentAt(segments: readonly VisemeSegment[], atS: number): VisemeSegment | undefined {
  let low = 0;
  let high = segments.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((segments[middle]?.endS ?? 0) <= atS) low = middle + 1;
    else high = middle;
  }
  return segments[low];
}
