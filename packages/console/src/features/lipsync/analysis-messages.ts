import type { VisemeSegment, VisemeTrack } from '@avatarium/lipsync';
import type { Peaks } from './peaks.js';

/** A sound in one channel, ready to be played and drawn. */
export interface MixedSound {
  pcm: Int16Array<ArrayBuffer>;
  sampleRateHz: number;
  durationS: number;
  wav: Blob;
  peaks: Peaks;
}

/** What was heard in it. */
export interface Heard {
  track: VisemeTrack;
  segments: VisemeSegment[];
  /** How long it took to hear the track, without loading the network. */
  tookS: number;
}

/** What the page asks of the worker that listens for it. The channels are the worker's from then on. */
export interface AnalysisRequest {
  channels: Float32Array<ArrayBuffer>[];
  sampleRateHz: number;
}

export type AnalysisReply =
  | { kind: 'progress'; share: number }
  | { kind: 'done'; sound: MixedSound; heard: Heard }
  | { kind: 'failed'; why: string };
