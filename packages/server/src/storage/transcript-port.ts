import type { TranscriptEntry } from '../transcripts/port.js';
import type { SessionRow } from './port.js';

export interface NewTranscriptEntry {
  sessionId: string;
  entry: TranscriptEntry;
}

/** A session of which something was said. */
export interface TranscriptSummary {
  session: Pick<SessionRow, 'id' | 'avatarId' | 'createdAt' | 'startedAt' | 'endedAt'>;
  entries: number;
  /** Milliseconds since 1970: when the first turn began, and when the last one ended. */
  firstMs: number;
  lastMs: number;
}

export interface TranscriptStore {
  /** Adds turns, in this order. Those of sessions that are gone are left out. */
  add(entries: readonly NewTranscriptEntry[]): Promise<void>;
  /** The sessions with a transcript, newest first, or the one of this id. `count` is of all pages. */
  list(
    accountId: string,
    filter: { sessionId?: string | undefined; offset: number; limit: number },
  ): Promise<{ count: number; rows: TranscriptSummary[] }>;
  /** What was said in a session, in the order in which the turns began; at most `limit` turns. */
  read(accountId: string, sessionId: string, limit: number): Promise<TranscriptEntry[]>;
  /** Answers with how many turns there were. */
  delete(accountId: string, sessionId: string): Promise<number>;
  /** Forgets turns that ended before. Answers with how many. */
  deleteBefore(endMs: number): Promise<number>;
}
