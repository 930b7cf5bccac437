import {
  type MouthPose,
  mouthAt,
  type PhoneSegment,
  phonesToVisemes,
  resampledLength,
  resampleInto,
  type VisemeTrack,
} from '@avatarium/lipsync';
import type { SpeechChunk } from '../speech/tts/port.js';
import { soundingRange, spreadWords, type TimedText } from './timed-text.js';

const VISEME_RATE_HZ = 100;
/** So much of the clause before is looked at again when a clause is added, so that lips flow across the border. */
const OVERLAP_S = 0.4;
/** What is left of a voice's silence before the first sound of an utterance. */
const LEAD_IN_S = 0.03;

interface Clip {
  startSample: number;
  length: number;
  pcm: Int16Array;
  rateHz: number;
}

interface LipTrack {
  startSample: number;
  track: VisemeTrack;
}

/**
 * The sound, lips and words of one utterance on one time line, in samples at `rateHz` from its first sound.
 * It grows clause by clause while it is already being heard.
 */
export class SpeechFeed {
  private readonly clips: Clip[] = [];
  private readonly lips: LipTrack[] = [];
  private readonly words: TimedText[] = [];
  private tailPhones: PhoneSegment[] = [];
  private nextWord = 0;
  private total = 0;
  private ended = false;

  constructor(readonly rateHz: number) {}

  /** Samples that are there so far. */
  get length(): number {
    return this.total;
  }

  /** Nothing follows what is there. */
  get complete(): boolean {
    return this.ended;
  }

  finish(): void {
    this.ended = true;
  }

  append(chunk: SpeechChunk): void {
    const range = soundingRange(chunk.pcm);
    const skip = this.total === 0 ? Math.max(0, range.start - Math.round(LEAD_IN_S * chunk.sampleRateHz)) : 0;
    const pcm = skip > 0 ? chunk.pcm.subarray(skip) : chunk.pcm;
    const length = resampledLength(pcm.length, chunk.sampleRateHz, this.rateHz);
    const startSample = this.total;
    const toOutput = this.rateHz / chunk.sampleRateHz;
    this.words.push(
      ...spreadWords(
        chunk.text,
        startSample + (range.start - skip) * toOutput,
        startSample + (range.end - skip) * toOutput,
      ),
    );
    // Silence before the first sound is not worth waiting for.
    if (length === 0 || (this.total === 0 && range.end === 0)) return;
    this.clips.push({ startSample, length, pcm, rateHz: chunk.sampleRateHz });
    this.total += length;
    if (chunk.phones) this.appendLips(chunk.phones, skip / chunk.sampleRateHz, startSample, length);
    else this.tailPhones = [];
  }

  /** Fills `out` from sample `start` on; beyond what is there it is silence. */
  read(start: number, out: Int16Array): void {
    let filled = 0;
    for (const clip of this.clips) {
      const clipEnd = clip.startSample + clip.length;
      const at = start + filled;
      if (filled === out.length || clipEnd <= at) continue;
      const part = out.subarray(filled, filled + Math.min(out.length - filled, clipEnd - at));
      resampleInto(clip.pcm, clip.rateHz, this.rateHz, at - clip.startSample, part);
      filled += part.length;
    }
    out.fill(0, filled);
  }

  /** Lets go of sound and lips that end before `sample`. */
  forgetBefore(sample: number): void {
    while (this.clips[0] && this.clips[0].startSample + this.clips[0].length <= sample) this.clips.shift();
    // Lips reach back over the clause before: what follows them says when they are done with.
    while (this.lips[1] && this.lips[1].startSample <= sample) this.lips.shift();
  }

  /** The mouth at a moment; false where the lips of that moment are not known. */
  mouthAt(sample: number, out: MouthPose): boolean {
    if (sample < 0 || sample >= this.total) return false;
    const lips = this.lips.findLast(({ startSample }) => startSample <= sample);
    if (!lips) return false;
    mouthAt(lips.track, (sample - lips.startSample) / this.rateHz, out);
    return true;
  }

  /** The text whose sound has begun by `sample` and that was not taken before; '' when none has. */
  takeTextUpTo(sample: number): string {
    let text = '';
    for (let word = this.words[this.nextWord]; word && word.startSample <= sample; ) {
      text += word.text;
      word = this.words[++this.nextWord];
    }
    return text;
  }

  /** True when `takeTextUpTo` has given out everything and nothing follows. */
  get textDone(): boolean {
    return this.ended && this.nextWord === this.words.length;
  }

  private appendLips(phones: PhoneSegment[], skipS: number, startSample: number, length: number): void {
    const shifted = shift(phones, -skipS);
    const overlapS = this.tailPhones.at(-1)?.endS ?? 0;
    const track = phonesToVisemes([...this.tailPhones, ...shift(shifted, overlapS)], {
      rateHz: VISEME_RATE_HZ,
      durationS: overlapS + length / this.rateHz,
    });
    this.lips.push({ startSample: startSample - overlapS * this.rateHz, track });
    const durationS = length / this.rateHz;
    this.tailPhones = shift(clip(shifted, durationS), -Math.max(0, durationS - OVERLAP_S));
  }
}

/** Moves phones in time; what comes to lie before zero is cut off. */
function shift(phones: readonly PhoneSegment[], byS: number): PhoneSegment[] {
  return phones
    .map(({ phone, startS, endS }) => ({ phone, startS: Math.max(0, startS + byS), endS: endS + byS }))
    .filter(({ startS, endS }) => endS > startS);
}

function clip(phones: readonly PhoneSegment[], durationS: number): PhoneSegment[] {
  return phones
    .map(({ phone, startS, endS }) => ({ phone, startS, endS: Math.min(endS, durationS) }))
    .filter(({ startS, endS }) => endS > startS);
}
