import type { VisemeSegment, VisemeTrack } from '@avatarium/lipsync';

/** What the page and the worker that listens for it say to each other. */
export interface AnalysisRequest {
  pcm: Int16Array;
  sampleRateHz: number;
}

export type AnalysisReply =
  | { kind: 'progress'; share: number }
  | { kind: 'done'; track: VisemeTrack; segments: VisemeSegment[]; tookS: number }
  | { kind: 'failed'; why: string };
