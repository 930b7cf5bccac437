import type { DocumentLabel } from './read-document.js';

/** What a reading thread is started with. */
export interface ReadingJob {
  /** Of the file. */
  path: string;
  label: DocumentLabel;
}

/** Its one answer. */
export type ReadingAnswer =
  | { kind: 'read'; title: string; passages: string[] }
  | { kind: 'unreadable'; reason: string };
