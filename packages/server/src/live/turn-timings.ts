import type { TranscriptEntry } from '../transcripts/port.js';

/** How long a turn took, each in milliseconds from the end of the user's speech, or from a text's arrival. */
export interface TurnTimings {
  via: TranscriptEntry['via'];
  /** The recogniser had the words; 0 for text. */
  transcriptMs: number;
  /** The first of the reply's text was there. May be before the turn was known to be over. */
  firstTokenMs: number;
  /** The first of its sound was there. */
  firstAudioMs: number;
  /** The first of its sound, and the picture that belongs to it, was sent. */
  firstFrameMs: number;
}

export function timingsOf(
  via: TranscriptEntry['via'],
  at: { speechEndMs: number; transcriptMs: number; startMs: number },
  made: { firstTokenMs: number | null; firstAudioMs: number | null },
): TurnTimings {
  const since = (ms: number) => Math.max(0, Math.round(ms - at.speechEndMs));
  return {
    via,
    transcriptMs: since(at.transcriptMs),
    firstTokenMs: since(made.firstTokenMs ?? at.startMs),
    firstAudioMs: since(made.firstAudioMs ?? at.startMs),
    firstFrameMs: since(at.startMs),
  };
}
