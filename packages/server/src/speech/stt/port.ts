export interface RecognitionRequest {
  /** BCP 47; without it the recogniser finds out, where it can. */
  language?: string;
}

/** What was said. An empty text: nothing that is speech. */
export interface Recognition {
  text: string;
  /** BCP 47, where the recogniser tells. */
  language?: string;
}

/** One stretch of a person's speech, while it is heard. */
export interface Utterance {
  /** Mono, 16 kHz, signed 16 bit; any length. Copies what it keeps. */
  push(pcm: Int16Array): void;
  /** Nothing more follows: resolves with all that was said. Called once. Rejects with ProviderError. */
  finish(): Promise<Recognition>;
  /** It is not wanted any more; frees what it holds. Idempotent, also after `finish`. */
  cancel(): void;
}

/** A speech recogniser. The shared suite is `stt.suite.ts`. */
export interface SpeechRecognizer {
  readonly name: string;
  /**
   * Begins to listen. `onInterim`: the whole text so far, where the recogniser can tell before the end; never
   * called after `finish` has resolved.
   */
  listen(request: RecognitionRequest, onInterim?: (text: string) => void): Utterance;
  /** Opens connections or loads models, so that the first utterance does not wait. Never throws. */
  warmUp(): void;
  close(): Promise<void>;
}

export const RECOGNITION_RATE_HZ = 16_000;
