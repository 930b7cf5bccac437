const FRAME_S = 0.02;
/** Below it a frame is silent. */
const SILENT_RMS = 60;
/** Envelopes that go together as much as this are of one utterance. */
const SAME = 0.75;
/** Share of the shorter of two sounds that must be compared. */
const OVERLAP = 0.7;

/**
 * Recognises utterances that it was taught by how their loudness runs, which survives codecs, resampling, noise and
 * being cut a little short or long. Of what it was not taught it tells how many seconds of speech it heard.
 */
export class Hearing {
  private readonly known: { text: string; envelope: Float64Array }[] = [];

  teach(text: string, pcm: Int16Array, sampleRateHz: number): void {
    this.known.push({ text, envelope: envelopeOf(pcm, sampleRateHz) });
  }

  /** What is said in the sound; '' for silence. */
  recognise(pcm: Int16Array, sampleRateHz: number): string {
    const heard = envelopeOf(pcm, sampleRateHz);
    const loud = heard.filter((level) => level > 0).length;
    if (loud === 0) return '';
    const scored = this.known.map(({ text, envelope }) => ({ text, score: likeness(heard, envelope) }));
    const best = scored.reduce<{ text: string; score: number } | null>(
      (top, one) => (one.score > (top?.score ?? SAME) ? one : top),
      null,
    );
    return best?.text ?? `I hear ${(loud * FRAME_S).toFixed(1)} seconds of speech.`;
  }
}

/** Loudness in steps of 20 ms, on a scale like an ear's, without the silence at both ends. */
function envelopeOf(pcm: Int16Array, sampleRateHz: number): Float64Array {
  const size = Math.round(FRAME_S * sampleRateHz);
  const levels = new Float64Array(Math.floor(pcm.length / size));
  for (const at of levels.keys()) {
    let sum = 0;
    for (let index = at * size; index < (at + 1) * size; index++) sum += (pcm[index] ?? 0) ** 2;
    const rms = Math.sqrt(sum / size);
    levels[at] = rms < SILENT_RMS ? 0 : Math.log(rms / SILENT_RMS);
  }
  const start = levels.findIndex((level) => level > 0);
  return start < 0
    ? new Float64Array(0)
    : levels.slice(start, levels.findLastIndex((level) => level > 0) + 1);
}

/** The best correlation of two envelopes at any shift that lets enough of them overlap. */
function likeness(a: Float64Array, b: Float64Array): number {
  const enough = OVERLAP * Math.max(a.length, b.length);
  let best = 0;
  for (let shift = -b.length; shift <= a.length; shift++) {
    const [from, to] = [Math.max(0, shift), Math.min(a.length, b.length + shift)];
    if (to - from < enough) continue;
    best = Math.max(best, correlation(a, b, { from, to, shift }));
  }
  return best;
}

function correlation(
  a: Float64Array,
  b: Float64Array,
  { from, to, shift }: { from: number; to: number; shift: number },
): number {
  let [sumA, sumB, sumAA, sumBB, sumAB] = [0, 0, 0, 0, 0];
  for (let at = from; at < to; at++) {
    const [x, y] = [a[at] ?? 0, b[at - shift] ?? 0];
    sumA += x;
    sumB += y;
    sumAA += x * x;
    sumBB += y * y;
    sumAB += x * y;
  }
  const count = to - from;
  const spread = Math.sqrt((sumAA - sumA ** 2 / count) * (sumBB - sumB ** 2 / count));
  return spread === 0 ? 0 : (sumAB - (sumA * sumB) / count) / spread;
}
