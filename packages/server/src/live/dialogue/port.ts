import type { Performer } from '../../performer/index.js';
import type { SpeechRecognizer } from '../../speech/stt/port.js';
import type { TurnDetection } from './turn-detection.js';

/** What says things: one after the other, the newest at once. */
export type Mouth = Pick<Performer, 'say' | 'interrupt'>;

/** What a user has said, from the first word to the end of the turn. Times in milliseconds since 1970. */
export interface HeardTurn {
  text: string;
  startMs: number;
  speechEndMs: number;
  transcriptMs: number;
}

export interface DialogueListener {
  /** Words of a user who is not the avatar's own echo; `soFar` is all of the turn. */
  onHeard(words: string, soFar: string): void;
  /** The turn is over. */
  onTurn(turn: HeardTurn): void;
  /** The recogniser has failed on something that was said. */
  onUnheard(error: Error): void;
  /** The avatar fell silent for a voice, so many milliseconds after the first sound of that voice had come. */
  onBargeIn(delayMs: number): void;
  /** Something that the operator should know. */
  onWarning(message: string, error: unknown): void;
}

export interface DialogueOptions {
  performer: Pick<Performer, 'say' | 'interrupt' | 'pause' | 'resume'>;
  /** Who listens to the next utterance. Null from the first on: nobody is listened to. */
  recognizer(): SpeechRecognizer | null;
  /** BCP 47 of what users speak; undefined leaves it to the recogniser. */
  language(): string | undefined;
  turnDetection(): TurnDetection;
  listener: DialogueListener;
}
