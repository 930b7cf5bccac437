import { createTranscripts, type Transcripts } from '../transcripts/index.js';
import type { Cleanups } from './cleanups.js';
import type { Foundations } from './foundations.js';

/** What is kept of conversations. */
export function openTranscripts(foundations: Foundations, cleanups: Cleanups): Transcripts {
  const { settings, log, clock, storage } = foundations;
  const transcripts = createTranscripts({
    store: storage.transcripts,
    sessions: storage.sessions,
    clock,
    log,
    retentionDays: settings.TRANSCRIPT_RETENTION_DAYS,
  });
  cleanups.add('transcripts', () => transcripts.close());
  return transcripts;
}
