import type { PhoneSegment } from '@avatarium/lipsync';

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

/** One clause of speech. Chunks of a request follow each other without a gap. */
export interface SpeechChunk {
  /** The piece of the request's text that this sound says: the pieces of a request join up to all of it. */
  text: string;
  sampleRateHz: number;
  /** Mono, signed 16 bit; may be empty when nothing in `text` can be spoken (an emoji). */
  pcm: Int16Array<ArrayBuffer>;
  /** Phones with times in this chunk, where the voice knows them. */
  phones?: PhoneSegment[];
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
