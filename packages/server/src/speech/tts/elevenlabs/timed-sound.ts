import type { CharacterTimes } from '@avatarium/lipsync/timing';
import type { SpeechChunk } from '../port.js';
import type { Passage } from '../streamed/passages.js';
import { PcmLine } from '../streamed/pcm-line.js';
import { WordPieces, wordsOf } from '../streamed/word-pieces.js';

/** When the characters of what was sent are heard, as the vendor streams it; in seconds. */
export interface Alignment {
  characters: readonly string[];
  character_start_times_seconds: readonly number[];
  character_end_times_seconds: readonly number[];
}

interface TimedWord {
  characters: string[];
  startS: number[];
  endS: number[];
}

/** The first piece is short, so that it is heard soon; later ones are long enough for good lips. */
const FIRST_S = 0.3;
const PIECE_S = 0.8;
/** Times this much before the last ones count from the chunk's start, not from the passage's. */
const BACKWARDS_S = 0.05;

/**
 * Cuts the sound of a passage into chunks of whole words as it streams in. Times may count from the start of the
 * passage or of each piece: both are about.
 */
export class TimedSound {
  private readonly line = new PcmLine();
  private readonly written: WordPieces;
  /** Words whose last character may still be to come stand last. */
  private words: TimedWord[] = [];
  private lastEndS = 0;
  /** Of the passage, seconds that came and seconds that were handed on. */
  private cameS = 0;
  private gaveS = 0;
  private gaveWords = 0;

  constructor(
    { text, spoken }: Passage,
    private readonly sampleRateHz: number,
  ) {
    this.written = new WordPieces(text, spoken);
  }

  get isEmpty(): boolean {
    return this.cameS === 0;
  }

  push(sound: Uint8Array, alignment: Alignment | null): void {
    const beforeS = this.cameS;
    this.line.push(sound);
    this.cameS = this.gaveS + this.line.length / this.sampleRateHz;
    if (alignment) this.addTimes(alignment, beforeS);
  }

  /** The next whole words whose sound has come; null when they are too few. */
  take(): SpeechChunk | null {
    const least = this.gaveS === 0 ? FIRST_S : PIECE_S;
    // The word that follows tells that a word is over, and where its sound ends.
    let count = 0;
    let cutS = 0;
    for (let at = 1; at < this.words.length; at++) {
      const nextS = this.words[at]?.startS[0] ?? Number.POSITIVE_INFINITY;
      if (nextS > this.cameS) break;
      count = at;
      cutS = nextS;
    }
    return count === 0 || cutS - this.gaveS < least ? null : this.chunk(count, cutS);
  }

  /** All that is left. */
  rest(): SpeechChunk {
    return this.chunk(this.words.length, Number.POSITIVE_INFINITY);
  }

  private chunk(count: number, cutS: number): SpeechChunk {
    const last = cutS === Number.POSITIVE_INFINITY;
    const startS = this.gaveS;
    const pcm = this.line.take(last ? this.line.length : (cutS - startS) * this.sampleRateHz);
    const durationS = pcm.length / this.sampleRateHz;
    this.gaveS += durationS;
    const words = this.words.splice(0, count);
    this.gaveWords += words.filter(({ characters }) => /\S/u.test(characters.join(''))).length;
    const text = last ? this.written.rest() : this.written.upTo(this.gaveWords);
    const characters = within(words, startS, durationS);
    return { text, sampleRateHz: this.sampleRateHz, pcm, ...(characters ? { characters } : {}) };
  }

  private addTimes(alignment: Alignment, beforeS: number): void {
    const {
      characters,
      character_start_times_seconds: starts,
      character_end_times_seconds: ends,
    } = alignment;
    const fromPieceStart = (starts[0] ?? 0) < this.lastEndS - BACKWARDS_S;
    const offsetS = fromPieceStart ? beforeS : 0;
    for (const [at, character] of characters.entries()) {
      const startS = offsetS + (starts[at] ?? 0);
      const endS = offsetS + (ends[at] ?? startS);
      this.lastEndS = endS;
      const open = this.words.at(-1);
      const joined = open ? open.characters.join('') + character : character;
      if (open && wordsOf(joined).length === 1) {
        open.characters.push(character);
        open.startS.push(startS);
        open.endS.push(endS);
      } else {
        this.words.push({ characters: [character], startS: [startS], endS: [endS] });
      }
    }
  }
}

/** The words' times counted from `fromS`, in order and within `durationS`. */
function within(words: readonly TimedWord[], fromS: number, durationS: number): CharacterTimes | null {
  if (words.length === 0) return null;
  let atS = 0;
  const bounded = (tS: number) => {
    atS = Math.min(durationS, Math.max(atS, tS - fromS));
    return atS;
  };
  const times = { characters: [] as string[], startS: [] as number[], endS: [] as number[] };
  for (const word of words) {
    for (const [at, character] of word.characters.entries()) {
      times.characters.push(character);
      times.startS.push(bounded(word.startS[at] ?? atS));
      times.endS.push(bounded(word.endS[at] ?? atS));
    }
  }
  return times;
}
