import type { PhoneSegment } from '@avatarium/lipsync';

export interface ClauseShape {
  /** Samples are multiplied by this. */
  gain: number;
  /** Silence to keep before the first phone, at most. */
  leadS: number;
  /** Silence after the last phone, exactly. */
  pauseS: number;
}

export interface ClauseSound {
  pcm: Int16Array<ArrayBuffer>;
  phones: PhoneSegment[];
}

/** Both ends of a clause are faded over this long, so that joins do not click. */
const FADE_S = 0.005;
const PAUSE = 'pau';

/** Cuts the silence about a clause to the wanted one; the phones start at 0 and end with the sound. */
export function shapeClause(
  samples: Float32Array,
  phones: readonly PhoneSegment[],
  sampleRateHz: number,
  { gain, leadS, pauseS }: ClauseShape,
): ClauseSound {
  const spoken = phones.filter(({ phone }) => phone !== PAUSE);
  const [first] = spoken;
  const last = spoken.at(-1);
  if (!first || !last) return { pcm: new Int16Array(0), phones: [] };
  const from = Math.round(Math.max(0, first.startS - leadS) * sampleRateHz);
  const kept = Math.min(samples.length, Math.round(last.endS * sampleRateHz)) - from;
  const pcm = new Int16Array(kept + Math.round(pauseS * sampleRateHz));
  const ramp = Math.min(Math.round(FADE_S * sampleRateHz), kept >> 1);
  for (let at = 0; at < kept; at++) {
    const fade = Math.min(1, (at + 0.5) / ramp, (kept - at - 0.5) / ramp);
    pcm[at] = Math.round(bent((samples[from + at] ?? 0) * gain * fade) * 32_767);
  }
  return { pcm, phones: moved(phones, from / sampleRateHz, last.endS, pcm.length / sampleRateHz) };
}

/** Peaks above this, of full scale, are bent rather than cut. */
const KNEE = 0.8;

function bent(value: number): number {
  const over = Math.abs(value) - KNEE;
  return over <= 0 ? value : Math.sign(value) * (KNEE + (1 - KNEE) * Math.tanh(over / (1 - KNEE)));
}

function moved(
  phones: readonly PhoneSegment[],
  byS: number,
  speechEndS: number,
  lengthS: number,
): PhoneSegment[] {
  const result: PhoneSegment[] = [];
  for (const { phone, startS, endS } of phones) {
    const start = Math.max(0, startS - byS);
    const end = Math.min(endS, speechEndS) - byS;
    if (end > start && start < lengthS) result.push({ phone, startS: start, endS: Math.min(lengthS, end) });
  }
  const endS = result.at(-1)?.endS ?? 0;
  if (lengthS > endS) result.push({ phone: PAUSE, startS: endS, endS: lengthS });
  return result;
}
