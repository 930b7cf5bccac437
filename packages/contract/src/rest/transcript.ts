import { z } from 'zod';
import { objectId, pageQuery, timestampMs, unsetIfEmpty } from './common.js';
import { requireSession, sessionNames, sessionQuery } from './session-name.js';

export const TRANSCRIPT_PATHS = {
  /** GET lists the sessions in which something was said. */
  list: '/api/avatarium/v1/transcripts',
  /** GET reads what was said in one, DELETE forgets it. */
  one: '/api/avatarium/v1/transcript',
} as const;

export const TRANSCRIPT_FORMATS = ['json', 'vtt'] as const;
export type TranscriptFormat = (typeof TRANSCRIPT_FORMATS)[number];

/** What of a long transcript is read at once. */
export const MAX_TRANSCRIPT_ENTRIES = 5000;

export const transcriptEntry = z.object({
  from: z.enum(['user', 'bot']).describe('Who spoke: somebody in the room, or the avatar'),
  text: z.string().describe('What was really said: of an interrupted answer, what was heard of it'),
  via: z
    .enum(['text', 'voice', 'prologue'])
    .describe('How it came; the avatar’s turns have what they answer, or `prologue`'),
  start_ms: timestampMs.describe('When it began, in milliseconds since 1970'),
  end_ms: timestampMs.describe('When it ended, in milliseconds since 1970'),
  interrupted: z.boolean(),
  offline: z.boolean().describe('True for an answer that no language model has made'),
  sources: z
    .array(z.object({ name: z.string(), url: z.string() }))
    .describe('Documents and pages of the knowledge base that the answer stands on'),
});
export type TranscriptEntry = z.infer<typeof transcriptEntry>;

const about = {
  session_id: objectId.describe('Of the session'),
  avatar_id: z.string(),
  started_at: timestampMs
    .nullable()
    .describe('When the session reached status 2, in milliseconds since 1970; null when it never did'),
  ended_at: timestampMs.nullable(),
  count: z.int().describe('How many turns there are'),
};

export const transcript = z.object({
  ...about,
  entries: z
    .array(transcriptEntry)
    .describe(`In the order in which they began; the first ${MAX_TRANSCRIPT_ENTRIES} at most`),
});
export type Transcript = z.infer<typeof transcript>;

export const transcriptSummary = z.object({
  ...about,
  first_ms: timestampMs.describe('When the first turn began, in milliseconds since 1970'),
  last_ms: timestampMs.describe('When the last turn ended, in milliseconds since 1970'),
});

export const transcriptList = z.object({
  count: z.int().describe('Of all pages'),
  result: z.array(transcriptSummary).describe('Newest session first'),
});
export type TranscriptList = z.infer<typeof transcriptList>;

export const transcriptListQuery = pageQuery.extend({
  session_id: unsetIfEmpty(z.string()).describe('Only that of this session'),
});

export const transcriptQuery = z
  .object({
    ...sessionNames,
    format: unsetIfEmpty(z.enum(TRANSCRIPT_FORMATS)).meta({
      description: '`json` for the envelope, `vtt` for subtitles as WebVTT',
      default: 'json',
    }),
  })
  .transform(requireSession);

export const transcriptDeleteQuery = sessionQuery;

export const transcriptDeleted = z.object({
  session_id: objectId,
  deleted: z.int().describe('How many turns were deleted'),
});
