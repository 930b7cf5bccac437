import type { SpeechChunk } from '../speech/tts/port.js';
import type { FoundPhones } from './word-lips.js';

/** A clause whose phones are to be found. */
export type AlignmentJob = Pick<SpeechChunk, 'pcm' | 'sampleRateHz' | 'characters' | 'words' | 'language'>;

/** One answer for each job, in order. */
export type AlignmentAnswer = FoundPhones;
