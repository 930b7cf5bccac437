import type { PhoneSegment } from '@avatarium/lipsync';
import type { Reading } from './reading.js';

/** What the model predicts counts in these. */
const UNIT_S = 0.025;
/** From the end of a symbol to the end of its sound, measured on Kokoro's voices. */
const OFFSET_S = -0.05;
const HOP_S = 0.005;
/** Below the loud parts of the sound. */
const SILENCE = 10 ** (-38 / 20);
const SHORTEST_PAUSE_S = 0.06;
/** Shorter silences are a stop's closure. */
const SHORTEST_PAUSE_BY_STOP_S = 0.16;
const SHORTEST_PHONE_S = 0.02;
/** How far a pause may begin or end late, and how far it may begin early, against the prediction. */
const REACH_S = 0.15;
const TAIL_S = 0.4;
/** Of a stop after silence, where no sound tells when the mouth closed. */
const CLOSURE_S = 0.06;
const STOPS = new Set('p b t d k g ch jh'.split(' '));
const PAUSE = 'pau';

interface Ending {
  phone: string;
  endS: number;
}

/**
 * When each phone is heard. `durations`: of each symbol, as the model predicts them; their sum is the sound's length,
 * but they run ahead of it, and their pauses are put where the sound falls silent.
 */
export function phoneTimes(
  reading: Reading,
  durations: ArrayLike<number>,
  samples: Float32Array,
  sampleRateHz: number,
): PhoneSegment[] {
  const lengthS = samples.length / sampleRateHz;
  const endings = predicted(reading, durations);
  if (endings.length === 0) return [];
  const quiet = quietHops(samples, sampleRateHz);
  const bounds = [0, ...endings.map(({ endS }) => endS)];
  for (const [at, { phone }] of endings.entries()) {
    if (phone === PAUSE) fitPause(at, endings, bounds, quiet, lengthS);
  }
  const segments: PhoneSegment[] = [];
  let from = 0;
  for (const [at, { phone }] of endings.entries()) {
    const to = Math.min(lengthS, Math.max(from, bounds[at + 1] ?? 0));
    if (to - from >= 1e-3) segments.push({ phone, startS: from, endS: to });
    else if (segments.length > 0) continue;
    from = to;
  }
  return segments;
}

function predicted({ tokens, labels }: Reading, durations: ArrayLike<number>): Ending[] {
  const endings: Ending[] = [];
  let endS = 0;
  let last: number | undefined;
  for (const [at, { role, phone }] of tokens.entries()) {
    endS += (durations[at] ?? 0) * UNIT_S;
    if (role === 'mark') continue;
    if (role === 'space') {
      // Kept where the sound falls silent.
      if (last !== undefined) endings.push({ phone: PAUSE, endS: endings.at(-1)?.endS ?? 0 });
      last = undefined;
      continue;
    }
    const label = phone === undefined ? PAUSE : (labels[phone] ?? PAUSE);
    const previous = endings.at(-1);
    const goesOn = phone === undefined ? previous?.phone === PAUSE && last === undefined : phone === last;
    if (goesOn) endings.pop();
    endings.push({ phone: label, endS: endS + OFFSET_S });
    last = phone;
  }
  const final = endings.at(-1);
  if (final) final.endS = endS;
  return endings;
}

/** For each hop whether 10 ms about it are silent. Of the sound's differences, since a voice's silence may hum. */
function quietHops(samples: Float32Array, sampleRateHz: number): boolean[] {
  const hop = Math.floor(HOP_S * sampleRateHz);
  const energy = new Float64Array(Math.ceil(samples.length / hop) + 1);
  for (let at = 1; at < samples.length; at++) {
    const block = Math.floor(at / hop);
    energy[block] = (energy[block] ?? 0) + ((samples[at] ?? 0) - (samples[at - 1] ?? 0)) ** 2;
  }
  const levels = Array.from(energy, (value, at) => Math.sqrt(value + (energy[at - 1] ?? 0)));
  const loud = levels.toSorted((a, b) => a - b)[Math.floor(0.95 * levels.length)] ?? 0;
  return levels.map((level) => level < loud * SILENCE);
}

function fitPause(at: number, endings: Ending[], bounds: number[], quiet: boolean[], lengthS: number): void {
  const first = at === 0;
  const final = at === endings.length - 1;
  const before = bounds[at] ?? 0;
  const lowS = first ? 0 : Math.max(before - TAIL_S, (bounds[at - 1] ?? 0) + SHORTEST_PHONE_S);
  const highS = final
    ? lengthS
    : Math.min((bounds[at + 1] ?? 0) + REACH_S, (bounds[at + 2] ?? lengthS) - SHORTEST_PHONE_S);
  const low = Math.round(lowS / HOP_S);
  const high = Math.min(Math.round(highS / HOP_S), quiet.length);
  let [start, end] = longestQuiet(quiet, low, high);
  if (first) {
    const loud = quiet.indexOf(false);
    [start, end] = [0, loud < 0 || loud > high ? high : loud];
  } else if (final) {
    const loud = quiet.lastIndexOf(false);
    [start, end] = [Math.max(low, loud + 1), quiet.length];
  }
  let endS = end * HOP_S;
  const startS = start * HOP_S;
  const after = endings[at + 1]?.phone ?? '';
  if (!first && !final) {
    const byStop = STOPS.has(endings[at - 1]?.phone ?? '') || STOPS.has(after);
    if (endS - startS < (byStop ? SHORTEST_PAUSE_BY_STOP_S : SHORTEST_PAUSE_S)) {
      bounds[at + 1] = before;
      return;
    }
  }
  if (!final && STOPS.has(after)) endS = Math.max(startS, endS - CLOSURE_S);
  if (!first) bounds[at] = startS;
  bounds[at + 1] = final ? lengthS : endS;
}

/** Longest silence between two hops, [0, 0] where there is none. */
function longestQuiet(quiet: readonly boolean[], low: number, high: number): [number, number] {
  let best: [number, number] = [0, 0];
  let start = -1;
  for (let at = low; at <= high; at++) {
    if (at < high && quiet[at]) {
      if (start < 0) start = at;
    } else if (start >= 0) {
      if (at - start > best[1] - best[0]) best = [start, at];
      start = -1;
    }
  }
  return best;
}
