import type { PhoneSegment } from '@avatarium/lipsync';
import type { SpeechChunk } from '../speech/tts/port.js';

/** Phones that were found in a clause. */
export interface FoundPhones {
  /** Times in seconds from the clause's start; null when the clause's times are of no use. */
  phones: PhoneSegment[] | null;
  /** Why times that the voice told were not used, if so. */
  fault?: string;
}

/** Finds the phones of clauses whose voice tells when characters or words are said. */
export interface WordLips {
  /** Never rejects, and takes no longer than a listener can wait for. */
  find(chunk: SpeechChunk): Promise<FoundPhones>;
  /** Takes note of a fault in what the voice tells. */
  warn(fault: string): void;
}

/** Whether the voice told any times of characters or words. */
export function hasWordTimes({ characters, words }: SpeechChunk): boolean {
  return (characters?.characters.length ?? 0) + (words?.length ?? 0) > 0;
}
