import {
  type MouthPose,
  mouthAt,
  type PhoneSegment,
  phonesToVisemes,
  type VisemeTrack,
} from '@avatarium/lipsync';
import type { SpeechChunk } from '../speech/tts/port.js';
import { type LipReader, LipsOfSound } from './lips-of-sound.js';
import { SoundLine } from './sound-line.js';
import { soundingRange, spreadWords, type TimedText } from './timed-text.js';
import { hasWordTimes, type WordLips } from './word-lips.js';

const VISEME_RATE_HZ = 100;
/** So much of the clause before is looked at again when a clause is added, so that lips flow across the border. */
const OVERLAP_S = 0.4;
/** What is left of a voice's silence before the first sound of an utterance. */
const LEAD_IN_S = 0.03;

interface LipTrack {
  startSample: number;
  track: VisemeTrack;
}

/**
 * The sound, lips and words of one utterance on one time line, in samples at `rateHz` from its first sound.
 * It grows clause by clause while it is already being heard. Lips come from phones where the voice tells them or
 * tells when its words are said, and else from the sound itself.
 */
export class SpeechFeed {
  private readonly sound: SoundLine;
  private readonly lips: LipTrack[] = [];
  private readonly words: TimedText[] = [];
  private tailPhones: PhoneSegment[] = [];
  private lipsOfSound: LipsOfSound | null = null;
  private nextWord = 0;
  private omitted = 0;
  private ready = 0;
  private ended = false;
  private closed = false;
  /** What is wrong with the times that the voice tells was said; once is enough. */
  private complained = false;

  constructor(
    readonly rateHz: number,
    private readonly createLipReader: (sampleRateHz: number) => LipReader,
    private readonly wordLips?: WordLips,
  ) {
    this.sound = new SoundLine(rateHz);
  }

  /** Samples that are there so far with their lips. */
  get length(): number {
    return this.ready;
  }

  /** Nothing follows what is there. */
  get complete(): boolean {
    return this.ended;
  }

  /** Silence at the beginning that was left out. */
  get omittedS(): number {
    return this.omitted;
  }

  finish(): void {
    if (this.closed) return;
    this.endLipsOfSound();
    this.ended = true;
  }

  /** Nothing of it is needed any more. */
  close(): void {
    this.closed = true;
    this.ended = true;
  }

  /**
   * Resolves when all of the clause is there. Reading lips off sound is spread over turns of the event loop, so the
   * beginning of a long clause is there before its end. To be awaited before the next call.
   */
  async append(chunk: SpeechChunk): Promise<void> {
    const range = soundingRange(chunk.pcm);
    const startSample = this.sound.length;
    const isFirst = startSample === 0;
    const skip = isFirst ? Math.max(0, range.start - Math.round(LEAD_IN_S * chunk.sampleRateHz)) : 0;
    const pcm = skip > 0 ? chunk.pcm.subarray(skip) : chunk.pcm;
    const toOutput = this.rateHz / chunk.sampleRateHz;
    this.words.push(
      ...spreadWords(
        chunk.text,
        startSample + (range.start - skip) * toOutput,
        startSample + (range.end - skip) * toOutput,
      ),
    );
    // Silence before the first sound is not worth waiting for.
    const isSilent = isFirst && range.end === 0;
    if (isFirst) this.omitted += (isSilent ? chunk.pcm.length : skip) / chunk.sampleRateHz;
    if (pcm.length === 0 || isSilent) return;
    // Phones are there at once; those of words come a moment later.
    const phones = chunk.phones ?? (hasWordTimes(chunk) ? await this.phonesOfWords(chunk) : null);
    if (this.closed) return;
    if (phones) {
      this.endLipsOfSound();
      this.sound.append(pcm, chunk.sampleRateHz);
      this.appendLips(phones, skip / chunk.sampleRateHz, startSample);
      this.ready = this.sound.length;
    } else {
      this.tailPhones = [];
      await this.readLips(pcm, chunk.sampleRateHz, startSample);
    }
  }

  /** Fills `out` from sample `start` on; beyond what is there it is silence. */
  read(start: number, out: Int16Array): void {
    this.sound.read(start, out);
  }

  /** Lets go of sound and lips that end before `sample`. */
  forgetBefore(sample: number): void {
    this.sound.forgetBefore(sample);
    // Lips reach back over the clause before: what follows them says when they are done with.
    while (this.lips[1] && this.lips[1].startSample <= sample) this.lips.shift();
  }

  /** The mouth at a moment; false where the lips of that moment are not known. */
  mouthAt(sample: number, out: MouthPose): boolean {
    if (sample < 0 || sample >= this.ready) return false;
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

  /** The phones within the times that the voice tells; null where those are of no use. */
  private async phonesOfWords(chunk: SpeechChunk): Promise<PhoneSegment[] | null> {
    if (!this.wordLips) return null;
    const { phones, fault } = await this.wordLips.find(chunk);
    if (fault && !this.complained && !this.closed) {
      this.complained = true;
      this.wordLips.warn(fault);
    }
    return phones;
  }

  private appendLips(phones: PhoneSegment[], skipS: number, startSample: number): void {
    const durationS = (this.sound.length - startSample) / this.rateHz;
    const shifted = shift(phones, -skipS);
    const overlapS = this.tailPhones.at(-1)?.endS ?? 0;
    const track = phonesToVisemes([...this.tailPhones, ...shift(shifted, overlapS)], {
      rateHz: VISEME_RATE_HZ,
      durationS: overlapS + durationS,
    });
    this.lips.push({ startSample: startSample - overlapS * this.rateHz, track });
    this.tailPhones = shift(clip(shifted, durationS), -Math.max(0, durationS - OVERLAP_S));
  }

  private async readLips(pcm: Int16Array, sampleRateHz: number, startSample: number): Promise<void> {
    if (this.lipsOfSound?.sampleRateHz !== sampleRateHz) {
      this.endLipsOfSound();
      const reader = this.createLipReader(sampleRateHz);
      this.lipsOfSound = new LipsOfSound(reader, sampleRateHz, startSample, this.rateHz);
    }
    this.sound.append(pcm, sampleRateHz);
    for await (const { track, startSample: at, endSample } of this.lipsOfSound.read(pcm)) {
      if (this.closed) return;
      this.lips.push({ startSample: at, track });
      this.ready = Math.min(this.sound.length, endSample);
    }
  }

  /** What the lips of the last moments waited for does not come: there the sound ends, or phones take over. */
  private endLipsOfSound(): void {
    if (!this.lipsOfSound) return;
    const { track, startSample } = this.lipsOfSound.end();
    this.lipsOfSound = null;
    if (track.length > 0) this.lips.push({ startSample, track });
    this.ready = this.sound.length;
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
