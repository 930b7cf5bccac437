import { readdirSync, readFileSync } from 'node:fs';
import { resampledLength, resampleInto } from '@avatarium/lipsync';
import type { LocalSpeech } from 'avatarium/local-speech';

export type Synthesizer = LocalSpeech['synthesizers'][number];
export type Recognizer = LocalSpeech['recognizers'][number];

/** A text as it was said. */
export interface Spoken {
  pcm: Int16Array;
  sampleRateHz: number;
  /** From asking to the first sound. */
  firstMs: number;
  wholeMs: number;
}

/** Says a text, at another rate where one is named. */
export async function spoken(
  synthesizer: Synthesizer,
  voiceId: string,
  text: string,
  rateHz?: number,
): Promise<Spoken> {
  const pieces: Int16Array[] = [];
  let firstMs = 0;
  let sampleRateHz = 0;
  const start = performance.now();
  for await (const chunk of synthesizer.synthesize({ text, voiceId, speed: 1, pronunciations: {} })) {
    if (pieces.length === 0) firstMs = performance.now() - start;
    pieces.push(chunk.pcm);
    sampleRateHz = chunk.sampleRateHz;
  }
  const wholeMs = performance.now() - start;
  const pcm = joined(pieces);
  if (rateHz === undefined || rateHz === sampleRateHz) return { pcm, sampleRateHz, firstMs, wholeMs };
  const out = new Int16Array(resampledLength(pcm.length, sampleRateHz, rateHz));
  resampleInto(pcm, sampleRateHz, rateHz, 0, out);
  return { pcm: out, sampleRateHz: rateHz, firstMs, wholeMs };
}

function joined(pieces: readonly Int16Array[]): Int16Array {
  const whole = new Int16Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/** A transport's frames. */
const FRAME = 320;

/** What is heard, and how long after the last sample it is known. `pcm`: mono, 16 kHz. */
export async function heard(
  recognizer: Recognizer,
  pcm: Int16Array,
): Promise<{ text: string; delayMs: number }> {
  const utterance = recognizer.listen({ language: 'en' });
  for (let at = 0; at < pcm.length; at += FRAME) utterance.push(pcm.subarray(at, at + FRAME));
  const end = performance.now();
  const { text } = await utterance.finish();
  return { text, delayMs: performance.now() - end };
}

/** Clock ticks a second, as Linux has it everywhere. */
const TICKS_PER_S = 100;

/** Seconds of processor time that the processes which this one has started have used so far; 0 off Linux. */
export function childCpuS(): number {
  let ticks = 0;
  for (const pid of processes()) {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      if (Number(fields[1]) === process.pid) ticks += Number(fields[11]) + Number(fields[12]);
    } catch {
      // It has ended.
    }
  }
  return ticks / TICKS_PER_S;
}

function processes(): string[] {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}
