import type { PhoneSegment } from '@avatarium/lipsync';
import type { CharacterTimes, WordTime } from '@avatarium/lipsync/timing';

/** A voice as the API lists it and as a provider speaks it. */
export interface Voice {
  voiceId: string;
  name: string;
  gender: 'Male' | 'Female';
  /** BCP 47, e.g. "en-US". */
  locale: string;
  /** English name of the language, e.g. "English". */
  language: string;
  age: string[];
  style: string[];
  scenario: string[];
  /** What the preview says. */
  previewText: string;
  /** Model or voice name of the provider, e.g. "slt". */
  model: string;
  /** Made by or for the vendor's customer; others come with the provider. */
  custom?: boolean;
  /** The vendor's own sample of the voice. */
  sampleUrl?: string;
  /** What it says is paid for: no sample is made before somebody asks for it. */
  metered?: boolean;
}

export interface SpeechRequest {
  text: string;
  voiceId: string;
  /** 0.8–1.2, 1 is the voice's own pace. */
  speed: number;
  /** Word (any case) to respelling. */
  pronunciations: Record<string, string>;
  signal?: AbortSignal;
}

/**
 * One clause of speech. Chunks of a request follow each other without a gap.
 *
 * Lips are made of the best that a chunk tells: phones; else characters, else words, whose phones are found in the
 * sound within their times; else the sound alone. All times are in seconds from the chunk's start.
 */
export interface SpeechChunk {
  /** The piece of the request's text that this sound says: the pieces of a request join up to all of it. */
  text: string;
  sampleRateHz: number;
  /** Mono, signed 16 bit; may be empty when nothing in `text` can be spoken (an emoji). */
  pcm: Int16Array<ArrayBuffer>;
  /** Phones with times in this chunk, where the voice knows them. */
  phones?: PhoneSegment[];
  /** Characters with times in this chunk, where the voice knows no phones; no word is split between chunks. */
  characters?: CharacterTimes;
  /** Words with times in this chunk, where the voice knows no phones. */
  words?: WordTime[];
  /** BCP 47 tag of what the characters or words say; without it they tell whether they are English. */
  language?: string;
}

/** A text-to-speech provider. The shared suite is `tts.suite.ts`. */
export interface SpeechSynthesizer {
  readonly name: string;
  voices(): readonly Voice[];
  /** False when no part of the text can be spoken by this voice (other script, only emoji). */
  canSpeak(text: string, voiceId: string): boolean;
  /** Yields clause by clause as they are ready. Ends early, without an error, when aborted. */
  synthesize(request: SpeechRequest): AsyncIterable<SpeechChunk>;
  close(): Promise<void>;
}
