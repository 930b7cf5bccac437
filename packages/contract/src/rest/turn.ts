import { z } from 'zod';
import { objectId, timestampMs } from './common.js';
import { transcriptEntry } from './transcript.js';

export const TURNS_PATH = '/api/avatarium/v1/turns';

const ms = z.int().min(0);

/** How long the avatar took to answer, step by step. */
export const turn = z.object({
  via: transcriptEntry.shape.via.describe('How what it answers came'),
  answered_at: timestampMs.describe('When the answer began to be sent, in milliseconds since 1970'),
  transcript_ms: ms.describe('From the end of the speech to its words; 0 for text'),
  first_token_ms: ms.describe(
    'To the first of the answer’s text, which may be there before the turn is known to be over',
  ),
  first_audio_ms: ms.describe('To the first of its sound'),
  first_frame_ms: ms.describe('To when the first of its sound was sent, with the picture that belongs to it'),
});
export type Turn = z.infer<typeof turn>;

export const turnList = z.object({
  session_id: objectId,
  turns: z.array(turn).describe('Oldest first'),
});
export type TurnList = z.infer<typeof turnList>;
